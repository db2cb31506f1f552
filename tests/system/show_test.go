package system

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
)

// TestShow makes one of everything, and somebody at a terminal looks at each.
func TestShow(t *testing.T) {
	s := serve(t)
	u := s.terminal()
	as := func(party string) string { return filepath.Join(s.home, "keys", party+".pem") }
	lot := `"gtin":"` + amoxal + `","lot":"SHOW1"`
	pack := func(serial string) string { return `{"gtin":"` + amoxal + `","serial":"` + serial + `"}` }
	const inTrade = "(01)" + amoxal + "(10)AMX2401"
	const sscc, code = "095040000000000011", "(01)" + amoxal + "(10)SHOW1"
	u.order(as("acme"), "register_lot", `{`+lot+`,"expiry":"2029-01-31","serialised":true}`)
	u.order(as("acme"), "add_serials", `{`+lot+`,"serials":["A1","A2","A3"]}`)
	u.order(as("acme"), "pack", `{"sscc":"`+sscc+`","items":[`+pack("A1")+`,`+pack("A2")+`]}`)
	shipped := u.order(as("acme"), "ship", `{"to":"4098881000017","items":[{"sscc":"`+sscc+`"}]}`)
	transfer := shipped.transfer(t)
	u.order(as("medco"), "report_exception",
		`{"transfer":"`+transfer+`","kind":"no_data","text":"no invoice"}`)
	u.order(as("acme"), "open_case", `{"items":[`+pack("A3")+`],"reason":"seal"}`)
	u.expect(3, "tx", "dispense", "--as", as("corner"), "--json", pack("NEVERWAS"))
	s.caughtUp()

	for _, c := range []struct {
		kind, name, party string
		says              []string
	}{
		{"unit", "(01)" + amoxal + "(21)A3", "acme", []string{"ACTIVE, ON HOLD as SUSPECT", "Amoxal"}},
		{"lot", code, "acme", []string{"3, open", "on the way out    2"}},
		{"container", sscc, "acme", []string{"PACKED, in transit", "2 of " + code}},
		{"product", amoxal, "", []string{"Amoxal 500 mg", "Acme Pharma (9504000000011), DE"}},
		{"party", "4098881000017", "", []string{"Medco Wholesale", "wholesaler"}},
		{"transfer", transfer, "medco", []string{"OPEN, supply", "to be answered before"}},
		{"transfers", "", "medco", []string{transfer}},
		{"lots", "", "acme", []string{"(10)SHOW1"}},
		{"recalls", "(01)09504000100025(10)INS7", "acme", []string{"class II, to patient", "NOT YET"}},
		{"exceptions", "", "medco", []string{"no_data, no invoice", "Settled    NOT YET"}},
		{"cases", "", "acme", []string{"seal", "(21)A3", "Closed  NOT YET"}},
		{"alerts", "", "acme", []string{"NotFound", "(21)NEVERWAS", "dispense at"}},
		{"governance", "", "", []string{"approvals = 1"}},
		{"network", "", "", []string{"Validator", "readmodel"}},
	} {
		args := []string{"show", c.kind}
		if c.name != "" {
			args = append(args, c.name)
		}
		if c.party != "" {
			args = append(args, "--as", as(c.party))
		}
		said := u.expect(0, args...).says(t, c.says...)
		if strings.Contains(said.out, "no value") || strings.Contains(said.out, "<nil>") {
			t.Errorf("%v: something is missing in\n%s", args, said.out)
		}
		var answer map[string]any
		raw := u.expect(0, append(args, "--json")...).out
		if err := json.Unmarshal([]byte(raw), &answer); err != nil {
			t.Errorf("%v --json: %v", args, err)
		}
	}
	u.expect(0, "show", "lots", "--as", as("acme"), "--first", "1").says(t, "more: --after")
	u.expect(0, "show", "alerts", "--as", as("village")).says(t, "none that is shown to you")
	u.expect(1, "show", "cases", "--first", "101").says(t, "the gateway says")
	u.expect(0, "trace", inTrade, "--as", as("corner")).says(t, "Where it came from",
		"from Medco Wholesale (4098881000017), DE: ", "received", "Where it went")
	down := u.expect(0, "trace", inTrade, "--down", "--as", as("acme")).says(t,
		"Acme Pharma (9504000000011), DE", "to Medco Wholesale (4098881000017), DE: ")
	if strings.Contains(down.out, "Corner") {
		t.Errorf("who sold it on is told to whom it went: %s", down.out)
	}
	u.expect(0, "trace", inTrade, "--up", "--format", "dot", "--as", as("authority")).says(t,
		"digraph", `" -> "Corner Pharmacy`)
	u.expect(0, "trace", inTrade, "--up", "--format", "json", "--as", as("corner")).says(t, `"edges"`)
	u.expect(1, "trace", inTrade, "--as", as("globex")).says(t, "no hand-over of this is shown")
	// What is not there, and what is another's, look the same.
	for _, id := range []string{transfer, strings.Repeat("ab", 16)} {
		u.expect(1, "show", "transfer", id, "--as", as("village")).says(t,
			"no such transfer, or it is not shown")
	}
	u.expect(1, "show", "recalls", code).says(t, "no such recall")
	u.expect(1, "show", "lot", "(01)"+amoxal+"(10)NONE").says(t, "no such lot")
}
