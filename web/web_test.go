package web_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"pedigree/web"
)

func app() http.Handler {
	return web.Serve(fstest.MapFS{
		"explorer.html":          {Data: []byte("<!doctype html>")},
		"index.html":             {Data: []byte("<!doctype html><title>Pedigree</title>")},
		"assets/scan-abc123.js":  {Data: []byte(strings.Repeat("export const a = 1;\n", 100))},
		"assets/reader-abc.wasm": {Data: []byte("\x00asm\x01\x00\x00\x00")},
	})
}

func TestServe(t *testing.T) {
	for _, c := range []struct {
		method, path  string
		status        int
		header, value string
	}{
		{"GET", "/", 200, "Content-Type", "text/html; charset=utf-8"},
		{"GET", "/scan", 200, "Cache-Control", "no-cache"},
		{"GET", "/scan?code=x", 200, "Referrer-Policy", "no-referrer"},
		{"GET", "/lot/09504000059101/AB%2F1", 200, "Content-Type", "text/html; charset=utf-8"},
		{"GET", "/assets/scan-abc123.js", 200, "Cache-Control", "public, max-age=31536000, immutable"},
		{"GET", "/assets/scan-abc123.js", 200, "Content-Encoding", "gzip"},
		{"GET", "/assets/reader-abc.wasm", 200, "Content-Type", "application/wasm"},
		{"HEAD", "/scan", 200, "X-Content-Type-Options", "nosniff"},
		{"GET", "/assets/none.js", 404, "X-Content-Type-Options", "nosniff"},
		{"GET", "/explorer.html", 404, "X-Content-Type-Options", "nosniff"}, // only where it is asked for
		{"GET", "/secret", 404, "X-Content-Type-Options", "nosniff"},
		{"GET", "/../web.go", 404, "X-Content-Type-Options", "nosniff"},
		{"POST", "/scan", 405, "Allow", "GET, HEAD"},
	} {
		r := httptest.NewRequest(c.method, c.path, nil)
		r.Header.Set("Accept-Encoding", "gzip, br")
		w := httptest.NewRecorder()
		app().ServeHTTP(w, r)
		if w.Code != c.status || w.Header().Get(c.header) != c.value {
			t.Errorf("%s %s -> %d, %s %q; want %d, %q",
				c.method, c.path, w.Code, c.header, w.Header().Get(c.header), c.status, c.value)
		}
		if !strings.Contains(w.Header().Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("%s %s has no policy", c.method, c.path)
		}
	}
}

// A page that has not changed is not sent again.
func TestServeNotModified(t *testing.T) {
	h := app()
	first := httptest.NewRecorder()
	h.ServeHTTP(first, httptest.NewRequest("GET", "/scan", nil))
	r := httptest.NewRequest("GET", "/scan", nil)
	r.Header.Set("If-None-Match", first.Header().Get("ETag"))
	again := httptest.NewRecorder()
	h.ServeHTTP(again, r)
	if again.Code != http.StatusNotModified || again.Body.Len() != 0 {
		t.Errorf("second request -> %d with %d bytes", again.Code, again.Body.Len())
	}
}

// A fresh clone builds and says what to do, instead of a blank page.
func TestServeBeforeBuild(t *testing.T) {
	h := web.Serve(fstest.MapFS{"about.txt": {Data: []byte("x")}})
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", "/scan", nil))
	if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "make build") {
		t.Errorf("-> %d %s", w.Code, w.Body)
	}
}

// The embedded folder exists, built or not.
func TestHandler(t *testing.T) {
	w := httptest.NewRecorder()
	web.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/about.txt", nil))
	if w.Code != http.StatusOK {
		t.Errorf("/about.txt -> %d", w.Code)
	}
}
