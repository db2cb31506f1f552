package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pedigree/graphql/bearer"
	"pedigree/record"
)

// endless is a body that never ends; it counts what was read of it.
type endless struct{ read int64 }

func (e *endless) Read(b []byte) (int, error) {
	e.read += int64(len(b))
	for i := range b {
		b[i] = 'x'
	}
	return len(b), nil
}

// exampleOf is an example of a request for a route's pattern.
func exampleOf(pattern string, body io.Reader) *http.Request {
	method, path, ok := strings.Cut(pattern, " ")
	if !ok {
		method, path = http.MethodPost, pattern
	}
	path = strings.NewReplacer("{kid}", "0011223344556677", "{code...}", "x").Replace(path)
	r := httptest.NewRequest(method, path, body)
	r.ContentLength = -1
	return r
}

// TestEveryRouteIsBounded walks all routes: each has the headers, none reads a body beyond
// its limit, and none is served beside the list.
func TestEveryRouteIsBounded(t *testing.T) {
	p := running(t)
	p.options.lan = true // so that no request is the operator's own
	routes, err := p.routes()
	if err != nil {
		t.Fatal(err)
	}
	h, err := p.handler()
	if err != nil {
		t.Fatal(err)
	}
	for _, route := range routes {
		for _, kind := range []string{"application/json", "application/cose", "image/png"} {
			body := &endless{}
			r := exampleOf(route.Pattern, body)
			r.Header.Set("Content-Type", kind)
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if body.read > route.Body+1<<12 {
				t.Errorf("%s of %s reads %d bytes; its limit is %d", route.Pattern, kind, body.read, route.Body)
			}
			for name, part := range map[string]string{"Content-Security-Policy": "frame-ancestors 'none'",
				"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
				"Cross-Origin-Resource-Policy": "same-origin"} {
				if !strings.Contains(w.Header().Get(name), part) {
					t.Errorf("%s: %d with %s %q", route.Pattern, w.Code, name, w.Header().Get(name))
				}
			}
		}
	}
	for _, name := range must(filepath.Glob("*.go")) {
		if text := string(must(os.ReadFile(name))); !strings.HasSuffix(name, "_test.go") &&
			(strings.Contains(text, "http.NewServeMux(") || strings.Contains(text, "http.HandleFunc(")) {
			t.Errorf("%s serves beside the routes, which have limits", name)
		}
	}
}

// TestNoAnswerHasInternals asks every route of a gateway whose ledger is gone. The answers
// are outages in our own words: no addresses, files, or errors of other programs.
func TestNoAnswerHasInternals(t *testing.T) {
	p := running(t)
	routes, err := p.routes()
	if err != nil {
		t.Fatal(err)
	}
	h, err := p.handler()
	if err != nil {
		t.Fatal(err)
	}
	token := must(bearer.Sign(must(readKeyFile(p.keyFile("acme"))), p.localURL, time.Now()))
	code := p.demoPacks()[0].Code
	p.node.Stop()
	p.model.Close()
	questions := []string{`{"query":"{verify(code:\"` + code + `\"){verdict bundle reasons{text}}}"}`,
		`{"query":"{network{height}}"}`, `{"query":"{lots(first:1){edges{node{lot}}}}"}`,
		`{"query":"{history(key:\"` + code + `\"){key}}"}`, `{"query":"mutation{submit(tx:\"AAAA\"){id}}"}`}
	for _, route := range routes {
		for _, body := range append(questions, "x") {
			for _, as := range []string{"", "Bearer " + token} {
				r := exampleOf(route.Pattern, strings.NewReader(body))
				r.Header.Set("Authorization", as)
				for _, kind := range []string{"application/json", "application/cose", "image/png"} {
					r.Header.Set("Content-Type", kind)
					w := httptest.NewRecorder()
					h.ServeHTTP(w, r)
					for _, internal := range []string{"127.0.0.1", "localhost", p.options.home, "dial", "refused:",
						"sql", "database", "goroutine", ".go:", "closed", "pebble", "nats:", "EOF", "context "} {
						if kind := w.Header().Get("Content-Type"); strings.Contains(kind, "json") &&
							strings.Contains(w.Body.String(), internal) {
							t.Errorf("%s %s: %d with %q in %s", route.Pattern, body, w.Code, internal, w.Body)
						}
					}
				}
			}
		}
	}
}

