package events_test

import (
	"fmt"
	"strings"
	"testing"

	"pedigree/events"
)

const (
	unpacking = `"type":"AggregationEvent","bizStep":"unpacking","action":"DELETE","parentID":`
	commonIt  = `"type":"ObjectEvent","action":"ADD","bizStep":"commissioning",` +
		`"ilmd":{"cbvmda:lotNumber":"L1"},"epcList":`
	rubbish = `"urn:x:1"`
	kids    = `,"childEPCs":`
	named   = `,"eventID":"urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8"`
	wrong   = `,"errorDeclaration":{"declarationTime":"2026-01-01T00:00:00Z"}`
)

func pack(into string, items ...string) string {
	return packing + into + kids + "[" + strings.Join(items, ",") + "]"
}

func unpack(from string, items ...string) string {
	return unpacking + from + kids + "[" + strings.Join(items, ",") + "]"
}

func ship(items ...string) string { return goesOut + "[" + strings.Join(items, ",") + "]" }

// orders gives the plan's orders with the objects they name, and which events are left.
func orders(t *testing.T, list ...string) (out string) {
	t.Helper()
	o := everything
	o.Foreign = new(asked).foreign
	for line := range strings.Lines(planned(t, o, list...)) {
		switch word := strings.Fields(line); word[0] {
		case "left":
			out += "left " + word[1] + ";"
		case "note":
		default:
			out += word[1]
			for _, name := range []string{"A1", "B2", "CASE1", "009524000000000015"} {
				if strings.Contains(word[2], `"`+name+`"`) {
					out += " " + name
				}
			}
			out += ";"
		}
	}
	return out
}

// TestWhatIsNotKnownWhole goes nowhere: neither half of it, nor the rest without it.
func TestWhatIsNotKnownWhole(t *testing.T) {
	const sscc = " 009524000000000015"
	for name, c := range map[string]struct {
		list []string
		want string
	}{
		"a case": {[]string{pack(case1, packA1, packB2), pack(sscc15, case1), ship(sscc15)},
			"pack A1 B2" + sscc + ";ship" + sscc + ";"},
		"a case in a case": {[]string{pack(case1, packA1), pack(packB2, case1), ship(packB2)}, "ship A1;"},
		"a case in two parts": {[]string{pack(case1, packA1), pack(case1, packB2), ship(case1)},
			"ship A1 B2;"},
		"a case, half of it not read": {[]string{pack(case1, packA1), pack(case1, rubbish), ship(case1, packB2)},
			"left 1;left 2;left 3;"},
		"a case, half of it too late": {[]string{pack(case1, packA1), ship(case1), pack(case1, packB2)},
			"left 2;left 3;"},
		"a case, half of it another's": {[]string{pack(case1, packA1), pack(case1, packB2) + theirs, ship(case1)},
			"left 1;left 2;left 3;"},
		"a case in a case that is not read": {[]string{pack(case1, rubbish), pack(packB2, case1), pack(sscc15, packB2),
			ship(sscc15)}, "left 1;left 2;left 3;left 4;"},
		"a case, opened": {[]string{pack(case1, packA1, packB2), unpack(case1, packB2), pack(sscc15, case1)},
			"left 1;left 2;left 3;"},
		"a case, opened only": {[]string{unpack(case1, packA1), ship(case1)}, "left 1;left 2;"},
		"a case, opened only, is no pack": {[]string{commonIt + "[" + case1 + "," + packA1 + "]", unpack(case1, packA1)},
			"add_serials A1;left 2;"},
		"a case, delivered": {[]string{pack(case1, rubbish), `"type":"ObjectEvent","action":"OBSERVE",` +
			`"bizStep":"receiving","bizTransactionList":[{"bizTransaction":` +
			`"urn:pedigree:transfer:0123456789abcdef0123456789abcdef"}],"epcList":[` + case1 + "]"}, "left 1;left 2;"},
		"a container, half of it not read": {[]string{pack(sscc15, packA1), pack(sscc15, rubbish), ship(sscc15)},
			"pack A1" + sscc + ";left 2;left 3;"},
		"a container, half of it too late": {[]string{pack(sscc15, packA1), ship(sscc15), pack(sscc15, packB2)},
			"pack A1" + sscc + ";pack B2" + sscc + ";left 2;"},
		"a container in a container": {[]string{pack(sscc15, rubbish), pack(`"https://id.gs1.org/00/009524000000000022"`, sscc15)},
			"left 1;left 2;"},
		"a container, opened": {[]string{pack(sscc15, packA1, packB2), unpack(sscc15, packB2), ship(sscc15)},
			"pack A1 B2" + sscc + ";unpack B2" + sscc + ";ship" + sscc + ";"},
		"a container, opened and not read": {[]string{pack(sscc15, packA1, packB2), unpack(sscc15, rubbish), ship(sscc15)},
			"pack A1 B2" + sscc + ";left 2;left 3;"},
		"a container, sent and opened after that": {[]string{ship(sscc15), unpack(sscc15, rubbish), ship(sscc15)},
			"ship" + sscc + ";left 2;left 3;"},
		"a container, packed wrong": {[]string{pack(sscc15, packA1), ship(sscc15), pack(sscc15, packA1) + wrong},
			"left 1;left 2;left 3;"},
		"a shipment that was none": {[]string{ship(packA1), ship(packB2), ship(packA1) + wrong},
			"ship B2;left 1;left 3;"},
		"a shipment that was none, by its id": {[]string{ship(packA1) + named, ship(packB2), ship(packA1, packB2) + wrong + named},
			"ship B2;left 1;left 3;"},
	} {
		if got := orders(t, c.list...); sorted(got) != sorted(c.want) {
			t.Errorf("%s:\n got %s\nwant %s", name, got, c.want)
		}
	}
}

