package proof_test

import (
	"testing"

	"github.com/cometbft/cometbft/types"

	"pedigree/proof"
	"pedigree/record"
)

// A shown is a bundle with the trust root that it starts from and the questions
// that it answers.
type shown struct {
	bundle  *proof.Bundle
	trust   proof.Trust
	queries []proof.Query
	names   []record.Name // whose indexes the bundle proves
}

// show bundles the small state, committed at height by the last committee, with a
// checkpoint 10 heights apart for each change of committee before it. The trust
// root is at 100, where the first committee signs.
func show(t testing.TB, votes string, round int32, committees ...*committee) shown {
	t.Helper()
	root, records, queries := smallState()
	first, last := committees[0], committees[len(committees)-1]
	b := &proof.Bundle{ChainID: first.chainID, Validators: ourValidators(first.set), Proof: records,
		IndexProofs: smallIndexProofs()}
	height := int64(100)
	for i, c := range committees[:len(committees)-1] {
		height += 10
		next := committees[i+1]
		h := c.header(height, root[:], next)
		commit := c.commit(t, h, 0, "")
		b.Checkpoints = append(b.Checkpoints, proof.Checkpoint{Header: ourHeader(h),
			BlockID: ourBlockID(commit.BlockID), Signatures: minimal(t, c, commit),
			NextValidators: ourValidators(next.set)})
	}
	h := last.header(height+10, root[:], last)
	commit := last.commit(t, h, round, votes)
	b.Header, b.BlockID, b.Round = ourHeader(h), ourBlockID(commit.BlockID), uint32(round)
	b.Signatures = minimal(t, last, commit)
	trusted := ourHeader(first.header(100, root[:], first))
	trust := proof.Trust{ChainID: first.chainID, Height: 100, HeaderHash: trusted.Hash(),
		ValidatorsHash: proof.Hash(first.set.Hash()), IndexKey: indexKey(1).Public()}
	return shown{b, trust, queries, smallNames}
}

func minimal(t testing.TB, c *committee, commit *types.Commit) []*proof.Signature {
	t.Helper()
	s, err := proof.MinimalSignatures(c.chainID, uint64(commit.Height), uint32(commit.Round),
		ourBlockID(commit.BlockID), ourValidators(c.set), ourSignatures(commit))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// again decodes what the bundle encodes, so that a test can change the copy.
func (s shown) again(t testing.TB) shown {
	t.Helper()
	b, err := proof.DecodeBundle(s.bundle.Encode())
	if err != nil {
		t.Fatal(err)
	}
	s.bundle = b
	return s
}

func (s shown) verify() error {
	_, err := s.evidence()
	return err
}

// evidence takes the steps in the order of docs/proofs.md.
func (s shown) evidence() (*proof.Evidence, error) {
	if err := s.bundle.VerifyHeader(s.trust); err != nil {
		return nil, err
	}
	x, err := s.bundle.Indexes(s.trust.IndexKey, s.names...)
	if err != nil {
		return nil, err
	}
	return s.bundle.Verify(s.trust, x, s.queries)
}
