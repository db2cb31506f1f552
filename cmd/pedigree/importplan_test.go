package main

import (
	"bytes"
	"strings"
	"testing"

	"pedigree/abci/ledger"
	"pedigree/events"
	"pedigree/events/capture"
)

// TestPlansAreBounded: what a gateway sends is not read on and on.
func TestPlansAreBounded(t *testing.T) {
	empty, err := capture.Spell(capture.Plan{ChainID: "x"})
	if err != nil {
		t.Fatal(err)
	}
	plan := append(empty, bytes.Repeat([]byte(" "), maxPlanBytes)...)
	if _, err := readPlan(plan[:maxPlanBytes]); err != nil {
		t.Error(err)
	}
	if _, err := readPlan(plan); err == nil || !strings.Contains(err.Error(), "more than 64 MiB") {
		t.Error(err)
	}
}

// TestPlansAreShownAsTheyAre: nothing in a plan moves the cursor or turns the writing round,
// so that another order would be read than is signed.
func TestPlansAreShownAsTheyAre(t *testing.T) {
	report := importReport{Orders: []importOrder{{Command: "ship", Body: map[string]string{"to": "\u202e"},
		importLine: importLine{Code: "\x1b[2J", Message: "\x9b1A"}}},
		Left:  []events.Remark{{What: "x\n", Why: "\x1b[1A"}},
		Notes: []events.Remark{{What: "\r", Why: "Lösung 5 mg"}}}
	c := importCommand()
	var out bytes.Buffer
	c.SetOut(&out)
	if err := c.Flags().Set("dry-run", "true"); err != nil {
		t.Fatal(err)
	}
	report.print(c)
	if lines := strings.Split(out.String(), "\n"); len(lines) != 6 || !strings.Contains(lines[4], "Lösung 5 mg") {
		t.Errorf("%q", lines)
	}
	if strings.ContainsAny(out.String(), "\x1b\r\u009b\u202e") {
		t.Errorf("%q", out.String())
	}
}

// TestPlansSayOneThing: whoever reads a plan reads what is signed.
func TestPlansSayOneThing(t *testing.T) {
	good, err := capture.Spell(capture.Plan{ChainID: "x"})
	if err != nil {
		t.Fatal(err)
	}
	for _, more := range []string{`,"Orders":[]}`, `,"orders":[]}`, `,"note":"nothing"}`, `,"ChainId":"x"}`} {
		text := strings.TrimSuffix(string(good), "}") + more
		if _, err := readPlan([]byte(text)); err == nil || !strings.Contains(err.Error(), "not spelled as") {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// TestPlansHaveNoOtherOrders: what gives away rights or goods in another way than a document
// can say is not signed because it stands in a plan.
func TestPlansHaveNoOtherOrders(t *testing.T) {
	plans := 0
	for _, name := range ledger.Names() {
		if events.Plans(name) {
			plans++
			continue
		}
		_, err := readPlan([]byte(`{"chainId":"x","orders":[{"command":"` + name + `","body":{},"cbor":"oA"}]}`))
		if err == nil || !strings.Contains(err.Error(), name+": no such order") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if plans != 8 {
		t.Errorf("%d orders that plans are made of", plans)
	}
}
