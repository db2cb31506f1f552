package ledger

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"

	"pedigree/record"
)

// setValidator gives a consensus validator its power. CometBFT lets it count two
// blocks later.
type setValidator struct{ record.SetValidator }

func (c *setValidator) Body() any { return &c.SetValidator }

// maxPower bounds one validator, and maxTotalPower all of them, far below the
// bound of CometBFT (2^60).
const (
	maxPower      = 1 << 40
	maxTotalPower = 1 << 50
	votingPower   = "votingPower" // parameter: the sum, kept by the ledger
)

func (c *setValidator) Check() error {
	if c.Power > maxPower {
		return fmt.Errorf("power is at most %d", uint64(maxPower))
	}
	return checkPublicKey(c.Public)
}

func (c *setValidator) Apply(s *State) *Refused {
	if r := s.mayGovern(); r != nil {
		return r
	}
	key := validatorKey(c.Public)
	old, _ := load(s, key, record.DecodeValidator)
	was := powerOf(old)
	total := s.param(votingPower, 0) - was + c.Power
	switch {
	case was == 0 && c.Power == 0:
		return no(record.NotFound, "there is no such validator")
	case was == c.Power:
		return no(record.Conflict, "the validator has power %d already", was)
	case total == 0:
		return no(record.Conflict, "the last validator cannot go: nobody would make blocks")
	case total > maxTotalPower:
		return no(record.QuantityExceeded, "all validators together have at most power %d",
			uint64(maxTotalPower))
	}
	s.setPower(c.SetValidator, total)
	if moved, before := s.powerMoved(); moved > (before-1)/3 {
		return no(record.QuantityExceeded,
			"one block may move less than a third of the voting power, %d; do it in steps", before)
	}
	s.emit("set_validator", c.SetValidator)
	return nil
}

// setPower writes the record; genesis does it without asking.
func (s *State) setPower(v record.SetValidator, total uint64) {
	s.put(validatorKey(v.Public), record.Validator{Public: v.Public, Power: v.Power}.Encode())
	s.put(record.ParamKey(votingPower), record.NumberParam(total).Encode())
}

// powerMoved says how much power the block has moved so far, this order included,
// and how much there was before it.
func (s *State) powerMoved() (moved, before uint64) {
	for _, key := range slices.Compact(slices.Sorted(slices.Values(
		slices.Concat(s.block.over.keys, s.over.keys)))) {
		if record.KindOf(key) == "validator" {
			now, _ := load(s, key, record.DecodeValidator)
			was := powerOf(s.block.validatorBefore(key))
			moved += max(now.Power, was) - min(now.Power, was)
		}
	}
	return moved, s.block.numberBefore(votingPower)
}

func powerOf(v *record.Validator) uint64 {
	if v == nil {
		return 0
	}
	return v.Power
}

// validatorKey is the key of a validator: its address is the first 20 bytes of the
// SHA-256 of its public key.
func validatorKey(public record.PublicKey) string {
	h := sha256.Sum256(public[:])
	return record.ValidatorKey([20]byte(h[:20]))
}

// genesisValidators writes the validators that the chain begins with.
func (s *State) genesisValidators(set []record.SetValidator) error {
	total := uint64(0)
	for _, v := range set {
		if err := (&setValidator{v}).Check(); err != nil {
			return fmt.Errorf("genesis: validator %x: %w", v.Public, err)
		}
		if total += v.Power; v.Power == 0 || total > maxTotalPower {
			return errors.New("genesis: a validator without power, or with too much")
		}
		s.setPower(v, total)
		s.emit("set_validator", v)
	}
	return nil
}
