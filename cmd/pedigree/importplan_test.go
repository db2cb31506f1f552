package main

import (
	"bytes"
	"strings"
	"testing"

	"pedigree/abci/ledger"
	"pedigree/events"
)

// TestPlansAreBounded: what a gateway sends is not read on and on.
func TestPlansAreBounded(t *testing.T) {
	plan := append([]byte(`{"chainId":"x"}`), bytes.Repeat([]byte(" "), maxPlanBytes)...)
	if _, err := readPlan(plan[:maxPlanBytes]); err != nil {
		t.Error(err)
	}
	if _, err := readPlan(plan); err == nil || !strings.Contains(err.Error(), "more than 64 MiB") {
		t.Error(err)
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
