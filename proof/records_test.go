package proof_test

import (
	"fmt"

	"pedigree/proof"
	"pedigree/record"
)

// A small state: one lot and one unit between the sentinels. By first differing
// bits its tree is (! (lot (unit ~))).
var (
	smallNames = []record.Name{{Kind: "lot", Text: "09521234543213|L1"},
		{Kind: "unit", Text: "09521234543213|S1"}, later("09521234543213|S1")}
	lotKey    = smallNames[0].Key(indexKey(1).Index(smallNames[0]))
	unitKey   = smallNames[1].Key(indexKey(1).Index(smallNames[1]))
	absentKey = smallNames[2].Key(indexKey(1).Index(smallNames[2]))
)

// later names a pack whose index comes after another one's.
func later(text string) record.Name {
	first := indexKey(1).Index(record.Name{Kind: "unit", Text: text})
	for n := 2; ; n++ {
		name := record.Name{Kind: "unit", Text: fmt.Sprint(text, n)}
		if indexKey(1).Index(name).String() > first.String() {
			return name
		}
	}
}

func smallIndexProofs() (proofs [][]byte) {
	for _, n := range smallNames {
		proofs = append(proofs, indexKey(1).Prove(n))
	}
	return proofs
}

var (
	lotOpen    = record.MustMarshal([]any{2, 1, 7, "2028-03-31"})
	unitOpen   = record.MustMarshal([]any{1, 1, 7, 0, nil, 0, 20000})
	unitSealed = record.MustMarshal([]any{make([]byte, 16), "9521234000013"})
)

// smallState gives the root, a proof of lot, unit and one absent unit, and the
// queries it answers.
func smallState() (proof.Hash, proof.Proof, []proof.Query) {
	first := proof.LeafHash(proof.FirstKey, proof.SentinelHash())
	p := proof.Proof{
		{Kind: proof.Inner}, {Kind: proof.Pruned, Hash: first},
		{Kind: proof.Inner}, {Kind: proof.Record, Key: lotKey, Open: lotOpen},
		{Kind: proof.Inner},
		{Kind: proof.Record, Key: unitKey, Open: unitOpen, Sealed: unitSealed},
		{Kind: proof.Neighbour, Key: proof.LastKey, Hash: proof.SentinelHash()},
	}
	unit := proof.LeafHash(unitKey, proof.ValueHash(unitOpen, unitSealed))
	last := proof.LeafHash(proof.LastKey, proof.SentinelHash())
	lot := proof.LeafHash(lotKey, proof.ValueHash(lotOpen, nil))
	root := proof.InnerHash(first, proof.InnerHash(lot, proof.InnerHash(unit, last)))
	return root, p, []proof.Query{{Key: lotKey}, {Key: unitKey}, {Key: absentKey}}
}
