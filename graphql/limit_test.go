package graphql_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"pedigree/graphql"
	"pedigree/graphql/bearer"
)

// clock stands still until it is moved.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// An address that asked too much is refused without being read; a device of the same
// address has its own allowance and may show who it is; time gives an allowance back.
func TestRateLimit(t *testing.T) {
	at := &clock{now: time.Now()}
	w, _ := closed(t, func(c *graphql.Config) {
		c.Rate, c.Now = graphql.Rate{PerSecond: 10, Burst: 105}, at.Now
	})
	verify := `{verify(code:"x"){verdict}}` // costs 50
	for n := range 3 {
		if r := w.askAs(-2, verify); r.code() != "" {
			t.Fatalf("question %d: %s", n, r.text)
		}
	}
	before := w.handler.Resolved()
	r := w.askAs(-2, verify)
	if r.status != 429 || r.code() != "RateLimited" || r.header.Get("Retry-After") == "" ||
		w.handler.Resolved() != before {
		t.Errorf("the fourth: %d %s", r.status, r.text)
	}
	if r := w.send([]byte(`not even JSON`), nil); r.status != 429 {
		t.Errorf("who is in debt is read: %d", r.status)
	}
	for n := range 3 { // of cost 10, and 5 for the token
		if r := w.askAs(1, `{network{height}}`); r.code() != "" {
			t.Errorf("a device of that address, %d: %s", n, r.text)
		}
	}
	at.add(6 * time.Second) // 45 in debt, 60 back
	if r := w.askAs(-2, `{__typename}`); r.code() != "" {
		t.Errorf("after a while: %s", r.text)
	}
}

// TestRefusalsAreNotFree: each thing that is refused costs who asked it, down to the wrong
// method, the wrong page and being in debt; but no debt is deeper than an allowance.
func TestRefusalsAreNotFree(t *testing.T) {
	for name, change := range map[string]func(*http.Request){
		"another method": func(r *http.Request) { r.Method = http.MethodPut },
		"a foreign page": func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") },
		"a bad token":    func(r *http.Request) { r.Header.Set("Authorization", "Bearer x") },
		"no JSON":        func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") },
		"no question":    func(*http.Request) {},
		"in debt":        nil,
	} {
		at := &clock{now: time.Now()}
		w, _ := closed(t, func(c *graphql.Config) {
			c.Rate, c.Now = graphql.Rate{PerSecond: 1, Burst: 100}, at.Now
		})
		status := func(change func(*http.Request)) int {
			r := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader("{}"))
			r.Header.Set("Content-Type", "application/json")
			change(r)
			out := httptest.NewRecorder()
			w.handler.ServeHTTP(out, r)
			return out.Code
		}
		plain := func(*http.Request) {}
		if change == nil {
			for status(plain) != http.StatusTooManyRequests {
			}
			change = plain
		}
		for range 1000 {
			status(change)
		}
		if got := status(plain); got != http.StatusTooManyRequests {
			t.Errorf("%s a thousand times is free: %d", name, got)
		}
		at.add(101 * time.Second)
		if got := status(plain); got != http.StatusBadRequest {
			t.Errorf("%s: still in debt after an allowance came back: %d", name, got)
		}
	}
}

// TestStrangersLockOutNoDevice: whatever strangers do from an address, with and without
// tokens, forged ones for registered keys included, a device of that address is answered.
func TestStrangersLockOutNoDevice(t *testing.T) {
	at := &clock{now: time.Now()}
	w, _ := closed(t, func(c *graphql.Config) {
		c.Rate, c.Now = graphql.Rate{PerSecond: 10, Burst: 1000}, at.Now
	})
	cut := token(2)[:len(token(2))-8] + "AAAAAAAA" // the signature of nobody
	codes := map[int]int{}
	for range 300 {
		for _, authorization := range []string{"", "Bearer x.y.z", cut,
			"Bearer " + must(bearer.Sign(keyOf(77), gateway, time.Now()))} {
			r := w.send([]byte(`{"query":"{nothing}"}`), map[string]string{"Authorization": authorization})
			codes[r.status]++
		}
	}
	if codes[429] < 500 { // all without a token but the first, and the forged beyond their share
		t.Errorf("what strangers got: %v", codes)
	}
	for n := range 20 {
		if r := w.askAs(1, `{network{height}}`); r.code() != "" {
			t.Fatalf("a device of that address, question %d: %s", n, r.text)
		}
	}
	if r := w.askAs(2, `{network{height}}`); r.status != 429 {
		t.Errorf("signatures in the name of a key are checked without end: %s", r.text)
	}
	at.add(11 * time.Second) // its share is half a unit a second here
	if r := w.askAs(2, `{network{height}}`); r.code() != "" {
		t.Errorf("the device that was named, soon after: %s", r.text)
	}
}