// TestWhatADocumentDoesNotSay is not ordered: neither more than it says, nor for somebody else.
func TestWhatADocumentDoesNotSay(t *testing.T) {
	const (
		lotL1   = `"epcClass":"https://id.gs1.org/01/09524000001016/10/L1"`
		toDock  = `[{"type":"location","destination":"https://id.gs1.org/414/9524000000026"}]`
		moves   = `"type":"ObjectEvent","action":"OBSERVE","bizStep":"shipping","destinationList":` + toDock + `,"quantityList":`
		owns    = `{"type":"owning_party","source":"https://id.gs1.org/414/9524000000019"}`
		owner   = `{"type":"owning_party","destination":"https://id.gs1.org/414/9524000000040"}`
		holder  = `{"type":"possessing_party","destination":"https://id.gs1.org/414/9524000000033"}`
		shipsTo = `"type":"ObjectEvent","action":"OBSERVE","bizStep":"shipping","epcList":[` + packA1 + `],"destinationList":`
		makes   = `"type":"ObjectEvent","action":"ADD","bizStep":"commissioning","epcList":`
		of      = `,"ilmd":{"cbvmda:lotNumber":"L1","cbvmda:itemExpirationDate":`
		closes  = `"type":"ObjectEvent","action":"OBSERVE","bizStep":"commissioning","quantityList":[{` + lotL1 + `}]`
		void    = `"type":"ObjectEvent","action":"DELETE","bizStep":"void_shipping","epcList":[` + packA1 + `]`
	)
	for name, c := range map[string]struct {
		list []string
		want string
	}{
		"some of a lot":                  {[]string{moves + `[{` + lotL1 + `,"quantity":5}]`}, "ship;"},
		"none of a lot":                  {[]string{moves + `[{` + lotL1 + `,"quantity":0}]`}, "left 1;"},
		"hardly any of a lot":            {[]string{moves + `[{` + lotL1 + `,"quantity":1e-400}]`}, "left 1;"},
		"how much of a lot":              {[]string{moves + `[{` + lotL1 + `}]`}, "left 1;"},
		"a new owner, of whose goods":    {[]string{shipsTo + `[` + owner + `]`}, "left 1;"},
		"a new owner beside who gets it": {[]string{shipsTo + `[` + owner + "," + holder + `],"sourceList":[` + owns + `]`}, "left 1;"},
		"a new owner":                    {[]string{shipsTo + `[` + owner + `],"sourceList":[` + owns + `]`}, "ship A1;"},
		"two places": {[]string{shipsTo + `[{"type":"location","destination":"https://id.gs1.org/414/9524000000026"},` +
			`{"type":"location","destination":"https://id.gs1.org/414/9524000000033"}]`}, "left 1;"},
		"another expiry date": {[]string{makes + "[" + packA1 + "]" + of + `"2030-01-31"}`, makes + "[" + packB2 + "]" + of + `"2031-01-31"}`},
			"register_lot;add_serials A1;left 2;"},
		"an expiry date at last": {[]string{commonIt + "[" + packA1 + "]", makes + "[" + packB2 + "]" + of + `"2031-01-31"}`},
			"add_serials A1;left 2;"},
		"two expiry dates": {[]string{makes + "[" + packA1 + "]" + of + `"2031-01-31","urn:epcglobal:cbv:mda#itemExpirationDate":"2032-01-31"}`}, "left 1;"},
		"two lots":         {[]string{makes + "[" + packA1 + "]" + of + `"2031-01-31","urn:epcglobal:cbv:mda:lotNumber":"L2"}`}, "left 1;"},
		"packs of a lot by quantity": {[]string{`"type":"ObjectEvent","action":"ADD","bizStep":"commissioning","quantityList":[{` +
			lotL1 + `,"quantity":5}]` + of + `"2031-01-31"}`, commonIt + "[" + packA1 + "]"}, "register_lot;left 2;"},
		"a lot twice": {[]string{`"type":"ObjectEvent","action":"ADD","bizStep":"commissioning","quantityList":[{` +
			lotL1 + `,"quantity":5},{` + lotL1 + `,"quantity":6}]` + of + `"2031-01-31"}`}, "left 1;"},
		"none made": {[]string{`"type":"ObjectEvent","action":"ADD","bizStep":"commissioning","quantityList":[{` +
			lotL1 + `,"quantity":0}]` + of + `"2031-01-31"}`}, "left 1;"},
		"half a lot, closed": {[]string{commonIt + "[" + packA1 + "]", commonIt + "[" + rubbish + "]", closes},
			"add_serials A1;left 2;left 3;"},
		"a lot, closed":    {[]string{commonIt + "[" + packA1 + "]", closes, commonIt + `["https://id.gs1.org/01/09524000002013/21/A"]`}, "add_serials A1;close_lot;add_serials;"},
		"a shipment, void": {[]string{shipsTo + toDock, void}, "left 1;left 2;"},
	} {
		if got := orders(t, c.list...); sorted(got) != sorted(c.want) {
			t.Errorf("%s:\n got %s\nwant %s", name, got, c.want)
		}
	}
}

