package system

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"reflect"
	"sync"
	"testing"
	"time"

	"pedigree/proof"
)

// said is the gateway's answer about a pack, before or after a lie.
type said map[string]any

// lie is one way to deceive a scanner.
type lie struct {
	name string
	code func(code string) string // what the gateway is asked instead
	tell func(t testing.TB, s said)
	url  string // of another gateway that is asked instead
	raw  string // said instead of any answer
}

// liar stands between command line and gateway.
type liar struct {
	t     testing.TB
	truth *url.URL
	proxy *httputil.ReverseProxy
	trust []byte // what it gives out as the trust root

	mu   sync.Mutex
	lie  lie
	told bool // an answer since tells was not the truth
}

// tells makes it tell a lie from now on; the zero lie is the truth.
func (l *liar) tells(this lie) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lie, l.told = this, false
}

// lied says whether it did.
func (l *liar) lied() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.told
}

func (l *liar) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case r.URL.Path == "/trust.json" && l.trust != nil:
		w.Write(l.trust)
	case r.URL.Path == "/graphql":
		l.answer(w, r)
	default:
		l.proxy.ServeHTTP(w, r)
	}
}

func (l *liar) answer(w http.ResponseWriter, r *http.Request) {
	var asked struct {
		Query     string         `json:"query"`
		Variables map[string]any `json:"variables"`
	}
	body, err := io.ReadAll(r.Body)
	if err == nil {
		err = json.Unmarshal(body, &asked)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if l.lie.raw != "" {
		l.told = true
		io.WriteString(w, l.lie.raw)
		return
	}
	gateway := l.truth.String()
	if l.lie.url != "" {
		l.told, gateway = true, l.lie.url
	}
	if code, _ := asked.Variables["code"].(string); l.lie.code != nil {
		asked.Variables["code"] = l.lie.code(code)
		l.told = asked.Variables["code"] != code
	}
	raw, err := question(r.Context(), gateway, asked.Query, asked.Variables)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	w.Write(l.twist(raw))
}

// twist tells the lie in the gateway's own form.
func (l *liar) twist(raw []byte) []byte {
	var a struct {
		Data map[string]said `json:"data"`
	}
	if l.lie.tell == nil || json.Unmarshal(raw, &a) != nil || a.Data["verify"] == nil {
		return raw
	}
	l.lie.tell(l.t, a.Data["verify"])
	twisted := must(json.Marshal(a))(l.t)
	l.told = l.told || !sameJSON(raw, twisted)
	return twisted
}

func sameJSON(a, b []byte) bool {
	var x, y struct{ Data any }
	return json.Unmarshal(a, &x) == nil && json.Unmarshal(b, &y) == nil && reflect.DeepEqual(x, y)
}

// liar puts a lying gateway before a server, and gives a terminal that asks it.
func (s *server) liar() (*liar, *terminal) {
	s.t.Helper()
	truth := must(url.Parse(s.url))(s.t)
	l := &liar{t: s.t, truth: truth, proxy: httputil.NewSingleHostReverseProxy(truth)}
	front := httptest.NewServer(l)
	s.t.Cleanup(front.Close)
	u := s.terminal()
	u.url = front.URL
	return l, u
}

// bundle is the proof that an answer carries.
func (s said) bundle(t testing.TB) *proof.Bundle {
	t.Helper()
	text, _ := s["bundle"].(string)
	b := new(proof.Bundle)
	if err := b.UnmarshalText([]byte(text)); err != nil {
		t.Fatal(err)
	}
	return b
}

func (s said) setBundle(t testing.TB, b *proof.Bundle) {
	t.Helper()
	s["bundle"] = string(must(b.MarshalText())(t))
}

// claim says another verdict.
func (s said) claim(verdict, use string) {
	s["verdict"], s["authenticity"], s["use"], s["reasons"] = verdict, verdict, use, []any{}
}

func (s said) moveTime(t testing.TB, d time.Duration) {
	t.Helper()
	text, _ := s["time"].(string)
	s["time"] = must(time.Parse(time.RFC3339, text))(t).Add(d).Format(time.RFC3339)
}

// changed gives an answer's proof with one thing changed.
func changed(change func(b *proof.Bundle)) func(testing.TB, said) {
	return func(t testing.TB, s said) {
		b := s.bundle(t)
		before := b.Encode()
		change(b)
		if bytes.Equal(before, b.Encode()) {
			return // nothing of the kind in this proof
		}
		s.setBundle(t, b)
	}
}
