package main

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"pedigree/record"
	"pedigree/scanner"
)

const patience = 60 * time.Second

// running starts everything in this process, with the demo.
func running(t *testing.T) *process {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*patience)
	t.Cleanup(cancel)
	p := &process{errOut: io.Discard, options: processOptions{home: t.TempDir(), listen: "127.0.0.1:0"}}
	t.Cleanup(p.stop)
	if err := p.start(ctx); err != nil {
		t.Fatal(err)
	}
	if err := playDemo(ctx, p.localURL, p.options.home, io.Discard); err != nil {
		t.Fatal(err)
	}
	if err := p.caughtUp(ctx); err != nil {
		t.Fatal(err)
	}
	return p
}

// recorded answers every question with what the gateway once said.
func recorded(t *testing.T, url string) string {
	t.Helper()
	var answer []byte
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if answer == nil {
			resp, err := http.Post(url+r.URL.Path, "application/json", r.Body)
			if err != nil {
				t.Error(err)
				return
			}
			defer resp.Body.Close()
			answer, _ = io.ReadAll(resp.Body)
		}
		w.Write(answer)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// A gateway may repeat an answer that was once true, proof and all, for as long as a
// proof is fresh, and no longer.
func TestOldAnswersAreNoAnswers(t *testing.T) {
	p := running(t)
	code := p.demoPacks()[0].Code
	v := verifier{url: recorded(t, p.localURL), trust: &p.trust, purpose: record.ForPatient,
		now: time.Now}
	first := v.verify(t.Context(), code)
	if first.Headline != record.Genuine || first.basis != record.Proven {
		t.Fatalf("%+v", first.Verdict)
	}
	of := time.Unix(first.Time, 0)
	for _, c := range []struct {
		now  time.Time
		want record.Headline
	}{
		{of, record.Genuine},
		{of.Add(scanner.Fresh), record.Genuine},
		{of.Add(scanner.Fresh + time.Second), record.Unknown},
		{of.Add(24 * time.Hour), record.Unknown},
		{of.Add(-30 * time.Second), record.Genuine}, // clocks differ
		{of.Add(-2 * time.Minute), record.Unknown},
	} {
		v.now = func() time.Time { return c.now }
		f := v.verify(t.Context(), code)
		if f.Headline != c.want || (f.basis == record.Proven) != (c.want == record.Genuine) {
			t.Errorf("%s after the block: %s %s, want %s", c.now.Sub(of), f.Headline, f.basis, c.want)
		}
	}
}

// The demo's packs are what the greeting says of them, and a second start plays it no
// second time.
func TestDemoPacks(t *testing.T) {
	p := running(t)
	want := map[string]record.Headline{"GENUINE": record.Genuine, "supplied": record.Genuine,
		"recalled": record.Blocked, "lot by quantity": record.Genuine}
	packs := p.demoPacks()
	if len(packs) != len(want) {
		t.Fatalf("%d packs: %+v", len(packs), packs)
	}
	v := verifier{url: p.localURL, trust: &p.trust, purpose: record.ForPatient, now: time.Now}
	for _, pack := range packs {
		if f := v.verify(t.Context(), pack.Code); f.Headline != want[pack.State] ||
			f.basis != record.Proven {
			t.Errorf("%s: %s %s %v", pack.State, f.Headline, f.basis, f.Reasons)
		}
	}
	before, err := p.node.Client.FactTip(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := playDemo(t.Context(), p.localURL, p.options.home, io.Discard); err != nil {
		t.Fatal(err)
	}
	if after, err := p.node.Client.FactTip(t.Context()); err != nil || after.Count != before.Count {
		t.Errorf("%d facts, after a second demo %d (%v)", before.Count, after.Count, err)
	}
}
