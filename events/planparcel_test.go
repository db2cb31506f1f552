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
	} {
		if got := orders(t, c.list...); sorted(got) != sorted(c.want) {
			t.Errorf("%s:\n got %s\nwant %s", name, got, c.want)
		}
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
	for range 300 {
		often = append(often, ship(case1))
	}
	for name, list := range map[string][]string{"doubling": doubling, "often": often} {
		for i, e := range list {
			list[i] = `{"eventTime":"2026-01-01T00:00:00Z","eventTimeZoneOffset":"+00:00",` + e + `}`
		}
		p, err := events.PlanOf([]byte(planHead+strings.Join(list, ",")+`]}}`), everything)
		if err == nil || !strings.Contains(err.Error(), "cases hold more than 1048576 objects") {
			t.Errorf("%s: %v", name, err)
		} else if p != nil {
			t.Errorf("%s: half a plan", name)
		}
	}
}
