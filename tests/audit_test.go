package tests

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"

	"pedigree/abci/ledger"
	"pedigree/events"
	"pedigree/record"
)

// audit follows a chain block by block and recomputes from the facts what the
// state has to say (rules.md, Invariants 4 to 7).
type audit struct {
	before    state
	histories map[string]record.History
	told      map[string][]record.Hash // the facts of each history, in order
	log       record.Log
	spent     map[spending]bool
}

type spending struct {
	key      record.KID
	sequence uint64
}

func newAudit(genesis state) (*audit, error) {
	log, err := record.DecodeLog(genesis[record.KeyLogHead])
	return &audit{before: maps.Clone(genesis), histories: map[string]record.History{},
		told: map[string][]record.Hash{}, log: *log,
		spent: map[spending]bool{}}, err
}

// skip takes over what was written directly.
func (a *audit) skip(now state) { a.before = maps.Clone(now) }

// block looks at a block of orders, the results and the state that it left.
func (a *audit) block(now state, txs [][]byte, results []ledger.Result) error {
	if err := checkInvariants(now); err != nil {
		return err
	}
	said, err := a.orders(txs, results)
	if err != nil {
		return err
	}
	changed := changes(a.before, now)
	for _, check := range []func() error{
		func() error { return a.checkSubjects(now, changed, said) },
		func() error { return a.checkHeads(now) },
		func() error { return checkPower(now) },
		func() error { return checkForever(a.before, now, changed) },
		func() error { return a.checkRefused(txs, results, changed) },
	} {
		if err := check(); err != nil {
			return err
		}
	}
	a.before = maps.Clone(now)
	return nil
}

// orders follows the facts of a block's orders, and gives the keys that they name.
func (a *audit) orders(txs [][]byte, results []ledger.Result) (map[string]bool, error) {
	said := map[string]bool{}
	for i, r := range results {
		tx, err := record.DecodeTx(txs[i])
		if err != nil {
			tx = nil
		}
		if err := a.order(tx, uint64(i), r, said); err != nil {
			return nil, fmt.Errorf("order %d: %w", i, err)
		}
	}
	return said, nil
}

// order follows the facts of one order.
func (a *audit) order(tx *record.Tx, index uint64, r ledger.Result, said map[string]bool) error {
	if r.Code == record.OK || usesSequence(r.Code) {
		s := spending{tx.Key, tx.Sequence}
		if a.spent[s] {
			return fmt.Errorf("sequence %d of key %s took effect twice", tx.Sequence, tx.Key)
		}
		a.spent[s] = true
	} else if len(r.Facts) > 0 {
		return fmt.Errorf("facts of an order that used no sequence: %s", r.Code)
	}
	if r.Code == record.OK && len(r.Facts) == 0 {
		return fmt.Errorf("%s was done and states no fact", tx.Command)
	}
	all := sha256.New()
	for n, b := range r.Facts {
		f, err := record.DecodeFact(b)
		if err != nil {
			return err
		}
		if f.TxID != tx.ID || f.N != uint64(n) || f.Index != index {
			return fmt.Errorf("fact %s is not number %d of order %d", f.ID(), n, index)
		}
		if (r.Code == record.OK) != (f.Command == tx.Command || executes(tx, f) || moves(tx, f)) {
			return fmt.Errorf("%s of %s states a fact of %s", r.Code, tx.Command, f.Command)
		}
		if _, err := events.Render(f); err != nil {
			return fmt.Errorf("fact %s as EPCIS: %w", f.ID(), err)
		}
		for _, key := range f.Subjects {
			said[key] = true
			h, ok := a.histories[key]
			if !ok {
				h = record.NewHistory(key)
			}
			a.histories[key] = h.Add(record.FactHash(b))
			a.told[key] = append(a.told[key], record.FactHash(b))
		}
		all.Write(b)
	}
	if len(r.Facts) > 0 {
		a.log = a.log.Add(len(r.Facts), record.Hash(all.Sum(nil)))
	}
	return nil
}

// changes gives the keys whose value differs, sorted.
func changes(before, now state) (keys []string) {
	for key, v := range now {
		old, ok := before[key]
		if !ok || !bytes.Equal(old.Open, v.Open) || !bytes.Equal(old.Sealed, v.Sealed) {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

// checkSubjects: facts name just the records that changed, otherwise than by a
// lot's number of untouched packs (formats.md, Facts).
func (a *audit) checkSubjects(now state, changed []string, said map[string]bool) error {
	should := map[string]bool{}
	for _, key := range changed {
		switch record.KindOf(key) {
		case "unit":
			u, err := record.DecodeUnit(now[key])
			if err != nil {
				return err
			}
			should[key] = u.Sealed != nil
		case "lot":
			should[key] = !onlyUntouched(a.before[key], now[key])
		case "holding":
			should[key] = !record.IsBound(key) // marks have no history
		case "sscc", "transfer", "alert":
			should[key] = true
		}
	}
	for key := range should {
		if should[key] != said[key] {
			return fmt.Errorf("%s changed: %t, but a fact says so: %t", key, should[key], said[key])
		}
	}
	for key := range said {
		if !should[key] {
			return fmt.Errorf("a fact names %s, which did not change", key)
		}
	}
	return nil
}

func onlyUntouched(before, now record.Value) bool {
	x, err := record.DecodeLot(before)
	y, err2 := record.DecodeLot(now)
	if err != nil || err2 != nil {
		return false
	}
	x.Sealed.Untouched = y.Sealed.Untouched
	return bytes.Equal(x.Encode().Sealed, y.Encode().Sealed) && bytes.Equal(before.Open, now.Open)
}

// checkHeads: history heads and the head of the log recompute from the facts.
func (a *audit) checkHeads(now state) error {
	for key, v := range now {
		h, has := historyOf(key, v)
		if want, ok := a.histories[key]; has && (!ok || h != want) {
			return fmt.Errorf("%s has history %d %s, its facts make %d %s", key, h.Count, h.Head,
				want.Count, want.Head)
		}
	}
	log, err := record.DecodeLog(now[record.KeyLogHead])
	if err != nil || log.Count != a.log.Count || log.Head != a.log.Head {
		return fmt.Errorf("the log says %+v, the facts make %+v: %v", log, a.log, err)
	}
	return nil
}

func historyOf(key string, v record.Value) (h record.History, has bool) {
	switch record.KindOf(key) {
	case "unit":
		if u, err := record.DecodeUnit(v); err == nil && u.Sealed != nil {
			return u.Sealed.History, true
		}
	case "lot":
		if l, err := record.DecodeLot(v); err == nil {
			return l.Sealed.History, true
		}
	case "holding":
		if x, err := record.DecodeHolding(v); err == nil {
			return x.Sealed.History, true
		}
	case "sscc":
		if c, err := record.DecodeContainer(v); err == nil {
			return c.Sealed.History, true
		}
	case "transfer":
		if t, err := record.DecodeTransfer(v); err == nil {
			return t.Sealed.History, true
		}
	}
	return h, false
}

// moves: a move states that goods were shipped, and that they were received.
func moves(tx *record.Tx, f *record.Fact) bool {
	return tx.Command == "move" && f.Command == [...]string{"ship", "receive"}[min(f.N, 1)]
}
