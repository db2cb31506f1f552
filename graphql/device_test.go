package graphql_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"pedigree/graphql"
)

// served is a door for devices, and how often it was opened.
type served struct {
	t       *testing.T
	handler http.Handler
	times   int
	by      graphql.Device
	answer  func(graphql.Device) error
}

func forDevices(t *testing.T, w *world, answer func(graphql.Device) error) *served {
	s := &served{t: t, answer: answer}
	s.handler = w.handler.ForDevices(func(_ http.ResponseWriter, _ *http.Request, by graphql.Device) error {
		s.times++
		s.by = by
		return s.answer(by)
	})
	return s
}

// ask gives status and code of the answer.
func (s *served) ask(authorization string) string {
	s.t.Helper()
	r := httptest.NewRequest(http.MethodPost, "/capture", strings.NewReader("x"))
	r.RemoteAddr = "192.0.2.1:1000"
	if authorization != "" {
		r.Header.Set("Authorization", authorization)
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	if w.Code == http.StatusOK {
		return "200"
	}
	var body struct {
		Errors []struct {
			Message    string
			Extensions struct{ Code string }
		}
	}
	if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil || len(body.Errors) != 1 ||
		body.Errors[0].Message == "" {
		s.t.Fatalf("%d %s: %v", w.Code, w.Body, err)
	}
	challenge := w.Header().Get("WWW-Authenticate") == "Bearer"
	if wait := w.Header().Get("Retry-After") != ""; wait != (w.Code == 429) || challenge != (w.Code == 401) {
		s.t.Errorf("%d with headers %v", w.Code, w.Header())
	}
	return fmt.Sprint(w.Code, " ", body.Errors[0].Extensions.Code)
}

// TestForDevices: who is no device, or one without rights, is not served.
func TestForDevices(t *testing.T) {
	w, p := closed(t)
	s := forDevices(t, w, func(graphql.Device) error { return nil })
	if got := s.ask(token(0)); got != "200" || s.by.Party != partyOf(0) || s.by.Key != kidOf(0) {
		t.Fatalf("%s, %+v", got, s.by.Bearer)
	}
	p.set(1, true, false)
	p.set(2, false, true)
	for authorization, want := range map[string]string{"": "401 Unauthenticated",
		"Bearer x.y.z": "401 Unauthenticated", "Basic YTpi": "401 Unauthenticated",
		token(1): "403 Forbidden", token(2): "403 Forbidden"} {
		if got := s.ask(authorization); got != want {
			t.Errorf("%q: %s, want %s", authorization, got, want)
		}
	}
	p.down = errDown
	if got := s.ask(token(0)); got != "503 Unavailable" || s.times != 1 {
		t.Errorf("the ledger is down: %s; served %d times", got, s.times)
	}
}

// TestDevicesAreRefused: refusals have the status that they ask for, and what is none is
// the ledger's silence.
func TestDevicesAreRefused(t *testing.T) {
	w, _ := closed(t)
	for want, err := range map[string]error{
		"400 BadRequest": graphql.Refusal(400, "x"), "403 Forbidden": graphql.Refusal(403, "x"),
		"413 TooLarge": graphql.Refusal(413, "x"), "415 BadRequest": graphql.Refusal(415, "x"),
		"405 BadRequest":  graphql.Refusal(405, "x"),
		"503 Unavailable": errors.New("connection refused"),
	} {
		if got := forDevices(t, w, func(graphql.Device) error { return err }).ask(token(0)); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// TestDevicesPay: what a device does is paid from its own allowance, before or after, and
// so are refusals.
func TestDevicesPay(t *testing.T) {
	at := &clock{now: time.Now()}
	w, _ := closed(t, func(c *graphql.Config) {
		c.Rate, c.Now = graphql.Rate{PerSecond: 10, Burst: 100}, at.Now
	})
	s := forDevices(t, w, func(by graphql.Device) error { return by.Spend(80) })
	for n, want := range []string{"200", "200", "429 RateLimited"} {
		if got := s.ask(token(0)); got != want {
			t.Fatalf("request %d: %s, want %s", n, got, want)
		}
	}
	if s.times != 2 {
		t.Errorf("served %d times: who is in debt is not read", s.times)
	}
	// Two that entered before either had paid: the second is refused where it would pay.
	s.answer = func(by graphql.Device) error { by.Owe(100); return by.Spend(1) }
	if got := s.ask(token(1)); got != "429 RateLimited" || s.times != 3 {
		t.Errorf("a debt made meanwhile: %s, %d times", got, s.times)
	}
	s.answer = func(by graphql.Device) error { by.Owe(150); by.Owe(150); return nil }
	if got := s.ask(token(2)); got != "200" {
		t.Errorf("what turns out afterwards: %s", got)
	}
	at.add(15 * time.Second) // 150 of 200 owed came back
	if got := s.ask(token(2)); got != "429 RateLimited" {
		t.Errorf("still in debt: %s", got)
	}
	at.add(6 * time.Second)
	if got := s.ask(token(2)); got != "200" {
		t.Errorf("after a while: %s", got)
	}
	s.answer = func(graphql.Device) error { return graphql.Refusal(400, "x") }
	refusals := 0
	for s.ask(token(3)) == "400 BadRequest" && refusals < 100 {
		refusals++
	}
	if refusals != 4 { // 20 each, and 5 for the token
		t.Errorf("%d refusals for 100 units", refusals)
	}
}

// TestCostOfDocuments grows with them: the largest is worth some seconds of a core.
func TestCostOfDocuments(t *testing.T) {
	if small, large := graphql.CostDocument(1000), graphql.CostDocument(16<<20); small != graphql.CostOrder ||
		large < 2500 || large > 3000 {
		t.Errorf("%d and %d", small, large)
	}
	if got := graphql.CostPlan(1<<20, 5000); got != 2621+100 {
		t.Errorf("%d for a million values and 5,000 records", got)
	}
}