// TestKeysAreTheirOwn: whose device it is and how many orders it sent, a key's own device
// alone is told; what a stranger gets does not even say whether the key is registered.
func TestKeysAreTheirOwn(t *testing.T) {
	p := running(t)
	h, err := p.handler()
	if err != nil {
		t.Fatal(err)
	}
	ask := func(of, as string) (map[string]any, string) {
		t.Helper()
		public := publicOf(must(openKeyFile(p.keyFile(of))))
		r := httptest.NewRequest(http.MethodGet, "/keys/"+record.KIDOf(public[:]).String(), nil)
		if as != "" {
			r.Header.Set("Authorization", "Bearer "+must(bearer.Sign(must(readKeyFile(p.keyFile(as))), p.localURL, time.Now())))
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		answer := map[string]any{}
		if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil || w.Code != http.StatusOK {
			t.Fatalf("%d %s: %v", w.Code, w.Body, err)
		}
		delete(answer, "blockTime")
		return answer, w.Body.String()
	}
	if own, text := ask("acme", "acme"); own["party"] != "9504000000011" || own["highest"] == "0" || own["highest"] == nil {
		t.Errorf("its own: %s", text)
	}
	want := `{"chainId":"` + p.trust.ChainID + `"}`
	for _, c := range [][2]string{{"acme", ""}, {"nobody", ""}, {"acme", "medco"}, {"acme", "authority"}} {
		if got, text := ask(c[0], c[1]); string(must(json.Marshal(got))) != want {
			t.Errorf("%s asked as %q: %s", c[0], c[1], text)
		}
	}
}

// TestOpenToThisMachineAlone: on a developer's machine everything can be read without a
// token; through a proxy, or from a page that re-bound its name to us, nothing can, the
// explorer and introspection included. --open is open, and says so.
func TestOpenToThisMachineAlone(t *testing.T) {
	p := running(t)
	lots := func(change func(*http.Request)) string {
		t.Helper()
		h, err := p.handler()
		if err != nil {
			t.Fatal(err)
		}
		codes := ""
		for _, query := range []string{`{lots(first:1){edges{node{lot}}}}`, `{__schema{types{name}}}`} {
			r := httptest.NewRequest(http.MethodPost, p.localURL+"/graphql", strings.NewReader(`{"query":"`+query+`"}`))
			r.RemoteAddr = "127.0.0.1:5000"
			r.Header.Set("Content-Type", "application/json")
			change(r)
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			codes += http.StatusText(w.Code) + " "
		}
		r := httptest.NewRequest(http.MethodGet, p.localURL+"/graphql", nil)
		r.RemoteAddr = "127.0.0.1:5000"
		r.Header.Set("Accept", "text/html")
		change(r)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if strings.Contains(w.Header().Get("Content-Type"), "html") {
			codes += "page"
		}
		return codes
	}
	plain := func(*http.Request) {}
	rebound := func(r *http.Request) {
		r.Host = "evil.example:8080"
		r.Header.Set("Origin", "http://evil.example:8080")
	}
	proxied := func(r *http.Request) { r.Header.Set("X-Forwarded-For", "203.0.113.9") }
	const open, closed = "OK OK page", "Forbidden Forbidden "
	for name, c := range map[string]struct {
		change func(*http.Request)
		want   string
	}{"this machine": {plain, open}, "a re-bound name": {rebound, closed}, "a proxy": {proxied, closed}} {
		if got := lots(c.change); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	p.options.publicURL = "https://pedigree.example"
	if got := lots(plain); got != closed {
		t.Errorf("with --public-url: %q", got)
	}
	p.options.open = true
	if got := lots(proxied); got != open {
		t.Errorf("with --open: %q", got)
	}
	if !strings.Contains(openWarning, "WARNING") || !strings.Contains(openWarning, "without a token") {
		t.Error("--open is not loud")
	}
}
