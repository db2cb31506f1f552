package scanner

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"pedigree/record"
)

const answerWithin = 15 * time.Second

// decoding bounds how many pictures are read at once: each may take seconds of a
// core.
var decoding = make(chan struct{}, 2)

// Handler serves what a scanner needs over HTTP:
//
//	POST /scan           image/png or image/jpeg -> codes found, with verdicts
//	GET  /bundle/{code}  the proof bundle (application/cbor, or JSON with base64url)
//	GET  /01/…           GS1 Digital Link: a phone's camera lands on the scan page
func (s *Scanner) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /scan", s.scan)
	mux.HandleFunc("GET /bundle/{code...}", s.bundle)
	mux.HandleFunc("GET /01/", land)
	return mux
}

// scanned is one code of a picture, as POST /scan tells it.
type scanned struct {
	Text      string          `json:"text"` // as a hand scanner sends it
	Symbology string          `json:"symbology"`
	Verdict   *record.Verdict `json:"verdict,omitempty"`
}

func (s *Scanner) scan(w http.ResponseWriter, r *http.Request) {
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "image/") {
		fail(w, http.StatusUnsupportedMediaType, "send a picture: image/png or image/jpeg")
		return
	}
	select {
	case decoding <- struct{}{}:
		defer func() { <-decoding }()
	case <-r.Context().Done():
		return
	}
	symbols, err := Decode(http.MaxBytesReader(w, r.Body, LimitBytes+1))
	switch {
	case errors.Is(err, ErrNoSymbol):
		reply(w, map[string][]scanned{"codes": {}})
		return
	case err != nil:
		fail(w, http.StatusUnprocessableEntity, err.Error())
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), answerWithin)
	defer cancel()
	codes := make([]scanned, 0, len(symbols))
	for _, sym := range symbols {
		c := scanned{Text: sym.Scan(), Symbology: sym.Symbology}
		a := s.Verify(ctx, Ask{Code: c.Text, Purpose: record.Purpose(r.URL.Query().Get("purpose"))})
		c.Verdict = &a.Verdict
		codes = append(codes, c)
	}
	reply(w, map[string][]scanned{"codes": codes})
}

func (s *Scanner) bundle(w http.ResponseWriter, r *http.Request) {
	code := r.PathValue("code")
	if q := r.URL.Query().Get("code"); code == "" && q != "" {
		code = q
	}
	ctx, cancel := context.WithTimeout(r.Context(), answerWithin)
	defer cancel()
	a := s.Verify(ctx, Ask{Code: code})
	switch {
	case a.Bundle == nil && a.Headline == record.Unknown:
		fail(w, http.StatusServiceUnavailable, a.Reasons[0].Text)
		return
	case a.Bundle == nil:
		fail(w, http.StatusBadRequest, a.Reasons[0].Text)
		return
	}
	b, err := a.Bundle(ctx)
	switch {
	case err != nil:
		fail(w, http.StatusServiceUnavailable, reason(err))
	case strings.Contains(r.Header.Get("Accept"), "json"):
		reply(w, map[string]string{"bundle": base64.RawURLEncoding.EncodeToString(b.Encode())})
	default:
		w.Header().Set("Content-Type", "application/cbor")
		w.Write(b.Encode())
	}
}

// land sends a phone's plain camera, which opened the link on a pack, to the scan
// page. The code goes along as it was printed.
func land(w http.ResponseWriter, r *http.Request) {
	code := "https://" + r.Host + r.URL.EscapedPath()
	if r.URL.RawQuery != "" {
		code += "?" + r.URL.RawQuery
	}
	http.Redirect(w, r, "/scan?code="+url.QueryEscape(code), http.StatusSeeOther)
}

func reply(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(v)
}

func fail(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(map[string]string{"error": text})
}