// Refused documents cost as well: nobody can make the gate work for nothing.
func TestRefusedDocumentsCost(t *testing.T) {
	at := &clock{now: time.Now()}
	w, _ := closed(t, func(c *graphql.Config) {
		c.Rate, c.Now = graphql.Rate{PerSecond: 1, Burst: 100}, at.Now
	})
	read := 0
	for range 20 {
		if r := w.askAs(-2, `{nothing{of{this}}}`); r.status == 400 {
			read++
		}
	}
	if read != 5 { // 20 each
		t.Errorf("%d of 20 bad documents were read, want 5", read)
	}
	if w.handler.Resolved() != 0 {
		t.Error("a resolver ran")
	}
}

func TestPersistedOnly(t *testing.T) {
	w, _ := closed(t, func(c *graphql.Config) { c.PersistedOnly = true })
	document := string(must(os.ReadFile("persisted/verify_web.graphql")))
	send := func(query, hash string) *reply {
		body := map[string]any{"variables": map[string]any{"code": packCode(1)}}
		if query != "" {
			body["query"] = query
		}
		if hash != "" {
			body["extensions"] = map[string]any{"persistedQuery": map[string]any{"version": 1,
				"sha256Hash": hash}}
		}
		return w.send(must(json.Marshal(body)), nil)
	}
	sum := sha256.Sum256([]byte(strings.TrimSpace(document)))
	hash := hex.EncodeToString(sum[:])
	for name, r := range map[string]*reply{"text": send(document, ""), "hash": send("", hash),
		"both": send(document, hash)} {
		if r.code() != "" || at(r.Data, "verify", "verdict") != "GENUINE" {
			t.Errorf("%s: %s", name, r.text)
		}
	}
	before := w.handler.Resolved()
	other := `query($code:String!){verify(code:$code){verdict}}`
	for want, r := range map[string]*reply{"Forbidden": send(other, ""),
		"PersistedQueryNotFound": send("", strings.Repeat("0", 64)), "BadRequest": send(other, hash)} {
		if r.code() != want || w.handler.Resolved() != before {
			t.Errorf("want %s: %s", want, r.text)
		}
	}
	if r := w.askAs(1, `{lots(first:1){edges{node{lot}}}}`); r.code() != "" {
		t.Errorf("a device may ask anything: %s", r.text)
	}
}

// What our own pages and programs ask without a token is in the list.
func TestOurQuestionsArePersisted(t *testing.T) {
	for source, pattern := range map[string]string{
		"../web/src/verdict.ts":        "(?s)const document = `(.*?)`",
		"../cmd/pedigree/judge.go":     "(?s)const verifyQuery = `(.*?)`",
		"persisted/verify_web.graphql": "(?s)(.*)",
	} {
		found := regexp.MustCompile(pattern).FindStringSubmatch(string(must(os.ReadFile(source))))
		if found == nil {
			t.Errorf("%s: no question found", source)
			continue
		}
		w, _ := closed(t, func(c *graphql.Config) { c.PersistedOnly = true })
		body := must(json.Marshal(map[string]any{"query": found[1],
			"variables": map[string]any{"code": packCode(1)}}))
		if r := w.send(body, nil); r.code() != "" {
			t.Errorf("%s asks what is not in graphql/persisted: %s", source, r.text)
		}
	}
}

func TestTwoSocketsPerClient(t *testing.T) {
	w, _ := closed(t)
	w.hello()
	second := w.hello()
	third, _, err := w.dial(nil, "graphql-transport-ws")
	if err != nil {
		t.Fatal(err)
	}
	third.send(`{"type":"connection_init"}`)
	if got := third.closed(); got != 4429 {
		t.Errorf("the third socket of an address: %d", got)
	}
	for n := range 3 {
		c, _, err := w.dial(nil, "graphql-transport-ws")
		if err != nil {
			t.Fatal(err)
		}
		c.send(fmt.Sprintf(`{"type":"connection_init","payload":{"authorization":%q}}`, token(1)))
		if n < 2 {
			if f := c.next(); f.Type != "connection_ack" {
				t.Errorf("socket %d of a device: %+v", n, f)
			}
		} else if got := c.closed(); got != 4429 {
			t.Errorf("the third socket of a device: %d", got)
		}
	}
	second.conn.CloseNow()
	deadline := time.Now().Add(10 * time.Second)
	for { // one that went makes room for another
		c, _, err := w.dial(nil, "graphql-transport-ws")
		if err != nil {
			t.Fatal(err)
		}
		c.send(`{"type":"connection_init"}`)
		if _, b, err := c.conn.Read(c.ctx); err == nil && strings.Contains(string(b), "ack") {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("no room after one socket was closed")
		}
	}
}
