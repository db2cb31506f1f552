package graphql_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"pedigree/graphql"
)

// Requests beside questions are paid from the same allowance; who is in debt is not read.
func TestMeteredRequests(t *testing.T) {
	at := &clock{now: time.Now()}
	w, _ := closed(t, func(c *graphql.Config) {
		c.Rate, c.Now = graphql.Rate{PerSecond: 10, Burst: 105}, at.Now
	})
	served := 0
	h := w.handler.Metered(graphql.CostOrder, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		served++
	}))
	send := func(address, authorization string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodPost, "/tx", nil)
		r.RemoteAddr = address
		if authorization != "" {
			r.Header.Set("Authorization", authorization)
		}
		out := httptest.NewRecorder()
		h.ServeHTTP(out, r)
		return out
	}
	const here, there = "192.0.2.1:1000", "192.0.2.2:1000"
	for n := range 3 {
		if r := send(here, ""); r.Code != http.StatusOK {
			t.Fatalf("request %d: %d %s", n, r.Code, r.Body)
		}
	}
	r := send(here, "")
	if r.Code != http.StatusTooManyRequests || r.Header().Get("Retry-After") == "" || served != 3 {
		t.Errorf("the fourth: %d, Retry-After %q, %d served", r.Code, r.Header().Get("Retry-After"), served)
	}
	if r := send("192.0.2.1:2000", "Bearer x"); r.Code != http.StatusUnauthorized {
		t.Errorf("a bad token of that address: %d", r.Code)
	}
	if r := send("192.0.2.1:2000", ""); r.Code != http.StatusTooManyRequests {
		t.Errorf("another port of that address: %d", r.Code)
	}
	if r := send(there, ""); r.Code != http.StatusOK {
		t.Errorf("another address: %d", r.Code)
	}
	if r := send(there, "Bearer x"); r.Code != http.StatusUnauthorized || served != 4 {
		t.Errorf("a token that means nobody: %d, %d served", r.Code, served)
	}
	at.add(8 * time.Second)
	if r := send(here, ""); r.Code != http.StatusOK {
		t.Errorf("after a while: %d", r.Code)
	}
}
