package ledger

import (
	"bytes"
	"slices"

	"pedigree/record"
)

// Validators gives the validators whose power the block changed, each once, with
// the power they have now; without power they are gone. They are sorted by key.
func (b *Block) Validators() (changed []record.SetValidator, err error) {
	defer stop(&err)
	for _, key := range b.over.keys {
		if record.KindOf(key) != "validator" {
			continue
		}
		now, err := record.DecodeValidator(b.over.values[key])
		must(err)
		if now.Power != powerOf(b.validatorBefore(key)) {
			changed = append(changed, record.SetValidator{Public: now.Public, Power: now.Power})
		}
	}
	slices.SortFunc(changed, func(x, y record.SetValidator) int {
		return bytes.Compare(x.Public[:], y.Public[:])
	})
	return changed, nil
}

// validatorBefore is a validator as it was before the block, or nil.
func (b *Block) validatorBefore(key string) *record.Validator {
	v, ok, err := b.read.Get(key)
	must(err)
	if !ok {
		return nil
	}
	old, err := record.DecodeValidator(v)
	must(err)
	return old
}

// numberBefore is a parameter as it was before the block; 0 where there is none.
func (b *Block) numberBefore(name string) uint64 {
	v, ok, err := b.read.Get(record.ParamKey(name))
	must(err)
	if !ok {
		return 0
	}
	return numberOf(v)
}

func numberOf(v record.Value) uint64 {
	p, err := record.DecodeParam(v)
	must(err)
	n, err := p.Number()
	must(err)
	return n
}
