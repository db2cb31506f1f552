package proof_test

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pedigree/proof"
)

// A refusal is a change of the relay bundle, or of its trust root or queries, and
// why it is refused.
type refusal struct {
	change func(*shown)
	want   error
}

// refusals are what a liar could try with the parts of true bundles.
func refusals() map[string]refusal {
	return map[string]refusal{
		"bundle of another chain": {func(s *shown) {
			s.bundle.ChainID = "pedigree-2"
		}, proof.ErrWrongChain},
		"header of another chain": {func(s *shown) {
			s.bundle.Header.ChainID = "pedigree-2"
		}, proof.ErrWrongChain},
		"root of another chain": {func(s *shown) {
			s.trust.ChainID = "pedigree-2"
		}, proof.ErrWrongChain},
		"root of another set": {func(s *shown) {
			s.trust.ValidatorsHash[0]++
		}, proof.ErrUntrusted},
		"older than the root": {func(s *shown) {
			s.trust.Height = 111
		}, proof.ErrOlderThanTrust},
		"other header at the root's height": {func(s *shown) {
			s.trust.Height = s.bundle.Checkpoints[0].Header.Height
		}, proof.ErrUntrusted},
		"no trust root": {func(s *shown) { s.trust = proof.Trust{} }, proof.ErrWrongChain},
		"checkpoint left out": {func(s *shown) {
			s.bundle.Checkpoints = s.bundle.Checkpoints[:1]
		}, proof.ErrUntrusted},
		"first checkpoint left out": {func(s *shown) {
			s.bundle.Checkpoints = s.bundle.Checkpoints[1:]
		}, proof.ErrUntrusted},
		"checkpoint twice": {func(s *shown) {
			s.bundle.Checkpoints = slices.Insert(s.bundle.Checkpoints, 1, s.bundle.Checkpoints[0])
		}, proof.ErrUntrusted},
		"checkpoints swapped": {func(s *shown) {
			slices.Reverse(s.bundle.Checkpoints)
		}, proof.ErrUntrusted},
		"next set not the named one": {func(s *shown) {
			s.bundle.Checkpoints[0].NextValidators[0].Power++
		}, proof.ErrUntrusted},
		"set in another order": {func(s *shown) {
			slices.Reverse(s.bundle.Validators)
		}, proof.ErrUntrusted},
		"key twice in the set": {func(s *shown) {
			s.bundle.Validators[1].PublicKey = s.bundle.Validators[0].PublicKey
		}, proof.ErrMalformed},
		"power zero": {func(s *shown) {
			s.bundle.Validators[1].Power = 0
		}, proof.ErrMalformed},
		"power too big": {func(s *shown) {
			s.bundle.Validators[1].Power = 1 << 60
		}, proof.ErrMalformed},
		"powers that wrap around": {func(s *shown) {
			s.bundle.Validators[0].Power, s.bundle.Validators[1].Power = 1<<60-1, 1<<60-1
		}, proof.ErrMalformed},
		"key too short": {func(s *shown) {
			s.bundle.Validators[1].PublicKey = make([]byte, 31)
		}, proof.ErrMalformed},
		"no validators": {func(s *shown) { s.bundle.Validators = nil }, proof.ErrMalformed},
		"too many validators": {func(s *shown) {
			s.bundle.Validators = make([]proof.Validator, 10001)
			for i := range s.bundle.Validators {
				s.bundle.Validators[i].Power = 1
				s.bundle.Validators[i].PublicKey = fmt.Appendf(nil, "%032d", i)
			}
		}, proof.ErrMalformed},
		"next set with a key twice": {func(s *shown) {
			next := s.bundle.Checkpoints[0].NextValidators
			next[1].PublicKey = next[0].PublicKey
		}, proof.ErrMalformed},
		"no signatures": {func(s *shown) { s.bundle.Signatures = nil }, proof.ErrCommit},
		"only a null":   {func(s *shown) { s.bundle.Signatures[0] = nil }, proof.ErrCommit},
		"null at the end": {func(s *shown) {
			s.bundle.Signatures = append(s.bundle.Signatures, nil)
		}, proof.ErrCommit},
		"more signatures than needed": {func(s *shown) {
			c := &s.bundle.Checkpoints[0]
			c.Signatures = append(c.Signatures, c.Signatures[0])
		}, proof.ErrCommit},
		"checkpoint with one vote twice": {func(s *shown) {
			c := &s.bundle.Checkpoints[0]
			c.Signatures[1] = c.Signatures[0]
		}, proof.ErrCommit},
		"checkpoint without two thirds": {func(s *shown) {
			c := &s.bundle.Checkpoints[0]
			c.Signatures = c.Signatures[:2]
		}, proof.ErrCommit},
		"signatures of the checkpoint": {func(s *shown) {
			s.bundle.Signatures = s.bundle.Checkpoints[0].Signatures[:1]
		}, proof.ErrCommit},
		"other header under the block id": {func(s *shown) {
			s.bundle.Header.LastResultsHash[0]++
		}, proof.ErrCommit},
		"other block id": {func(s *shown) {
			s.bundle.BlockID.PartsHash[0]++
		}, proof.ErrCommit},
		"incomplete block id": {func(s *shown) {
			s.bundle.BlockID.PartsTotal = 0
		}, proof.ErrMalformed},
		"other round":     {func(s *shown) { s.bundle.Round++ }, proof.ErrCommit},
		"round too large": {func(s *shown) { s.bundle.Round = 1 << 31 }, proof.ErrMalformed},
		"round of the checkpoint too large": {func(s *shown) {
			s.bundle.Checkpoints[0].Round = 1 << 31
		}, proof.ErrMalformed},
		"vote time out of range": {func(s *shown) {
			s.bundle.Signatures[0].Nanos = 1e9
		}, proof.ErrCommit},
		"header time out of range": {func(s *shown) {
			s.bundle.Header.Time.Seconds = -1
		}, proof.ErrMalformed},
		"header time between seconds": {func(s *shown) {
			s.bundle.Header.Time.Nanos = 1e9
		}, proof.ErrMalformed},
		"header without chain id": {func(s *shown) {
			s.bundle.Header.ChainID = ""
		}, proof.ErrMalformed},
		"chain id too long": {func(s *shown) {
			s.bundle.Header.ChainID = strings.Repeat("p", 51)
		}, proof.ErrMalformed},
		"height zero": {func(s *shown) { s.bundle.Header.Height = 0 }, proof.ErrMalformed},
		"hash of 31 bytes": {func(s *shown) {
			s.bundle.Header.DataHash = make([]byte, 31)
		}, proof.ErrMalformed},
		"header without validators": {func(s *shown) {
			s.bundle.Header.ValidatorsHash = nil
		}, proof.ErrMalformed},
		"header without proposer": {func(s *shown) {
			s.bundle.Header.ProposerAddress = nil
		}, proof.ErrMalformed},
		"too many checkpoints": {func(s *shown) {
			s.bundle.Checkpoints = slices.Repeat(s.bundle.Checkpoints[:1], 1025)
		}, proof.ErrMalformed},
		"index proof changed": {func(s *shown) {
			s.bundle.IndexProofs[1][79] ^= 1
		}, proof.ErrIndex},
		"index proof of another text": {func(s *shown) {
			s.names = slices.Clone(s.names)
			s.names[2].Text += "x"
		}, proof.ErrIndex},
		"index proof of another kind": {func(s *shown) {
			s.names = slices.Clone(s.names)
			s.names[2].Kind = "lot"
		}, proof.ErrIndex},
		"index proof by another key": {func(s *shown) {
			s.bundle.IndexProofs[2] = indexKey(2).Prove(s.names[2])
		}, proof.ErrIndex},
		"trust root with another index key": {func(s *shown) {
			s.trust.IndexKey = indexKey(2).Public()
		}, proof.ErrIndex},
		"index proof left out": {func(s *shown) {
			s.bundle.IndexProofs = s.bundle.IndexProofs[:2]
		}, proof.ErrIndex},
		"index proofs swapped": {func(s *shown) {
			p := s.bundle.IndexProofs
			p[1], p[2] = p[2], p[1]
		}, proof.ErrIndex},
		"index proof that nobody asked for": {func(s *shown) {
			s.bundle.IndexProofs = append(s.bundle.IndexProofs, s.bundle.IndexProofs[0])
		}, proof.ErrIndex},
		"absence without its index proof": {func(s *shown) {
			s.bundle.IndexProofs, s.names = s.bundle.IndexProofs[:2], s.names[:2]
		}, proof.ErrIndex},
		"no index proofs": {func(s *shown) {
			s.bundle.IndexProofs, s.names = nil, nil
		}, proof.ErrIndex},
		"too many index proofs": {func(s *shown) {
			s.bundle.IndexProofs = slices.Repeat(s.bundle.IndexProofs[:1], 257)
		}, proof.ErrMalformed},
		"record changed": {func(s *shown) { s.bundle.Proof[3].Open[2]++ }, proof.ErrWrongRoot},
		"an empty sealed part withheld": {func(s *shown) {
			s.bundle.Proof[3].Withheld, s.bundle.Proof[3].Hash = true, sha256.Sum256(nil)
		}, proof.ErrProof},
		"a key that no tree has": {func(s *shown) {
			s.bundle.Proof[3].Key = "a\x00b"
		}, proof.ErrProof},
		"a token of no kind": {func(s *shown) { s.bundle.Proof[3].Kind = 9 }, proof.ErrProof},
		"other questions":    {func(s *shown) { s.queries = s.queries[:2] }, proof.ErrProof},
		"no questions":       {func(s *shown) { s.queries = nil }, proof.ErrQuery},
		"no proof":           {func(s *shown) { s.bundle.Proof = nil }, proof.ErrProof},
	}
}

func TestRefusedBundles(t *testing.T) {
	for name, tc := range refusals() {
		s := relay(t).again(t)
		tc.change(&s)
		if err := s.verify(); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v, want %v", name, err, tc.want)
		}
	}
}
