package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pedigree/graphql"
	"pedigree/graphql/bearer"
	"pedigree/scanner"
)

// TestCapturesArePaid by their size and by what is looked for, from each device's own
// allowance. What is spent here does not come back.
func TestCapturesArePaid(t *testing.T) {
	p := running(t)
	eyes := &scanner.Scanner{Ledger: p.node.Client, Trust: p.trust, Now: time.Now}
	questions, err := graphql.New(graphql.Config{Model: p.model, Verifier: verifies{eyes},
		Ledger: answers{p}, Rate: graphql.Rate{PerSecond: 1e-9, Burst: 3000},
		Bearers: bearer.Door{Records: p.node.Client, Origins: p.origins(), Now: time.Now}})
	if err != nil {
		t.Fatal(err)
	}
	by := func(party string) capturing {
		return capturing{h: questions.ForDevices(p.captures().serve), method: "POST",
			kind: "application/json", as: p.keyFile(party), origin: p.url}
	}
	asked := func(party, document string) (times int) {
		for times < 100 {
			answer, _ := by(party).ask(t, document)
			if strings.HasPrefix(answer, "429 RateLimited") {
				return times
			}
			if times++; document != largest && answer != "200" {
				t.Fatal(answer)
			}
		}
		return times
	}
	var serials []string
	for n := range 4000 {
		serials = append(serials, fmt.Sprintf(`"https://id.gs1.org/01/04098880100015/21/%d"`, n))
	}
	many := strings.Replace(captured, `"https://id.gs1.org/01/09504000100018/21/CAPTURED1"`,
		strings.Join(serials, ","), 1)
	zeros := captureHead + `{"type":"ObjectEvent","action":"OBSERVE","eventTime":"2026-01-01T00:00:00Z",` +
		`"eventTimeZoneOffset":"+00:00","epcList":[],"x:y":[0` + strings.Repeat(",0", 200_000) + "]}]}}"
	zeros = strings.Replace(zeros, `"@context":`, `"@context":[{"x":"http://example.org/"},`, 1)
	zeros = strings.Replace(zeros, `.jsonld"`, `.jsonld"]`, 1)
	small := captureHead + "]}}"
	for _, c := range []struct {
		party, document string
		most            int
	}{{"acme", largest, 2}, {"globex", many, 20}, {"medco", small, 61}, {"swift", zeros, 6}} {
		if got := asked(c.party, c.document); got > c.most || got < c.most/2 {
			t.Errorf("%s: %d documents of %d bytes for 3,000 units", c.party, got, len(c.document))
		}
	}
}
