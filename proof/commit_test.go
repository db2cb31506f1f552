package proof_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/cometbft/cometbft/crypto/tmhash"
	"github.com/cometbft/cometbft/types"
	"pgregory.net/rapid"

	"pedigree/proof"
)

// A claim is what both verifiers are asked: did more than two thirds of the set
// sign this block of this chain?
type claim struct {
	chainID string
	set     *types.ValidatorSet
	id      types.BlockID
	height  int64
	commit  *types.Commit
}

func (c claim) comet() error {
	return c.set.VerifyCommitLight(c.chainID, c.id, c.height, c.commit)
}

// ours asks our verifier. The list ends where the entries, right or wrong, make
// the sum, as an attacker would end it.
func (c claim) ours() error {
	validators := ourValidators(c.set)
	var signatures []*proof.Signature
	sum := int64(0)
	for i, s := range ourSignatures(c.commit) {
		if 3*sum > 2*c.set.TotalVotingPower() {
			break
		}
		if signatures = append(signatures, s); s != nil && i < c.set.Size() {
			sum += c.set.Validators[i].VotingPower
		}
	}
	if !c.id.Equals(c.commit.BlockID) || c.height != c.commit.Height {
		return errors.New("the form of a bundle has only one block id and one height")
	}
	return proof.CheckCommit(c.chainID, uint64(c.height), uint32(c.commit.Round),
		ourBlockID(c.id), validators, signatures)
}

func (c *committee) claim(t testing.TB, round int32, votes string) claim {
	root, _, _ := smallState()
	h := c.header(110, root[:], c)
	commit := c.commit(t, h, round, votes)
	return claim{c.chainID, c.set, commit.BlockID, h.Height, commit}
}

func TestCommitsThatDecide(t *testing.T) {
	for _, tc := range []struct {
		powers []int64
		votes  string
		round  int32
	}{
		{equalPowers(1), "c", 0},
		{equalPowers(4), "cccc", 0},
		{equalPowers(4), "nccc", 1},
		{equalPowers(4), "ccca", 2},
		{equalPowers(7), "aoccccc", 0},
		{equalPowers(7), "cacnccc", 9},
		{equalPowers(25), "naaonnac", 3},
		{[]int64{100, 1, 1, 1}, "cnao", 0},
		{[]int64{1 << 59, 1 << 58, 1 << 57}, "cca", 1<<31 - 1},
	} {
		c := newCommittee("pedigree-1", "a", tc.powers...)
		claim := c.claim(t, tc.round, tc.votes)
		if err := claim.comet(); err != nil {
			t.Errorf("%s: CometBFT refuses: %v", tc.votes, err)
		}
		if err := claim.ours(); err != nil {
			t.Errorf("%s: %v", tc.votes, err)
		}
		short := minimal(t, c, claim.commit)
		if short[len(short)-1] == nil {
			t.Errorf("%s: the last entry does not decide", tc.votes)
		}
	}
}

