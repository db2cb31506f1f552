package tests

import (
	"crypto/ed25519"
	"fmt"
	"testing"

	"pedigree/record"
)

// orderOf is an order that always succeeds: a new party each time.
func orderOf(t *testing.T, s *scenario, n int, sequence uint64) record.Order {
	return record.Order{ChainID: scenarioChain, Sequence: sequence, Until: uint64(s.now) + 60,
		Command: "authorize", Body: record.MustMarshal(record.Authorize{GLN: glnOf(t, 1000+n),
			Name: "New", Country: "DE"})}
}

func (s *scenario) signed(o record.Order, by ed25519.PrivateKey) []byte {
	tx, err := record.Sign(o, by)
	if err != nil {
		s.t.Fatal(err)
	}
	return tx
}

// The order of checks before a sequence is used (formats.md): each is broken
// alone, then with all that come after it. None of them uses the sequence: the
// good order with the same one succeeds at the end.
func TestOrderOfChecks(t *testing.T) {
	s := newScenario(t)
	key := s.actors["authority"].key
	if err := s.expect(s.signed(orderOf(t, s, 0, 300), key), "ok", ""); err != nil {
		t.Fatal(err)
	}
	stranger := newActor("stranger", glnOf(t, 9), glnOf(t, 9)).key
	const fresh = 301
	breaks := []struct {
		code  record.Code
		apply func(o *record.Order) (by ed25519.PrivateKey, flip bool)
	}{
		{record.Malformed, func(o *record.Order) (ed25519.PrivateKey, bool) {
			o.Body = record.MustMarshal(record.Authorize{GLN: glnOf(t, 5), Country: "DE"})
			return nil, false
		}},
		{record.WrongChain, func(o *record.Order) (ed25519.PrivateKey, bool) {
			o.ChainID = "another"
			return nil, false
		}},
		{record.UnknownKey, func(*record.Order) (ed25519.PrivateKey, bool) { return stranger, false }},
		{record.BadSignature, func(*record.Order) (ed25519.PrivateKey, bool) { return nil, true }},
		{record.SequenceUsed, func(o *record.Order) (ed25519.PrivateKey, bool) {
			o.Sequence = 300
			return nil, false
		}},
		{record.SequenceTooOld, func(o *record.Order) (ed25519.PrivateKey, bool) {
			o.Sequence = 300 - 256
			return nil, false
		}},
		{record.SequenceJump, func(o *record.Order) (ed25519.PrivateKey, bool) {
			o.Sequence = 300 + 1<<20 + 1
			return nil, false
		}},
		{record.TooLate, func(o *record.Order) (ed25519.PrivateKey, bool) {
			o.Until = uint64(s.now) - 1
			return nil, false
		}},
		{record.UntilTooFar, func(o *record.Order) (ed25519.PrivateKey, bool) {
			o.Until = uint64(s.now) + 604_801
			return nil, false
		}},
	}
	for n, b := range breaks {
		for m := n; m < len(breaks); m++ { // alone, then with one that comes later
			o, by, flip := orderOf(t, s, 1, fresh), key, false
			for _, i := range []int{m, n} { // what comes first has the last word
				k, f := breaks[i].apply(&o)
				if flip = flip || f; k != nil {
					by = k
				}
			}
			tx := s.signed(o, by)
			if flip {
				tx[len(tx)-1] ^= 1
			}
			if err := s.expect(tx, b.code.String(), ""); err != nil {
				t.Errorf("%s and %s: %v", b.code, breaks[m].code, err)
			}
		}
	}
	if err := s.expect(s.signed(orderOf(t, s, 1, fresh), key), "ok", ""); err != nil {
		t.Error("a refusal before the sequence was used has used it:", err)
	}
}

// An order takes effect once: the same bytes, another order with the same
// sequence, before and after its time, in one block and in two.
func TestOnce(t *testing.T) {
	s := newScenario(t)
	key := s.actors["authority"].key
	first := s.signed(orderOf(t, s, 0, 1), key)
	other := s.signed(orderOf(t, s, 1, 1), key)
	rs, err := s.deliver(first, first, other)
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(rs[0].Code, rs[1].Code, rs[2].Code); got != "OK SequenceUsed SequenceUsed" {
		t.Fatal("in one block:", got)
	}
	for _, tx := range [][]byte{first, other} {
		if err := s.expect(tx, "SequenceUsed", ""); err != nil {
			t.Error(err)
		}
	}
	// A refusal that uses its sequence is as final as success.
	o := orderOf(t, s, 0, 2)
	refused := s.signed(o, key)
	for _, want := range []string{"AlreadyExists", "SequenceUsed"} {
		if err := s.expect(refused, want, ""); err != nil {
			t.Error(err)
		}
	}
	// Behind the window nothing is fresh, whether it was used or not.
	if err := s.expect(s.signed(orderOf(t, s, 2, 300), key), "ok", ""); err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		sequence uint64
		want     string
	}{{1, "SequenceTooOld"}, {44, "SequenceTooOld"}, {45, "OK"}, {45, "SequenceUsed"}, {299, "OK"},
		{300, "SequenceUsed"}, {300 + 1<<20, "OK"}, {300, "SequenceTooOld"},
		{300 + 2<<20 + 1, "SequenceJump"}} {
		n := 100 + int(x.sequence%1000)
		if err := s.expect(s.signed(orderOf(t, s, n, x.sequence), key), x.want, ""); err != nil {
			t.Errorf("sequence %d: %v", x.sequence, err)
		}
	}
	// The last second is still in time; afterwards the order is dead for ever.
	late := orderOf(t, s, 50, 300+1<<20+1)
	late.Until = uint64(s.now)
	dead := s.signed(late, key)
	s.now++
	if err := s.expect(dead, "TooLate", ""); err != nil {
		t.Error(err)
	}
	late.Until = uint64(s.now)
	if err := s.expect(s.signed(late, key), "ok", ""); err != nil {
		t.Error(err)
	}
	far := orderOf(t, s, 51, 300+1<<20+2)
	far.Until = uint64(s.now) + 604_800
	if err := s.expect(s.signed(far, key), "ok", ""); err != nil {
		t.Error(err)
	}
}

// A key that two orders of one block concern: the first may end it for the second.
func TestRevokedWithinItsBlock(t *testing.T) {
	s := newScenario(t)
	if err := s.step("party corner dispenser DE"); err != nil {
		t.Fatal(err)
	}
	a, corner := s.actors["authority"], s.actors["corner"]
	sign := func(by *actor, command string, body any) []byte {
		tx, err := by.sign(s.now, command, record.MustMarshal(body))
		if err != nil {
			t.Fatal(err)
		}
		return tx
	}
	again := sign(corner, "revoke_key", record.RevokeKey{Key: a.kid()})
	rs, err := s.deliver(sign(a, "revoke_key", record.RevokeKey{Key: corner.kid()}), again)
	if err != nil || rs[0].Code != record.OK || rs[1].Code != record.KeyRevoked {
		t.Errorf("%s, %s, %v", rs[0].Code, rs[1].Code, err)
	}
	if err := s.expect(again, "SequenceUsed", ""); err != nil {
		t.Error("what a revoked key tried can be tried again:", err)
	}
}
