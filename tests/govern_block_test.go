package tests

import (
	"context"
	"reflect"
	"slices"
	"testing"
	"time"

	abcitypes "github.com/cometbft/cometbft/abci/types"

	"pedigree/abci"
	"pedigree/abci/store"
	"pedigree/gs1"
	"pedigree/record"
)

// power makes an order that gives a validator its power.
func (s *scenario) power(name string, power uint64) []byte {
	v := record.SetValidator{Public: newActor(name, gs1.GLN{}, gs1.GLN{}).public(), Power: power}
	tx, err := s.actors["authority"].sign(s.now, "set_validator", record.MustMarshal(v))
	if err != nil {
		s.t.Fatal(err)
	}
	return tx
}

// The third that a block may move is of all its orders together; what they undo
// within the block is not moved.
func TestPowerMovedInOneBlock(t *testing.T) {
	s := newScenario(t)
	txs := [][]byte{s.power("b", 2), s.power("validator", 9), s.power("c", 1), s.power("b", 1),
		s.power("c", 1), s.power("b", 0)}
	want := []record.Code{record.OK, record.OK, record.QuantityExceeded, record.OK, record.OK, record.OK}
	results := s.chains[0].block(s.now, txs...)
	for i, r := range results {
		if r.Code != want[i] {
			t.Errorf("order %d: %s %s, want %s", i, r.Code, r.Text, want[i])
		}
	}
	if err := checkPower(s.state()); err != nil {
		t.Error(err)
	}
}

// CometBFT hears of each validator once a block, with its last power, and not at
// all of one that came and went: it would refuse to remove what it does not know.
func TestValidatorUpdatesAreNet(t *testing.T) {
	s := newScenario(t)
	o := s.chains[1].(*overABCI)
	b, first := newActor("b", gs1.GLN{}, gs1.GLN{}).public(), firstValidator().Public
	for _, test := range []struct {
		txs  [][]byte
		want []abcitypes.ValidatorUpdate
	}{
		{[][]byte{s.power("b", 2), s.power("b", 0)}, nil},
		{[][]byte{s.power("b", 2), s.power("b", 1), s.power("validator", 11)},
			[]abcitypes.ValidatorUpdate{abcitypes.Ed25519ValidatorUpdate(b[:], 1),
				abcitypes.Ed25519ValidatorUpdate(first[:], 11)}},
		{[][]byte{s.power("b", 0)},
			[]abcitypes.ValidatorUpdate{abcitypes.Ed25519ValidatorUpdate(b[:], 0)}},
	} {
		got := o.finalize(s.now, test.txs).ValidatorUpdates
		if len(got) != len(test.want) {
			t.Fatalf("%d updates, want %d", len(got), len(test.want))
		}
		for _, u := range test.want {
			same := func(g abcitypes.ValidatorUpdate) bool { return reflect.DeepEqual(g, u) }
			if !slices.ContainsFunc(got, same) {
				t.Errorf("%v is not among %v", u, got)
			}
		}
		if _, err := o.app.Commit(context.Background(), nil); err != nil {
			t.Fatal(err)
		}
	}
}

// The block before the upgrade announces its version to CometBFT; the block of the
// upgrade is neither proposed, judged nor executed by a program that lacks it.
func TestUpgradeIsAnnouncedAndStops(t *testing.T) {
	g := newScenario(t)
	o := newOverABCI(t, genesisOf(g.actors["authority"]), g.now, store.Options{})
	tx, err := g.actors["authority"].sign(g.now, "schedule_upgrade", record.MustMarshal(
		record.ScheduleUpgrade{Height: 3, AppVersion: abci.AppVersion + 1}))
	if err != nil {
		t.Fatal(err)
	}
	soon, err := g.actors["authority"].sign(g.now, "schedule_upgrade", record.MustMarshal(
		record.ScheduleUpgrade{Height: 2, AppVersion: abci.AppVersion + 1}))
	if err != nil {
		t.Fatal(err)
	}
	if r := o.block(g.now, soon, tx); r[0].Code != record.Conflict || r[1].Code != record.OK {
		t.Fatalf("the very next block: %s; the one after it: %s", r[0].Code, r[1].Code)
	}
	r := o.finalize(g.now, nil)
	if p := r.ConsensusParamUpdates; p == nil || p.Version.App != abci.AppVersion+1 {
		t.Fatalf("announced %v", p)
	}
	ctx := context.Background()
	if _, err := o.app.Commit(ctx, nil); err != nil {
		t.Fatal(err)
	}
	at := time.Unix(g.now, 0)
	_, errs := o.app.PrepareProposal(ctx, &abcitypes.RequestPrepareProposal{Height: 3, Time: at})
	_, judged := o.app.ProcessProposal(ctx, &abcitypes.RequestProcessProposal{Height: 3, Time: at})
	_, executed := o.app.FinalizeBlock(ctx, &abcitypes.RequestFinalizeBlock{Height: 3, Time: at})
	for name, err := range map[string]error{"proposed": errs, "judged": judged, "executed": executed} {
		if err == nil {
			t.Errorf("it was %s", name)
		}
	}
	if _, err := abci.New(o.store, testIndexKey); err == nil {
		t.Error("the program started again")
	}
}

// A licence is the one of the authority that gave it, until another states it
// otherwise.
func TestAmendedLicencesKeepTheirGiver(t *testing.T) {
	s := newScenario(t)
	for _, line := range []string{"party other authority AT", "party medco wholesaler DE",
		`other amend_party {"gln":"@medco","name":"Medco","country":"DE",` +
			`"licences":[{"role":"wholesaler"},{"role":"logistics"}]} -> ok`} {
		if err := s.step(line); err != nil {
			t.Fatal(err)
		}
	}
	p, err := record.DecodeParty(s.state()[record.PartyKey(s.actors["medco"].gln)])
	if err != nil {
		t.Fatal(err)
	}
	kept, given := p.Licences[0].Authority, p.Licences[1].Authority
	if kept != s.actors["authority"].gln || given != s.actors["other"].gln {
		t.Errorf("the old licence is of %s, the new one of %s", kept, given)
	}
}
