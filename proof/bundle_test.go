package proof_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"pedigree/proof"
)

func single(t testing.TB, n int, votes string, round int32) shown {
	return show(t, votes, round, newCommittee("pedigree-1", "a", equalPowers(n)...))
}

// relay shows a bundle over two changes of the set: a to b to c.
func relay(t testing.TB) shown {
	return show(t, "", 2, newCommittee("pedigree-1", "a", equalPowers(4)...),
		newCommittee("pedigree-1", "b", 7, 8, 9), newCommittee("pedigree-1", "c", 5))
}

func TestBundles(t *testing.T) {
	for name, s := range map[string]shown{
		"1 validator": single(t, 1, "", 0), "4": single(t, 4, "caccc", 1),
		"7": single(t, 7, "nocc", 0), "25": single(t, 25, "", 12), "two checkpoints": relay(t),
	} {
		b := s.again(t).bundle
		s.bundle = b
		got, err := s.evidence()
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		root, _, _ := smallState()
		if got.Height != b.Header.Height || got.StateHeight != got.Height-1 || got.Root != root ||
			got.Time != b.Header.Time.Seconds {
			t.Errorf("%s: %+v", name, got)
		}
		if e, state := got.Result.Get(unitKey); state != proof.Present || !bytes.Equal(e.Open, unitOpen) {
			t.Errorf("%s: unit is %s", name, state)
		}
		if _, state := got.Result.Get(absentKey); state != proof.Absent {
			t.Errorf("%s: absent unit is %s", name, state)
		}
	}
}

// Honest signatures under headers that break the order of the chain: what a set
// with changed keys could be asked to sign later.
func TestRefusedSuccessions(t *testing.T) {
	a := newCommittee("pedigree-1", "a", equalPowers(4)...)
	root, _, _ := smallState()
	at := func(height int64, later time.Duration) shown {
		s := show(t, "", 0, a, a)
		c := &s.bundle.Checkpoints[0]
		b := newCommittee("pedigree-1", "b", 3)
		h := a.header(110, root[:], b)
		commit := a.commit(t, h, 0, "")
		c.Header, c.BlockID = ourHeader(h), ourBlockID(commit.BlockID)
		c.Signatures, c.NextValidators = minimal(t, a, commit), ourValidators(b.set)
		last := b.header(height, root[:], b)
		last.Time = h.Time.Add(later)
		commit = b.commit(t, last, 0, "")
		s.bundle.Header, s.bundle.BlockID = ourHeader(last), ourBlockID(commit.BlockID)
		s.bundle.Signatures = minimal(t, b, commit)
		return s
	}
	if err := at(111, 1).verify(); err != nil {
		t.Error(err)
	}
	for name, s := range map[string]shown{
		"same height":           at(110, 1),
		"lower height":          at(109, 1),
		"same time":             at(111, 0),
		"earlier time":          at(111, -1),
		"a second earlier":      at(111, -time.Second),
		"a stolen succession":   stolen(t, a),
		"nothing changes there": show(t, "", 0, a, a),
	} {
		if err := s.verify(); !errors.Is(err, proof.ErrUntrusted) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// stolen shows a true checkpoint, after which not the named set but a thief's
// signs.
func stolen(t *testing.T, a *committee) shown {
	thief := newCommittee("pedigree-1", "thief", 1)
	s := show(t, "", 0, a, thief)
	true1 := show(t, "", 0, a, newCommittee("pedigree-1", "b", 3)).bundle.Checkpoints[0]
	true1.NextValidators = ourValidators(thief.set)
	s.bundle.Checkpoints[0] = true1
	return s
}

func TestTrustRootAtTheHeader(t *testing.T) {
	s := single(t, 4, "", 0)
	s.trust.Height, s.trust.HeaderHash = s.bundle.Header.Height, s.bundle.Header.Hash()
	if err := s.verify(); err != nil {
		t.Errorf("root at the header: %v", err)
	}
	s.trust.HeaderHash[31] ^= 1
	if err := s.verify(); !errors.Is(err, proof.ErrUntrusted) {
		t.Errorf("other header at the root's height: %v", err)
	}
	s.trust = proof.Trust{ChainID: s.trust.ChainID, ValidatorsHash: s.trust.ValidatorsHash,
		IndexKey: s.trust.IndexKey}
	if err := s.verify(); err != nil {
		t.Errorf("root at genesis: %v", err)
	}
}

func TestBundleText(t *testing.T) {
	s := single(t, 1, "", 0)
	text, _ := s.bundle.MarshalText()
	var b proof.Bundle
	if err := b.UnmarshalText(text); err != nil || !bytes.Equal(b.Encode(), s.bundle.Encode()) {
		t.Errorf("%v", err)
	}
	padded := base64.URLEncoding.EncodeToString(append(s.bundle.Encode(), 0))
	for name, text := range map[string]string{
		"newline": string(text[:40]) + "\n" + string(text[40:]), "padding": string(text) + "=",
		"one byte more": strings.TrimRight(padded, "="), "nothing": "", "not base64url": "+/+/",
	} {
		if err := b.UnmarshalText([]byte(text)); !errors.Is(err, proof.ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A bundle of more than 1 MiB is refused before it is read, however good.
func TestBundleLimit(t *testing.T) {
	s := single(t, 1, "", 0)
	s.bundle.Proof[3].Open = make([]byte, 1<<20-2000)
	if _, err := proof.DecodeBundle(s.bundle.Encode()); err != nil {
		t.Errorf("almost 1 MiB: %v", err)
	}
	s.bundle.Proof[3].Open = make([]byte, 1<<20)
	if _, err := proof.DecodeBundle(s.bundle.Encode()); !errors.Is(err, proof.ErrMalformed) {
		t.Errorf("more than 1 MiB: %v", err)
	}
}
