package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// slow is a client that does not fetch its answer.
type slow struct {
	*httptest.ResponseRecorder
	begun, end chan struct{}
	deadline   time.Time
}

func (s *slow) Write(b []byte) (int, error) {
	s.begun <- struct{}{}
	<-s.end
	return len(b), nil
}

func (s *slow) SetWriteDeadline(t time.Time) error {
	s.deadline = t
	return nil
}

// TestSlowClientsHoldUpNobody: while they fetch their plans, others get theirs.
func TestSlowClientsHoldUpNobody(t *testing.T) {
	p := running(t)
	h, err := p.handler()
	if err != nil {
		t.Fatal(err)
	}
	acme := capturing{h: h, method: http.MethodPost, kind: "application/json", as: p.keyFile("acme"), origin: p.url}
	for range cap(planning) {
		s := &slow{httptest.NewRecorder(), make(chan struct{}), make(chan struct{}), time.Time{}}
		done := make(chan struct{})
		request := acme.request(t, captured)
		go func() {
			defer close(done)
			h.ServeHTTP(s, request)
		}()
		select {
		case <-s.begun:
		case <-done:
			t.Fatalf("no answer: %d", s.Code)
		}
		t.Cleanup(func() { close(s.end); <-done })
		if left := time.Until(s.deadline); left <= 0 || left > answerTime {
			t.Errorf("%s to fetch the plan", left)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, acme.request(t, captured).WithContext(ctx))
	if w.Code != http.StatusOK {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