// Each mutation of a commit of four equal validators, of which the second voted
// nil, with the verdict of both verifiers.
func TestMutatedCommits(t *testing.T) {
	other := types.BlockID{Hash: tmhash.Sum([]byte("other")),
		PartSetHeader: types.PartSetHeader{Total: 1, Hash: tmhash.Sum([]byte("p"))}}
	for name, tc := range map[string]struct {
		mutate func(*claim)
		valid  bool
	}{
		"nothing": {func(*claim) {}, true},
		"needed vote dropped": {func(c *claim) {
			c.commit.Signatures[0] = types.NewCommitSigAbsent()
		}, false},
		"wrong chain id": {func(c *claim) { c.chainID = "pedigree-2" }, false},
		"other block":    {func(c *claim) { c.id, c.commit.BlockID = other, other }, false},
		"other parts": {func(c *claim) {
			c.id.PartSetHeader.Total++
			c.commit.BlockID = c.id
		}, false},
		"block id not of vote": {func(c *claim) { c.id = other }, false},
		"height":               {func(c *claim) { c.height++; c.commit.Height++ }, false},
		"round":                {func(c *claim) { c.commit.Round++ }, false},
		"time": {func(c *claim) {
			c.commit.Signatures[2].Timestamp = c.commit.Signatures[2].Timestamp.Add(time.Nanosecond)
		}, false},
		"signature": {func(c *claim) { c.commit.Signatures[3].Signature[17] ^= 4 }, false},
		"signature too short": {func(c *claim) {
			c.commit.Signatures[3].Signature = c.commit.Signatures[3].Signature[:63]
		}, false},
		"swapped entries": {func(c *claim) {
			s := c.commit.Signatures
			s[0], s[2] = s[2], s[0]
		}, false},
		"swapped validators": {func(c *claim) {
			v := c.set.Validators
			v[0], v[2] = v[2], v[0]
		}, false},
		"a vote counted twice": {func(c *claim) {
			c.commit.Signatures[0] = types.NewCommitSigAbsent()
			c.commit.Signatures[1] = c.commit.Signatures[2]
		}, false},
		"a vote counted twice under another's name": {func(c *claim) {
			address := c.commit.Signatures[0].ValidatorAddress
			c.commit.Signatures[0] = c.commit.Signatures[2]
			c.commit.Signatures[0].ValidatorAddress = address
		}, false},
		"nil vote counted": {func(c *claim) {
			c.commit.Signatures[0] = types.NewCommitSigAbsent()
			c.commit.Signatures[1].BlockIDFlag = types.BlockIDFlagCommit
		}, false},
		"exactly two thirds": {func(c *claim) {
			c.set = types.NewValidatorSet(c.set.Validators[:3])
			c.commit.Signatures = c.commit.Signatures[:3]
		}, false},
		"powers that still decide": {func(c *claim) {
			c.set = withPower(c.set, 3, 11)
		}, true},
		"powers that do not decide": {func(c *claim) {
			c.set = withPower(c.set, 1, 1000)
		}, false},
	} {
		claim := newCommittee("pedigree-1", "a", equalPowers(4)...).claim(t, 1, "cncc")
		tc.mutate(&claim)
		comet, ours := claim.comet(), claim.ours()
		if (comet == nil) != tc.valid || (ours == nil) != tc.valid {
			t.Errorf("%s: want valid=%v, CometBFT: %v, ours: %v", name, tc.valid, comet, ours)
		}
	}
}

// withPower changes a member's power without sorting the set again.
func withPower(set *types.ValidatorSet, i int, power int64) *types.ValidatorSet {
	members := make([]*types.Validator, set.Size())
	for j, v := range set.Validators {
		members[j] = v.Copy()
	}
	members[i].VotingPower = power
	return &types.ValidatorSet{Validators: members, Proposer: members[0]}
}

// For any powers and any votes both verifiers say the same, and the trimmed list
// exists exactly when the commit decides.
func TestCommitsAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		powers := rapid.SliceOfN(rapid.Int64Range(1, 40), 1, 9).Draw(t, "powers")
		c := newCommittee("pedigree-1", "r", powers...)
		root, _, _ := smallState()
		h := c.header(110, root[:], c)
		commit := &types.Commit{Height: 110, Round: rapid.Int32Range(0, 5).Draw(t, "round"),
			BlockID: blockIDOf(h)}
		for i := range powers {
			vote := c.vote(i, 110, commit.Round, commit.BlockID).CommitSig()
			kinds := []string{"commit", "commit", "commit", "nil", "absent"}
			switch rapid.SampledFrom(kinds).Draw(t, "vote") {
			case "nil":
				vote = c.vote(i, 110, commit.Round, types.BlockID{}).CommitSig()
			case "absent":
				vote = types.NewCommitSigAbsent()
			}
			commit.Signatures = append(commit.Signatures, vote)
		}
		claim := claim{c.chainID, c.set, commit.BlockID, 110, commit}
		comet, ours := claim.comet(), claim.ours()
		_, err := proof.MinimalSignatures(c.chainID, 110, uint32(commit.Round),
			ourBlockID(commit.BlockID), ourValidators(c.set), ourSignatures(commit))
		if (comet == nil) != (ours == nil) || (comet == nil) != (err == nil) {
			t.Fatalf("CometBFT: %v, ours: %v, trimmed: %v", comet, ours, err)
		}
	})
}

