package proof_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/cometbft/cometbft/types"
	"pgregory.net/rapid"

	"pedigree/proof"
)

func TestHeaderHashIsCometBFTs(t *testing.T) {
	c := newCommittee("pedigree-1", "a", equalPowers(4)...)
	root, _, _ := smallState()
	first := c.header(1, root[:], c)
	first.LastBlockID, first.LastCommitHash, first.LastResultsHash = types.BlockID{}, nil, nil
	for name, h := range map[string]*types.Header{
		"first block": first, "later": c.header(1<<40, root[:], c),
	} {
		ours := ourHeader(h)
		if got := ours.Hash(); !bytes.Equal(got[:], h.Hash()) {
			t.Errorf("%s: %s, CometBFT says %s", name, got, h.Hash())
		}
	}
}

func TestHeaderHashIsCometBFTsForAnyHeader(t *testing.T) {
	c := newCommittee("pedigree-1", "a", equalPowers(4)...)
	rapid.Check(t, func(t *rapid.T) {
		hash := func(name string) []byte {
			return rapid.OneOf(rapid.Just([]byte(nil)), rapid.SliceOfN(rapid.Byte(), 32, 32)).Draw(t, name)
		}
		h := c.header(rapid.Int64Range(1, 1<<62).Draw(t, "height"), hash("app"), c)
		h.ChainID = rapid.StringN(1, 12, 50).Draw(t, "chain")
		h.Version.App = rapid.Uint64().Draw(t, "app version")
		h.Time = time.Unix(rapid.Int64Range(0, 253402300799).Draw(t, "seconds"),
			rapid.Int64Range(0, 999999999).Draw(t, "nanos")).UTC()
		h.LastBlockID = types.BlockID{Hash: hash("last"), PartSetHeader: types.PartSetHeader{
			Total: rapid.Uint32().Draw(t, "total"), Hash: hash("parts")}}
		h.LastCommitHash, h.DataHash, h.ConsensusHash = hash("commit"), hash("data"), hash("consensus")
		h.LastResultsHash, h.EvidenceHash = hash("results"), hash("evidence")
		ours := ourHeader(h)
		if got := ours.Hash(); !bytes.Equal(got[:], h.Hash()) {
			t.Fatalf("%s, CometBFT says %s", got, h.Hash())
		}
	})
}

func TestValidatorsHashIsCometBFTs(t *testing.T) {
	for _, n := range []int{1, 2, 3, 4, 5, 7, 25, 100} {
		powers := make([]int64, n)
		for i := range powers {
			powers[i] = int64(i*i*1000 + 1)
		}
		c := newCommittee("pedigree-1", "v", powers...)
		if got := proof.ValidatorsHash(ourValidators(c.set)); !bytes.Equal(got[:], c.set.Hash()) {
			t.Errorf("%d validators: %s, CometBFT says %X", n, got, c.set.Hash())
		}
	}
	if got := proof.ValidatorsHash(nil); !bytes.Equal(got[:], types.NewValidatorSet(nil).Hash()) {
		t.Errorf("empty set: %s", got)
	}
}
