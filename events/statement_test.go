package events_test

import (
	"strings"
	"testing"

	"pedigree/events"
	"pedigree/record"
)

// TestNobodyAffirmsUnasked renders each shipment with and without the seller's
// statement: the event has it exactly where the order did (DSCSA 581(27)).
func TestNobodyAffirmsUnasked(t *testing.T) {
	w := newWorld()
	for _, purpose := range []string{"supply", "return", "destruction", "move"} {
		for _, keep := range []bool{false, true} {
			for _, affirm := range []bool{false, true} {
				f := w.fact("ship", w.acme, w.acmeSite, record.Shipped{Transfer: w.transfer, Way: w.way,
					Items: []record.Goods{w.quantity(5)}, Purpose: purpose, Keep: keep, Affirm: affirm,
					Deadline: 1_795_608_000})
				e, err := events.Render(f)
				if err != nil {
					t.Fatal(err)
				}
				if got := strings.Contains(string(e.JSON), "affirmTransactionStatement"); got != affirm {
					t.Errorf("%s, keep %v, affirm %v: the event affirms: %v", purpose, keep, affirm, got)
				}
			}
		}
	}
}
