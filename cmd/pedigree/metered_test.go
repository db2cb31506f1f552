package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// A gateway that others reach lets nobody make it work without end, by any of its doors.
func TestEveryDoorIsMetered(t *testing.T) {
	p := running(t)
	p.options.publicURL = p.url
	for _, door := range []string{"POST /tx", "POST /scan", "GET /bundle/x", "GET /checkpoints",
		"GET /keys/0011223344556677", "POST /capture"} {
		h, err := p.handler()
		if err != nil {
			t.Fatal(err)
		}
		method, path, _ := strings.Cut(door, " ")
		refused := false
		for range 5000 {
			r := httptest.NewRequest(method, path, strings.NewReader("x"))
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if refused = w.Code == http.StatusTooManyRequests; refused {
				if w.Header().Get("Retry-After") == "" {
					t.Errorf("%s does not say when to come back", door)
				}
				break
			}
		}
		if !refused {
			t.Errorf("%s is never refused", door)
		}
	}
}
