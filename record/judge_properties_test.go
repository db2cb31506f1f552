package record_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"pgregory.net/rapid"

	"pedigree/record"
)

func TestJudgeVectors(t *testing.T) {
	headlines := map[record.Headline]int{}
	for _, v := range judgeVectors(t) {
		got := must(json.Marshal(v.judge()))
		if want := must(json.Marshal(v.Verdict)); !bytes.Equal(got, want) {
			t.Errorf("%s:\n got %s\nwant %s", v.Name, got, want)
		}
		headlines[v.Verdict.Headline]++
		if v.Verdict.Message == "" || v.Verdict.Advice == "" || v.Verdict.Reasons == nil {
			t.Errorf("%s: nothing is said", v.Name)
		}
	}
	t.Logf("headlines: %v", headlines)
	for _, h := range []record.Headline{record.Genuine, record.Blocked, record.Mismatch,
		record.NotRegistered, record.OwnDuplicateFound, record.Unknown} {
		if headlines[h] == 0 {
			t.Errorf("no vector of %s", h)
		}
	}
}

// Reasons come worst first, in the order in which the ledger would commit them.
func TestReasonsWorstFirst(t *testing.T) {
	for _, v := range judgeVectors(t) {
		last := -1
		for _, r := range v.Verdict.Reasons {
			c, ok := record.ParseCode(r.Code)
			if !ok || r.Code == "InTransit" && v.Verdict.Use == record.UseNotice {
				continue // a notice
			}
			if c.Rank() < last {
				t.Errorf("%s: %s comes too late", v.Name, r.Code)
			}
			last = c.Rank()
		}
	}
}

// Whoever withholds records, or shows rubbish, gets UNKNOWN out of it, or the
// same: never an accusation that the records do not bear, and never GENUINE for
// what is not. (Offers and containers are the exception: without them nothing is
// known of transit, architecture.md, 5.)
func TestWithholdingProvesNothing(t *testing.T) {
	vs := judgeVectors(t)
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.SampledFrom(vs).Draw(t, "case")
		shown := append([]shownVector{}, v.Records...)
		for i := range shown {
			kind := record.KindOf(shown[i].Key)
			if kind == "transfer" || kind == "sscc" {
				continue
			}
			switch rapid.IntRange(0, 4).Draw(t, "fate") {
			case 0:
				shown[i].Key = "nothing|" + shown[i].Key
			case 1:
				if shown[i].Presence == "present" {
					shown[i].Open = "80"
				}
			}
		}
		other := v
		other.Records = shown
		got := other.judge()
		if got.Headline == v.Verdict.Headline || got.Headline == record.Unknown {
			return
		}
		t.Fatalf("%s: %s became %s", v.Name, v.Verdict.Headline, got.Headline)
	})
}

// elsewhere shows every lot's record under the key of another one.
type elsewhere struct{ record.Records }

func (e elsewhere) Lookup(key string) (record.Value, record.Presence) {
	if record.KindOf(key) == "lot" {
		return record.Value{}, record.NotShown
	}
	return e.Records.Lookup(key)
}

// Only the lot whose index the pack names is its lot.
func TestAnotherLotIsNoAnswer(t *testing.T) {
	v := judgeVectors(t)[0]
	state := record.StateRecords{Get: stateOf(v), Indexer: indexOf}
	if got := record.Judge(v.question(), state, v.Time); got.Headline != record.Genuine {
		t.Fatalf("from the state: %s %v", got.Headline, got.Reasons)
	}
	if got := record.Judge(v.question(), elsewhere{state}, v.Time); got.Headline != record.Unknown {
		t.Errorf("without the pack's lot: %s", got.Headline)
	}
}

// stateOf is a state that holds the records of a case.
func stateOf(v judgeVector) func(string) (record.Value, bool) {
	return func(key string) (record.Value, bool) {
		for _, r := range v.Records {
			if r.Key == key && r.Presence == "present" {
				return record.Value{Open: unhex(r.Open), Sealed: unhex(r.Sealed)}, true
			}
		}
		return record.Value{}, false
	}
}

// A state and a proof of the same records give the same verdict, wherever the
// proof shows all that the state has.
func TestStateAndProofAgree(t *testing.T) {
	agreed := 0
	for _, v := range judgeVectors(t) {
		if v.Verdict.Headline == record.Unknown || !showsAll(v) {
			continue
		}
		got := record.Judge(v.question(), record.StateRecords{Get: stateOf(v), Indexer: indexOf}, v.Time)
		if got.Headline != v.Verdict.Headline {
			t.Errorf("%s: by the state %s, by the proof %s", v.Name, got.Headline, v.Verdict.Headline)
		}
		agreed++
	}
	if agreed < 40 {
		t.Errorf("%d cases only", agreed)
	}
}

func showsAll(v judgeVector) bool {
	for _, r := range v.Records {
		if r.Withheld {
			return false
		}
	}
	return true
}

func TestVerdictsWithoutRecords(t *testing.T) {
	fault := record.Faulty("LOST_SEPARATOR", "the scanner swallowed a separator")
	if fault.Headline != record.ScanFault || fault.Use != record.UseStop {
		t.Errorf("a damaged scan gives %+v", fault)
	}
	outage := record.UnknownBecause("Unavailable", "the gateway does not answer")
	if outage.Headline != record.Unknown || outage.Authenticity != record.Unknown {
		t.Errorf("an outage gives %+v", outage)
	}
}
