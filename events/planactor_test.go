package events_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"pedigree/events"
)

const (
	case1   = `"https://id.gs1.org/01/09524000001016/21/CASE1"`
	packA1  = `"https://id.gs1.org/01/09524000001016/21/A1"`
	packB2  = `"https://id.gs1.org/01/09524000001016/21/B2"`
	sscc15  = `"https://id.gs1.org/00/009524000000000015"`
	packing = `"type":"AggregationEvent","bizStep":"packing","action":"ADD","parentID":`
	goesOut = `"type":"ObjectEvent","action":"OBSERVE","bizStep":"shipping","destinationList":` +
		`[{"type":"location","destination":"https://id.gs1.org/414/9524000000026"}],"epcList":`
)

// asked collects who the planner asks about; those of one site are foreign.
type asked struct{ actors []string }

func (a *asked) foreign(who events.Actor) (string, error) {
	a.actors = append(a.actors, fmt.Sprint(who.Holder, who.Places, who.Owner, who.Makes))
	if fmt.Sprint(who.Places) == "[9524000000033]" {
		return "not mine", nil
	}
	return "", nil
}

const theirs = `,"readPoint":{"id":"https://id.gs1.org/414/9524000000033"}`

// TestActors: who an event is by.
func TestActors(t *testing.T) {
	both := `,"sourceList":[{"type":"possessing_party","source":"https://id.gs1.org/414/9524000000019"},` +
		`{"type":"owning_party","source":"https://id.gs1.org/414/9524000000040"},` +
		`{"type":"location","source":"urn:epc:id:sgln:9524000.00005.dock1"}]`
	for _, c := range []struct{ event, want string }{
		{goesOut + `[` + packA1 + `]` + both + theirs +
			`,"bizLocation":{"id":"https://site.example/7"}`,
			"9524000000019 [9524000000057 9524000000033] 9524000000040 []"},
		{`"type":"ObjectEvent","action":"OBSERVE","bizStep":"receiving","epcList":[` + packA1 + `]` +
			strings.NewReplacer("source", "destination").Replace(both), "9524000000019 [9524000000057] 9524000000040 []"},
		{`"type":"ObjectEvent","action":"OBSERVE","bizStep":"receiving","epcList":[` + packA1 + `]` +
			both, " []  []"}, // the sources of a delivery are somebody else
		{`"type":"ObjectEvent","action":"ADD","bizStep":"commissioning","epcList":[` + packA1 + "," +
			packB2 + "," + sscc15 + `]`, " []  [09524000001016]"},
	} {
		var a asked
		planned(t, events.PlanOptions{Foreign: a.foreign}, c.event)
		if len(a.actors) != 1 || a.actors[0] != c.want {
			t.Errorf("%s:\n got %q\nwant %q", c.event, a.actors, c.want)
		}
	}
}

// TestForeignEvents: what is somebody else's is left, and nothing of one's own rests on it.
func TestForeignEvents(t *testing.T) {
	lost := "not all that goes into case 09524000001016/CASE1, or out of it, could be mapped before this\n"
	for name, c := range map[string]struct {
		list []string
		want string
	}{
		"his container, which the ledger has": {[]string{packing + sscc15 + `,"childEPCs":[` + packA1 +
			`]` + theirs, goesOut + `[` + sscc15 + `]`}, "2 ship {\"to\":\"9524000000026\",\"items\":" +
			"[{\"sscc\":\"009524000000000015\"}],\"owner\":\"keep\"}\n" +
			"left 1 AggregationEvent ADD packing: not mine\n"},
		"his case, of which nobody knows the contents": {[]string{packing + case1 + `,"childEPCs":[` +
			packA1 + `]` + theirs, goesOut + `[` + case1 + "," + packB2 + `]`},
			"left 1 AggregationEvent ADD packing: not mine\n" +
				"left 2 ObjectEvent OBSERVE shipping: " + lost},
		"who has no GLN": {[]string{goesOut + `[` + packA1 + `],"sourceList":[{"type":` +
			`"possessing_party","source":"https://site.example/7"}]`}, "left 1 ObjectEvent OBSERVE shipping: " +
			"sourceList: \"https://site.example/7\": no GS1 identifier\n"},
	} {
		o := everything
		o.Foreign = new(asked).foreign
		if got := planned(t, o, c.list...); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, c.want)
		}
	}
}

// TestPlanWhenNobodyKnows: not to know whose an event is, is no reason to leave it.
func TestPlanWhenNobodyKnows(t *testing.T) {
	down := errors.New("connection refused")
	p, err := events.PlanOf([]byte(planHead+`{"eventTime":"2026-01-01T00:00:00Z",`+
		`"eventTimeZoneOffset":"+00:00",`+goesOut+`[`+packA1+`]}]}}`),
		events.PlanOptions{Foreign: func(events.Actor) (string, error) { return "", down }})
	if !errors.Is(err, down) || p != nil {
		t.Errorf("%+v %v", p, err)
	}
}
