package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"pedigree/events/capture"
	"pedigree/graphql/bearer"
)

const (
	captureHead = `{"@context":"https://ref.gs1.org/standards/epcis/epcis-context.jsonld",` +
		`"type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2026-01-01T00:00:00Z",` +
		`"epcisBody":{"eventList":[`
	// One pack of a product of acme.
	captured = captureHead + `{"type":"ObjectEvent","action":"ADD","bizStep":"commissioning",` +
		`"eventTime":"2026-01-01T00:00:00Z","eventTimeZoneOffset":"+00:00",` +
		`"epcList":["https://id.gs1.org/01/09504000100018/21/CAPTURED1"],` +
		`"ilmd":{"cbvmda:lotNumber":"CAPTURE","cbvmda:itemExpirationDate":"2031-01-31"}}]}}`
)

// largest is a document of the largest size, that says nothing.
var largest = strings.Repeat(" ", 16<<20)

// capturing asks POST /capture, or what is said instead.
type capturing struct {
	h            http.Handler
	method, kind string
	as           string // key file; "" = nobody
	origin       string
	header       map[string]string
	query        string
	chunked, cut bool // without its length; with more length than there is
}

// request makes a request with a document.
func (c capturing) request(t *testing.T, document string) *http.Request {
	t.Helper()
	r := httptest.NewRequest(c.method, "/capture"+c.query, strings.NewReader(document))
	r.Host, r.RemoteAddr = "127.0.0.1:8080", "127.0.0.1:5000" // the operator, who has no allowance that ends
	r.Header.Set("Content-Type", c.kind)
	if c.chunked {
		r.ContentLength = -1
	}
	if c.cut {
		r.Body = io.NopCloser(io.MultiReader(strings.NewReader(document[:9]), iotest.ErrReader(io.ErrUnexpectedEOF)))
	}
	if c.as != "" {
		key, err := readKeyFile(c.as)
		if err != nil {
			t.Fatal(err)
		}
		token, err := bearer.Sign(key, c.origin, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+token)
	}
	for name, value := range c.header {
		r.Header.Set(name, value)
	}
	return r
}

// ask gives status and code of a refusal, or the plan.
func (c capturing) ask(t *testing.T, document string) (string, *capture.Plan) {
	t.Helper()
	w := httptest.NewRecorder()
	c.h.ServeHTTP(w, c.request(t, document))
	if w.Code == http.StatusOK {
		var p capture.Plan
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
			t.Fatal(err)
		}
		return "200", &p
	}
	var body struct {
		Errors []struct {
			Message    string
			Extensions struct{ Code string }
		}
	}
	if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil || len(body.Errors) != 1 {
		t.Fatalf("%d %s: %v", w.Code, w.Body, err)
	}
	if w.Code == http.StatusMethodNotAllowed && w.Header().Get("Allow") != http.MethodPost {
		t.Errorf("Allow: %q", w.Header().Get("Allow"))
	}
	return fmt.Sprint(w.Code, " ", body.Errors[0].Extensions.Code, " ", body.Errors[0].Message), nil
}
