package proof_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/cometbft/cometbft/crypto/ed25519"
	"github.com/cometbft/cometbft/crypto/tmhash"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	cmtversion "github.com/cometbft/cometbft/proto/tendermint/version"
	"github.com/cometbft/cometbft/types"

	"pedigree/proof"
)

// A committee is a set of CometBFT validators with their private keys, in the
// set's order. Its keys come from its name, so every run signs the same bytes.
type committee struct {
	chainID string
	keys    []ed25519.PrivKey
	set     *types.ValidatorSet
}

func newCommittee(chainID, name string, powers ...int64) *committee {
	byAddress := map[string]ed25519.PrivKey{}
	members := make([]*types.Validator, len(powers))
	for i, power := range powers {
		key := ed25519.GenPrivKeyFromSecret(fmt.Appendf(nil, "%s/%s/%d", chainID, name, i))
		members[i] = types.NewValidator(key.PubKey(), power)
		byAddress[string(members[i].Address)] = key
	}
	c := &committee{chainID: chainID, set: types.NewValidatorSet(members)}
	for _, v := range c.set.Validators {
		c.keys = append(c.keys, byAddress[string(v.Address)])
	}
	return c
}

// equalPowers gives n validators of power 10.
func equalPowers(n int) []int64 {
	powers := make([]int64, n)
	for i := range powers {
		powers[i] = 10
	}
	return powers
}

var blockTime = time.Unix(1795000000, 123456789).UTC()

// header makes a header of the committee's chain, with every field set.
func (c *committee) header(height int64, appHash []byte, next *committee) *types.Header {
	some := func(s string) []byte { return tmhash.Sum(fmt.Appendf(nil, "%s %d", s, height)) }
	return &types.Header{
		Version: cmtversion.Consensus{Block: 11, App: 1},
		ChainID: c.chainID,
		Height:  height,
		Time:    blockTime.Add(time.Duration(height) * time.Second),
		LastBlockID: types.BlockID{Hash: some("block"),
			PartSetHeader: types.PartSetHeader{Total: 2, Hash: some("parts")}},
		LastCommitHash:     some("commit"),
		DataHash:           some("data"),
		ValidatorsHash:     c.set.Hash(),
		NextValidatorsHash: next.set.Hash(),
		ConsensusHash:      some("consensus"),
		AppHash:            appHash,
		LastResultsHash:    some("results"),
		EvidenceHash:       some("evidence"),
		ProposerAddress:    c.set.Validators[0].Address,
	}
}

func blockIDOf(h *types.Header) types.BlockID {
	return types.BlockID{Hash: h.Hash(),
		PartSetHeader: types.PartSetHeader{Total: 3, Hash: tmhash.Sum(h.Hash())}}
}

// vote signs a precommit of member i; each votes at a time of its own.
func (c *committee) vote(i int, height int64, round int32, id types.BlockID) *types.Vote {
	v := &types.Vote{
		Type: cmtproto.PrecommitType, Height: height, Round: round, BlockID: id,
		Timestamp:        blockTime.Add(time.Duration(height)*time.Second + time.Duration(i)*77777777),
		ValidatorAddress: c.set.Validators[i].Address, ValidatorIndex: int32(i),
	}
	c.sign(v)
	return v
}

func (c *committee) sign(v *types.Vote) {
	var err error
	v.Signature, err = c.keys[v.ValidatorIndex].Sign(types.VoteSignBytes(c.chainID, v.ToProto()))
	if err != nil {
		panic(err)
	}
}

// commit counts votes in a real VoteSet. Each letter is a member's vote: c commit,
// n nil, a absent, o another block; members without a letter vote commit.
func (c *committee) commit(t testing.TB, h *types.Header, round int32, votes string) *types.Commit {
	t.Helper()
	box := types.NewVoteSet(c.chainID, h.Height, round, cmtproto.PrecommitType, c.set)
	other := types.BlockID{Hash: tmhash.Sum([]byte("other")),
		PartSetHeader: types.PartSetHeader{Total: 1, Hash: tmhash.Sum([]byte("parts"))}}
	for i := range c.keys {
		id := blockIDOf(h)
		if i < len(votes) {
			switch votes[i] {
			case 'a':
				continue
			case 'n':
				id = types.BlockID{}
			case 'o':
				id = other
			}
		}
		if _, err := box.AddVote(c.vote(i, h.Height, round, id)); err != nil {
			t.Fatal(err)
		}
	}
	return box.MakeExtendedCommit(types.ABCIParams{}).ToCommit()
}

// The conversions that the abci package makes too.

func ourHeader(h *types.Header) proof.Header {
	return proof.Header{
		Version:     proof.Version{Block: h.Version.Block, App: h.Version.App},
		ChainID:     h.ChainID,
		Height:      uint64(h.Height),
		Time:        proof.Time{Seconds: h.Time.Unix(), Nanos: uint32(h.Time.Nanosecond())},
		LastBlockID: ourBlockID(h.LastBlockID), LastCommitHash: h.LastCommitHash,
		DataHash: h.DataHash, ValidatorsHash: h.ValidatorsHash,
		NextValidatorsHash: h.NextValidatorsHash, ConsensusHash: h.ConsensusHash,
		AppHash: h.AppHash, LastResultsHash: h.LastResultsHash, EvidenceHash: h.EvidenceHash,
		ProposerAddress: h.ProposerAddress,
	}
}

func ourBlockID(id types.BlockID) proof.BlockID {
	return proof.BlockID{Hash: id.Hash, PartsTotal: id.PartSetHeader.Total,
		PartsHash: id.PartSetHeader.Hash}
}

func ourValidators(set *types.ValidatorSet) []proof.Validator {
	out := make([]proof.Validator, set.Size())
	for i, v := range set.Validators {
		out[i] = proof.Validator{PublicKey: v.PubKey.Bytes(), Power: uint64(v.VotingPower)}
	}
	return out
}

func ourSignatures(c *types.Commit) []*proof.Signature {
	out := make([]*proof.Signature, len(c.Signatures))
	for i, s := range c.Signatures {
		if s.BlockIDFlag == types.BlockIDFlagCommit {
			out[i] = ourSignature(s)
		}
	}
	return out
}

func ourSignature(s types.CommitSig) *proof.Signature {
	return &proof.Signature{Seconds: s.Timestamp.Unix(), Nanos: uint32(s.Timestamp.Nanosecond()),
		Signature: s.Signature}
}
