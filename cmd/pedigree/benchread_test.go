package main

import (
	"encoding/json"
	"testing"
)

// TestBenchRead measures a little of everything: each figure is there. How large they
// are is nobody's business here.
func TestBenchRead(t *testing.T) {
	status, said := run("bench", "read", "--json", "--only", "verdict", "--seconds", "0.1", "--facts", "300",
		"--orders", "20")
	var r readReport
	if err := json.Unmarshal([]byte(said), &r); status != exitDone || err != nil {
		t.Fatalf("status %d, %v: %s", status, err, said)
	}
	if len(r.Questions) != 3 {
		t.Errorf("%d rows of questions, want those of 1, 8 and 64 clients", len(r.Questions))
	}
	for _, q := range r.Questions {
		if q.PerSecond <= 0 || q.CPU <= 0 || q.P50 <= 0 || q.P99 < q.P50 {
			t.Errorf("%+v", q)
		}
	}
	if r.Projection.Facts < 300 || r.Projection.CPU <= 0 {
		t.Errorf("%+v", r.Projection)
	}
	if p := r.Projected; p.Orders != 20 || p.Peak <= 0 || p.PerSecond <= 0 || p.P99 < p.P50 {
		t.Errorf("%+v", p)
	}
}