// TestLotsInTwoCases: an order names a lot once.
func TestLotsInTwoCases(t *testing.T) {
	some := func(n string) string {
		return `,"childQuantityList":[{"epcClass":"https://id.gs1.org/01/09524000001016/10/L1","quantity":` + n + `}]`
	}
	got := planned(t, everything, packing+case1+some("5"), packing+packB2+some("6"), packing+packA1+some("1099511627776"),
		ship(case1, packB2))
	if want := `"items":[{"gtin":"09524000001016","lot":"L1","quantity":11}]`; !strings.Contains(got, want) ||
		!strings.Contains(got, "left 3 AggregationEvent ADD packing: childQuantityList: 1099511627776 is no number of packs") {
		t.Error(got)
	}
}

// sorted puts what is left last: the orders keep their sequence.
func sorted(s string) string {
	var done, left string
	for word := range strings.SplitSeq(strings.TrimSuffix(s, ";"), ";") {
		if strings.HasPrefix(word, "left") {
			left += word + ";"
		} else {
			done += word + ";"
		}
	}
	return done + left
}

// TestCasesThatHoldEachOther: a document cannot ask for more than it could name.
func TestCasesThatHoldEachOther(t *testing.T) {
	box := func(kind string, n int) string {
		return fmt.Sprintf(`"https://id.gs1.org/01/09524000001016/21/%s%d"`, kind, n)
	}
	doubling := []string{pack(box("X", 0), packA1), pack(box("Y", 0), packA1)}
	for n := range 60 {
		below := []string{box("X", n), box("Y", n)}
		doubling = append(doubling, pack(box("X", n+1), below...), pack(box("Y", n+1), below...))
	}
	serials := make([]string, 4000)
	for i := range serials {
		serials[i] = box("", i)
	}
	often := []string{pack(case1, serials...)}
	for range 40 {
		often = append(often, ship(case1))
	}
	if got := orders(t, doubling...); strings.Contains(got, "pack") || strings.Count(got, "left") != len(doubling) {
		t.Errorf("doubling: %s", got)
	}
	for i, e := range often {
		often[i] = `{"eventTime":"2026-01-01T00:00:00Z","eventTimeZoneOffset":"+00:00",` + e + `}`
	}
	p, err := events.PlanOf([]byte(planHead+strings.Join(often, ",")+`]}}`), everything)
	if err == nil || !strings.Contains(err.Error(), "cases hold more than 131072 objects") {
		t.Errorf("often: %v", err)
	} else if p != nil {
		t.Error("half a plan")
	}
}