func TestMinimalSignatures(t *testing.T) {
	c := newCommittee("pedigree-1", "a", equalPowers(7)...)
	commit := c.claim(t, 0, "caccccc").commit
	full := ourSignatures(commit)
	trim := func(full []*proof.Signature) ([]*proof.Signature, error) {
		return proof.MinimalSignatures(c.chainID, 110, 0, ourBlockID(commit.BlockID),
			ourValidators(c.set), full)
	}
	shape := func(list []*proof.Signature) string {
		var b strings.Builder
		for _, s := range list {
			fmt.Fprint(&b, map[bool]string{true: "-", false: "x"}[s == nil])
		}
		return b.String()
	}
	got, err := trim(full)
	if err != nil || shape(got) != "x-xxxx" {
		t.Errorf("%s, %v", shape(got), err)
	}
	wrong := *full[2]
	wrong.Nanos++
	full[2] = &wrong
	if got, err = trim(full); err != nil || shape(got) != "x--xxxx" {
		t.Errorf("a wrong signature is not left out: %s, %v", shape(got), err)
	}
	if _, err = trim(append(full, nil)); !errors.Is(err, proof.ErrCommit) {
		t.Errorf("eight entries for seven validators: %v", err)
	}
	full[3] = nil
	if _, err = trim(full); !errors.Is(err, proof.ErrCommit) {
		t.Errorf("four of seven: %v", err)
	}
	if _, err = trim(full[:6]); !errors.Is(err, proof.ErrCommit) {
		t.Errorf("six entries for seven validators: %v", err)
	}
}

// A commit has one form: nothing after the entry that decides, and no entry
// without a validator.
func TestOneFormOfACommit(t *testing.T) {
	c := newCommittee("pedigree-1", "a", equalPowers(4)...)
	commit := c.claim(t, 0, "cccc").commit
	full := ourSignatures(commit)
	wrong := *full[3]
	wrong.Signature = wrong.Signature[:5]
	for name, tc := range map[string]struct {
		entries []*proof.Signature
		valid   bool
	}{
		"enough":                   {full[:3], true},
		"an absent one before":     {[]*proof.Signature{full[0], nil, full[2], full[3]}, true},
		"one right vote more":      {full, false},
		"a null more":              {append(full[:3:3], nil), false},
		"a fifth of four":          {[]*proof.Signature{nil, nil, full[2], full[3], full[0]}, false},
		"nulls":                    {make([]*proof.Signature, 5), false},
		"nothing":                  {nil, false},
		"a signature of 5 bytes":   {[]*proof.Signature{full[0], nil, full[2], &wrong}, false},
		"an entry without content": {[]*proof.Signature{full[0], nil, full[2], {}}, false},
	} {
		err := proof.CheckCommit(c.chainID, 110, 0, ourBlockID(commit.BlockID),
			ourValidators(c.set), tc.entries)
		if (err == nil) != tc.valid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A vote whose time is none is not counted, though its signature is right.
func TestVoteTimes(t *testing.T) {
	c := newCommittee("pedigree-1", "a", 1)
	root, _, _ := smallState()
	id := ourBlockID(blockIDOf(c.header(110, root[:], c)))
	for at, valid := range map[proof.Time]bool{
		{Seconds: 0}: true, {Seconds: 253402300799, Nanos: 999999999}: true,
		{Seconds: -1}: false, {Seconds: 253402300800}: false, {Seconds: 1, Nanos: 1e9}: false,
	} {
		signed, err := c.keys[0].Sign(proof.SignBytes(c.chainID, 110, 0, id, at))
		if err != nil {
			t.Fatal(err)
		}
		vote := &proof.Signature{Seconds: at.Seconds, Nanos: at.Nanos, Signature: signed}
		err = proof.CheckCommit(c.chainID, 110, 0, id, ourValidators(c.set), []*proof.Signature{vote})
		if (err == nil) != valid {
			t.Errorf("%d.%09d: %v", at.Seconds, at.Nanos, err)
		}
	}
}
