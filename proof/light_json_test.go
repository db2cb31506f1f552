package proof_test

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"testing"
	"time"

	"pedigree/proof"
)

// The JSON of light-client vectors. Numbers come bare or as strings, hashes as
// upper-case hex.
type (
	lightHex     []byte
	lightBlockID struct {
		Hash          lightHex
		PartSetHeader struct {
			Total uint32
			Hash  lightHex
		} `json:"part_set_header"`
		Parts struct {
			Total uint32
			Hash  lightHex
		}
	}
	lightHeader struct {
		Version            struct{ Block, App json.Number }
		ChainID            string `json:"chain_id"`
		Height             json.Number
		Time               time.Time
		LastBlockID        lightBlockID `json:"last_block_id"`
		LastCommitHash     lightHex     `json:"last_commit_hash"`
		DataHash           lightHex     `json:"data_hash"`
		ValidatorsHash     lightHex     `json:"validators_hash"`
		NextValidatorsHash lightHex     `json:"next_validators_hash"`
		ConsensusHash      lightHex     `json:"consensus_hash"`
		AppHash            lightHex     `json:"app_hash"`
		LastResultsHash    lightHex     `json:"last_results_hash"`
		EvidenceHash       lightHex     `json:"evidence_hash"`
		ProposerAddress    lightHex     `json:"proposer_address"`
	}
	lightSet struct {
		Validators []struct {
			Address lightHex
			PubKey  struct{ Value []byte } `json:"pub_key"`
			Power   json.Number            `json:"voting_power"`
		}
	}
	lightSigned struct {
		Header lightHeader
		Commit struct {
			Height     json.Number
			Round      uint32
			BlockID    lightBlockID `json:"block_id"`
			Signatures []struct {
				Flag      int      `json:"block_id_flag"`
				Address   lightHex `json:"validator_address"`
				Timestamp time.Time
				Signature []byte
			}
		}
	}
	lightStep struct {
		Block struct {
			Signed lightSigned `json:"signed_header"`
			Set    lightSet    `json:"validator_set"`
			Next   lightSet    `json:"next_validator_set"`
		}
		Now     time.Time
		Verdict string
	}
)

func (h *lightHex) UnmarshalText(b []byte) (err error) {
	*h, err = hex.DecodeString(string(b))
	return err
}

func number(t testing.TB, n json.Number) uint64 {
	v, err := strconv.ParseUint(string(n), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func (id lightBlockID) ours() proof.BlockID {
	return proof.BlockID{Hash: id.Hash,
		PartsTotal: id.PartSetHeader.Total + id.Parts.Total,
		PartsHash:  append(id.PartSetHeader.Hash, id.Parts.Hash...)}
}

func (h *lightHeader) ours(t testing.TB) proof.Header {
	return proof.Header{
		Version: proof.Version{Block: number(t, h.Version.Block), App: number(t, h.Version.App)},
		ChainID: h.ChainID, Height: number(t, h.Height), Time: lightTime(h.Time),
		LastBlockID: h.LastBlockID.ours(), LastCommitHash: h.LastCommitHash, DataHash: h.DataHash,
		ValidatorsHash: h.ValidatorsHash, NextValidatorsHash: h.NextValidatorsHash,
		ConsensusHash: h.ConsensusHash, AppHash: h.AppHash, LastResultsHash: h.LastResultsHash,
		EvidenceHash: h.EvidenceHash, ProposerAddress: h.ProposerAddress,
	}
}

func lightTime(t time.Time) proof.Time {
	return proof.Time{Seconds: t.Unix(), Nanos: uint32(t.Nanosecond())}
}

func address(v proof.Validator) []byte {
	sum := sha256.Sum256(v.PublicKey)
	return sum[:20]
}

// ours gives the set in CometBFT's order: power descending, then address.
func (s *lightSet) ours(t testing.TB) []proof.Validator {
	var set []proof.Validator
	for _, v := range s.Validators {
		set = append(set, proof.Validator{PublicKey: v.PubKey.Value, Power: number(t, v.Power)})
	}
	slices.SortFunc(set, func(a, b proof.Validator) int {
		return cmp.Or(cmp.Compare(b.Power, a.Power), bytes.Compare(address(a), address(b)))
	})
	return set
}

// votes places the commit's votes beside the set by address. A vote of a stranger
// makes the whole commit invalid.
func (s *lightSigned) votes(set []proof.Validator) ([]*proof.Signature, error) {
	full := make([]*proof.Signature, len(set))
	if len(s.Commit.Signatures) != len(set) {
		return nil, fmt.Errorf("%d votes for %d validators", len(s.Commit.Signatures), len(set))
	}
	for _, v := range s.Commit.Signatures {
		if v.Flag != 2 {
			continue
		}
		i := slices.IndexFunc(set, func(m proof.Validator) bool {
			return bytes.Equal(address(m), v.Address)
		})
		if i < 0 || full[i] != nil {
			return nil, fmt.Errorf("vote of %X has no place", v.Address)
		}
		at := lightTime(v.Timestamp)
		full[i] = &proof.Signature{Seconds: at.Seconds, Nanos: at.Nanos, Signature: v.Signature}
	}
	return full, nil
}

// commit trims the votes for the given set, and says why it cannot.
func (s *lightSigned) commit(t testing.TB, set []proof.Validator) ([]*proof.Signature, error) {
	full, err := s.votes(set)
	if err != nil {
		return nil, err
	}
	return proof.MinimalSignatures(s.Header.ChainID, number(t, s.Commit.Height), s.Commit.Round,
		s.Commit.BlockID.ours(), set, full)
}
