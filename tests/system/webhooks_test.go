package system

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"pedigree/events"
	"pedigree/record"
)

// receiver is a partner's HTTP server, which outlives the gateway.
type receiver struct {
	t   testing.TB
	url string

	mu     sync.Mutex
	answer func(w http.ResponseWriter, r *http.Request) bool // whether it took it
	taken  []string                                          // ids
	asked  []posted
}

type posted struct {
	head http.Header
	body []byte
}

func receive(t testing.TB) *receiver {
	r := &receiver{t: t}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, err := io.ReadAll(q.Body)
		if err != nil {
			return
		}
		r.mu.Lock()
		r.asked = append(r.asked, posted{q.Header, body})
		answer := r.answer
		r.mu.Unlock()
		if answer == nil || answer(w, q) {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.taken = append(r.taken, q.Header.Get("webhook-id"))
		}
	}))
	t.Cleanup(s.Close)
	r.url = s.URL
	return r
}

func (r *receiver) answers(f func(w http.ResponseWriter, r *http.Request) bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answer = f
}

func (r *receiver) has() (all []position) {
	r.t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, id := range r.taken {
		all = append(all, positionOf(r.t, id))
	}
	return all
}

func (r *receiver) times() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.asked)
}

func webhooksFile(t testing.TB, gln, url string, fromHeight int) string {
	t.Helper()
	hook := map[string]any{"party": gln, "url": url + "/events?for=us", "fromHeight": fromHeight}
	b := must(json.Marshal([]any{hook}))(t)
	file := t.TempDir() + "/webhooks.json"
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// TestWebhooks: a receiver that fails, goes away, or had an answer on its way when the
// gateway was killed gets every event of its party in order; the cursor moves on 2xx only.
func TestWebhooks(t *testing.T) {
	r := receive(t)
	const some = 5
	asked := 0
	hanging := make(chan struct{})
	r.answers(func(w http.ResponseWriter, q *http.Request) bool {
		switch asked++; { // one request after another
		case asked <= 2:
			w.WriteHeader(http.StatusServiceUnavailable)
			return false
		case asked <= 2+some:
			return true
		case asked == 3+some:
			close(hanging)
		}
		<-q.Context().Done() // until the gateway is dead
		return false
	})
	s := serve(t, "--webhooks", webhooksFile(t, cornerGLN, r.url, 0), "--webhook-allow", "127.0.0.0/8")
	key := must(web.Get(s.url + "/webhook-key"))(t)
	text := must(io.ReadAll(key.Body))(t)
	key.Body.Close()
	eventually(t, "a request is under way", func() bool {
		select {
		case <-hanging:
			return true
		default:
			return false
		}
	})
	s.kill()
	if got, all := r.has(), s.logged(cornerGLN); !slices.Equal(got, all[:some]) {
		t.Fatalf("took %v, want the first %d of %v", got, some, all)
	}

	r.answers(nil)
	s.start()
	all := len(s.waitFor(r, s.amend("30")))
	s.suspendedWaits(r)
	s.kill()
	s.start()
	s.waitFor(r, s.amend("40"))
	s.stop()
	got, want := r.has(), s.logged(cornerGLN)
	once := slices.Compact(slices.Clone(got)) // what was on its way at a kill may come twice
	if !slices.Equal(once, want) || len(got) > len(want)+2 || all <= some {
		t.Errorf("took\n%v, want\n%v", got, want)
	}
	r.checkSigned(t, strings.TrimSpace(string(text)))
}

// amend changes a product, which everybody sees.
func (s *server) amend(pack string) submitted {
	s.t.Helper()
	return s.terminal().order(s.home+"/keys/acme.pem", "amend_product", `{"gtin":"`+amoxal+
		`","name":"Amoxal","strength":"500 mg","form":"capsule","pack":"`+pack+`"}`)
}

// waitFor waits until a receiver took an order's event.
func (s *server) waitFor(r *receiver, o submitted) (got []position) {
	s.t.Helper()
	at := positionOf(s.t, o.Events[0].ID)
	eventually(s.t, "the receiver has the event of "+o.ID, func() bool {
		got = r.has()
		return slices.Contains(got, at)
	})
	return got
}

// suspendedWaits: a suspended party gets nothing, and afterwards all.
func (s *server) suspendedWaits(r *receiver) {
	s.t.Helper()
	u, authority := s.terminal(), s.home+"/keys/authority.pem"
	u.order(authority, "suspend", `{"party":"`+cornerGLN+`","reason":"inspection"}`)
	asked := r.times()
	o := s.amend("35")
	eventually(s.t, "the gateway says why it waits", func() bool {
		return strings.Contains(s.said.String(), "party "+cornerGLN+" is suspended")
	})
	if now := r.times(); now > asked {
		s.t.Errorf("a suspended party was sent %d events", now-asked)
	}
	u.order(authority, "reinstate", `{"party":"`+cornerGLN+`","reason":"passed"}`)
	s.waitFor(r, o)
}

// checkSigned checks every request that came as docs/events.md says.
func (r *receiver) checkSigned(t testing.TB, key string) {
	t.Helper()
	public := must(base64.StdEncoding.DecodeString(strings.TrimPrefix(key, "whpk_")))(t)
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, p := range r.asked {
		id := p.head.Get("webhook-id")
		signed := append([]byte(id+"."+p.head.Get("webhook-timestamp")+"."), p.body...)
		text, _ := strings.CutPrefix(p.head.Get("webhook-signature"), "v1a,")
		signature := must(base64.StdEncoding.DecodeString(text))(t)
		if !ed25519.Verify(public, signed, signature) {
			t.Errorf("%s: the signature does not hold", id)
		}
		_, b, err := events.Open(p.body)
		if err != nil {
			t.Fatal(err)
		}
		if f := must(record.DecodeFact(b))(t); f.ID() != id {
			t.Errorf("%s holds fact %s", id, f.ID())
		}
	}
}

// TestWebhooksLeadNowherePrivate: without leave, this machine is not asked.
func TestWebhooksLeadNowherePrivate(t *testing.T) {
	r := receive(t)
	s := serve(t, "--webhooks", webhooksFile(t, cornerGLN, strings.Replace(r.url, "127.0.0.1",
		"localhost", 1), 0))
	eventually(t, "the gateway says why it does not deliver", func() bool {
		return strings.Contains(s.said.String(), "address not allowed")
	})
	s.stop()
	if n := r.times(); n > 0 || strings.Contains(s.said.String(), "for=us") {
		t.Errorf("asked %d times; it said %s", n, s.said)
	}
}

func TestWebhooksFileThatDoesNotHold(t *testing.T) {
	dir := t.TempDir()
	file := dir + "/webhooks.json"
	hooks := []byte(`[{"party":"1","url":"https://a.example"}]`)
	if err := os.WriteFile(file, hooks, 0o600); err != nil {
		t.Fatal(err)
	}
	u := &terminal{t: t, dir: dir}
	u.expect(2, "dev", "--home", dir+"/home", "--webhooks", file)
	u.expect(2, "dev", "--home", dir+"/home", "--webhook-allow", "everywhere")
	if _, err := os.Stat(dir + "/home"); !os.IsNotExist(err) {
		t.Error("a home was made all the same")
	}
}

// TestWebhookFromAHeight: a partner who had the events by other means gets those from the
// height that he names, and all of them.
func TestWebhookFromAHeight(t *testing.T) {
	r := receive(t)
	s := serve(t)
	before := s.logged(cornerGLN)
	from := before[len(before)/2][0]
	s.stop()
	s.flags = append(s.flags, "--webhooks", webhooksFile(t, cornerGLN, r.url, from),
		"--webhook-allow", "127.0.0.0/8")
	s.start()
	s.waitFor(r, s.amend("30"))
	want := slices.DeleteFunc(s.logged(cornerGLN), func(p position) bool { return p[0] < from })
	if got := r.has(); !slices.Equal(got, want) || len(want) > len(before) {
		t.Errorf("from height %d took\n%v, want\n%v", from, got, want)
	}
	s.stop()
}
