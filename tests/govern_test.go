package tests

import (
	"fmt"
	"slices"

	abcitypes "github.com/cometbft/cometbft/abci/types"

	"pedigree/gs1"
	"pedigree/record"
)

// created says what a letter stands for in the outcome of a scenario's order.
var created = map[byte]string{'T': "transfer", 'G': "grant", 'P': "gov",
	'R': "recall", 'X': "exception", 'C': "case"}

// firstValidator is the one that the scenarios' chain begins with, of power 10.
func firstValidator() record.SetValidator {
	return record.SetValidator{Public: newActor("validator", gs1.GLN{}, gs1.GLN{}).public(), Power: 10}
}

func firstUpdate() abcitypes.ValidatorUpdate {
	v := firstValidator()
	return abcitypes.Ed25519ValidatorUpdate(v.Public[:], int64(v.Power))
}

// executes says whether a fact may be that of a proposal which the order executed.
func executes(tx *record.Tx, f *record.Fact) bool {
	return (tx.Command == "propose" || tx.Command == "approve") && f.N == 1 &&
		record.ProposableBody(f.Command) != nil
}

// governedForever: withdrawals, executions and ends of permissions stay.
func governedForever(key string, old, now record.Value) error {
	switch record.KindOf(key) {
	case "product":
		x, _ := record.DecodeProduct(old)
		y, _ := record.DecodeProduct(now)
		if !slices.Equal(y.Withdrawn, record.Markets(x.Withdrawn, y.Withdrawn)) || x.Sealed.Maker != y.Sealed.Maker {
			return fmt.Errorf("%s: withdrawn from %v, then from %v", key, x.Withdrawn, y.Withdrawn)
		}
	case "param":
		if key == record.ParamKey("genesis") || key == record.ParamKey("format") {
			return fmt.Errorf("%s was changed", key)
		}
	case "gov":
		x, _ := record.DecodeGov(old)
		if x.Sealed.Executed != 0 {
			return fmt.Errorf("%s was changed after it was executed", key)
		}
	case "grant":
		x, _ := record.DecodeGrant(old)
		if x.Sealed.Revoked != 0 {
			return fmt.Errorf("%s was changed after it had ended", key)
		}
	}
	return nil
}

// publicText is the public key of a device or validator that goes by a name.
func publicText(name string) string {
	public := newActor(name, gs1.GLN{}, gs1.GLN{}).public()
	return fmt.Sprintf("%x", public[:])
}

// readGoverned decodes what governance writes.
func readGoverned(key string, v record.Value) (err error) {
	switch record.KindOf(key) {
	case "gov":
		_, err = record.DecodeGov(v)
	case "grant":
		_, err = record.DecodeGrant(v)
	case "validator":
		_, err = record.DecodeValidator(v)
	case "upgrade":
		_, err = record.DecodeUpgrade(v)
	default:
		err = fmt.Errorf("no command writes such a record")
	}
	return err
}

// checkPower: the sum that the ledger keeps is that of the validators, and some is
// left.
func checkPower(now state) error {
	kept, err := record.DecodeParam(now[record.ParamKey("votingPower")])
	if err != nil {
		return err
	}
	n, err := kept.Number()
	if err != nil {
		return err
	}
	sum := uint64(0)
	for _, key := range now.keys("validator|") {
		v, err := record.DecodeValidator(now[key])
		if err != nil {
			return err
		}
		sum += v.Power
	}
	if sum != n || sum == 0 {
		return fmt.Errorf("validators have power %d, the ledger says %d", sum, n)
	}
	return nil
}
