package webhook_test

import (
	"bufio"
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"pedigree/events/stream"
	"pedigree/events/webhook"
)

const patience = 60 * time.Second

var (
	loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}
	message  = stream.Message{ID: "12/0/1", Height: 12, Event: []byte(`{"type":"ObjectEvent"}`)}
	now      = time.Unix(1_790_000_000, 0)
)

func newPoster(t testing.TB, allow []netip.Prefix) *webhook.Poster {
	t.Helper()
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	return webhook.NewPoster(key, allow)
}

func post(t testing.TB, p *webhook.Poster, to string) error {
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	return p.Post(ctx, to, message, now)
}

// receiver is a real HTTP server that counts what it is asked.
func receiver(t testing.TB, answer http.HandlerFunc) (url string, asked *atomic.Int64) {
	t.Helper()
	asked = new(atomic.Int64)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		answer(w, r)
	}))
	t.Cleanup(s.Close)
	return s.URL, asked
}

// TestSignature checks what docs/events.md tells a receiver to check, and that it fails for
// everything that is signed.
func TestSignature(t *testing.T) {
	p := newPoster(t, loopback)
	raw, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(p.PublicKey(), "whpk_"))
	if err != nil || len(raw) != ed25519.PublicKeySize {
		t.Fatal(p.PublicKey(), err)
	}
	var head http.Header
	var body []byte
	url, _ := receiver(t, func(w http.ResponseWriter, r *http.Request) {
		head = r.Header
		body, _ = io.ReadAll(r.Body)
		w.WriteHeader(http.StatusNoContent)
	})
	if err := post(t, p, url); err != nil {
		t.Fatal(err)
	}
	id, at := head.Get("webhook-id"), head.Get("webhook-timestamp")
	if id != message.ID || at != fmt.Sprint(now.Unix()) || string(body) != string(message.Event) ||
		head.Get("Pedigree-Height") != "12" || head.Get("Content-Type") != "application/ld+json" {
		t.Errorf("%v %s", head, body)
	}
	text, v1a := strings.CutPrefix(head.Get("webhook-signature"), "v1a,")
	signature, err := base64.StdEncoding.DecodeString(text)
	if !v1a || err != nil {
		t.Fatal(head.Get("webhook-signature"), err)
	}
	signed := func(id, at, body string) bool {
		return ed25519.Verify(raw, []byte(id+"."+at+"."+body), signature)
	}
	if !signed(id, at, string(body)) {
		t.Error("the signature does not hold")
	}
	if signed("12/0/2", at, string(body)) || signed(id, "1790000001", string(body)) ||
		signed(id, at, string(body)+" ") {
		t.Error("the signature holds for something else")
	}
}

func TestOnly2xxIsSuccess(t *testing.T) {
	p := newPoster(t, loopback)
	for status := 200; status < 600; status++ {
		switch status {
		case 200, 201, 202, 204, 299, 300, 304, 400, 401, 404, 410, 413, 429, 500, 502, 503, 599:
		default:
			continue
		}
		url, _ := receiver(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) })
		if err := post(t, p, url); (err == nil) != (status < 300) {
			t.Errorf("%d: %v", status, err)
		}
	}
}

// TestRedirectionsAreNotFollowed: where the operator's URL leads is all that is asked.
func TestRedirectionsAreNotFollowed(t *testing.T) {
	p := newPoster(t, loopback)
	inner, asked := receiver(t, func(http.ResponseWriter, *http.Request) {})
	for _, status := range []int{301, 302, 303, 307, 308} {
		url, _ := receiver(t, func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, inner, status)
		})
		if err := post(t, p, url); err == nil || asked.Load() != 0 {
			t.Errorf("%d: %v, asked %d times", status, err, asked.Load())
		}
	}
}

// TestAddresses: hosts of the Internet by HTTPS, and what is allowed besides.
func TestAddresses(t *testing.T) {
	strict, allowed := newPoster(t, nil), newPoster(t, loopback)
	for _, ip := range []string{"127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "[::]",
		"10.0.0.1", "[::ffff:10.0.0.1]", "172.16.0.1", "192.168.1.1", "169.254.1.1", "100.64.0.1",
		"192.0.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "[fe80::1]",
		"[fe80::1%eth0]", "[fd00::1]", "[ff02::1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
		"[2001:db8::1]", "[2001::1]", "[3fff::1]", "[::7f00:1]", "[5f00::1]"} {
		if err := strict.Judge("https", ip+":443"); !errors.Is(err, webhook.ErrAddress) {
			t.Errorf("%s: %v", ip, err)
		}
	}
	for _, ip := range []string{"192.88.98.1", "172.15.255.255", "[2a00::1]", "[::ffff:192.88.98.1]"} {
		if err := strict.Judge("https", ip+":8443"); err != nil {
			t.Errorf("%s: %v", ip, err)
		}
		if err := strict.Judge("http", ip+":80"); !errors.Is(err, webhook.ErrAddress) {
			t.Errorf("%s by HTTP: %v", ip, err)
		}
	}
	for _, ip := range []string{"127.0.0.1", "[::ffff:127.8.0.1]", "[::1]"} {
		if err := allowed.Judge("http", ip+":80"); err != nil {
			t.Errorf("%s: %v", ip, err)
		}
	}
	if err := allowed.Judge("https", "10.0.0.1:443"); !errors.Is(err, webhook.ErrAddress) {
		t.Errorf("more is allowed than loopback: %v", err)
	}
}

// TestAddressIsJudgedWhenDialled: what counts is where a name leads at that moment, so a
// name that is resolved otherwise than before helps nobody.
func TestAddressIsJudgedWhenDialled(t *testing.T) {
	url, asked := receiver(t, func(http.ResponseWriter, *http.Request) {})
	port := url[strings.LastIndex(url, ":"):]
	strict, allowed := newPoster(t, nil), newPoster(t, loopback)
	for _, to := range []string{url, "http://localhost" + port, "https://localhost" + port,
		"https://127.0.0.1" + port, "https://[::ffff:127.0.0.1]" + port} {
		if err := post(t, strict, to); !errors.Is(err, webhook.ErrAddress) || asked.Load() != 0 {
			t.Errorf("%s: %v, asked %d times", to, err, asked.Load())
		}
	}
	for _, to := range []string{url, "http://localhost" + port} {
		if err := post(t, allowed, to); err != nil {
			t.Errorf("%s: %v", to, err)
		}
	}
}

// TestAnswersAreNotRead: a long answer, or one that tells a secret, gets nowhere.
func TestAnswersAreNotRead(t *testing.T) {
	p := newPoster(t, loopback)
	const length = 256 << 20 // more than the sockets of both sides hold
	left := make(chan int, 1)
	url, _ := receiver(t, func(w http.ResponseWriter, r *http.Request) {
		part := []byte(strings.Repeat("secret! ", 1<<13))
		n := length
		w.WriteHeader(http.StatusInternalServerError)
		for ; n > 0; n -= len(part) {
			if _, err := w.Write(part); err != nil {
				break
			}
		}
		left <- n
	})
	err := post(t, p, url+"/?token=hidden")
	if err == nil || strings.Contains(err.Error(), "secret") {
		t.Error(err)
	}
	select {
	case n := <-left:
		if n == 0 {
			t.Error("the whole answer was read")
		}
	case <-time.After(patience):
		t.Error("the receiver still writes")
	}
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	err = post(t, p, gone.URL+"/?token=hidden")
	if err == nil || strings.Contains(err.Error(), "hidden") {
		t.Error(err)
	}
}

func TestParse(t *testing.T) {
	const a, b = "4098884000014", "4098881000017"
	hook := func(party, url string) string {
		return fmt.Sprintf(`{"party":%q,"url":%q,"fromHeight":7}`, party, url)
	}
	good := hook(a, "https://a.example/x?token=1")
	hooks, err := webhook.Parse([]byte("[" + good + "," + hook(b, "http://10.0.0.1:80/") + "]"))
	if err != nil || len(hooks) != 2 || hooks[0].Party.String() != a || hooks[0].FromHeight != 7 {
		t.Errorf("%+v %v", hooks, err)
	}
	for name, text := range map[string]string{
		"nothing":          "",
		"no list":          good,
		"two lists":        "[" + good + "][]",
		"twice a party":    "[" + good + "," + good + "]",
		"wrong GLN":        "[" + hook("4098884000015", "https://a.example") + "]",
		"no party":         `[{"url":"https://a.example"}]`,
		"no URL":           `[{"party":"` + a + `"}]`,
		"unknown member":   `[{"party":"` + a + `","url":"https://a.example","secret":"x"}]`,
		"another protocol": "[" + hook(a, "ftp://a.example") + "]",
		"no host":          "[" + hook(a, "https:///x") + "]",
		"opaque":           "[" + hook(a, "https:a.example") + "]",
		"user":             "[" + hook(a, "https://me:secret@a.example") + "]",
		"fragment":         "[" + hook(a, "https://a.example/#x") + "]",
		"long":             "[" + hook(a, "https://a.example/"+strings.Repeat("x", 3000)) + "]",
	} {
		if hooks, err := webhook.Parse([]byte(text)); err == nil {
			t.Errorf("%s: %+v", name, hooks)
		}
	}
}

// TestCursors: who cannot know where to go on does not start.
func TestCursors(t *testing.T) {
	hooks, err := webhook.Parse([]byte(`[{"party":"4098884000014","url":"https://a.example"}]`))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	open := func() error {
		_, err := webhook.New(webhook.Options{Hooks: hooks, Dir: dir, Chain: "pharma-2"})
		return err
	}
	if err := open(); err != nil {
		t.Error("without a cursor:", err)
	}
	for text, fine := range map[string]bool{`{"chain":"pharma-2","ordinal":7}`: true, "": false,
		`{"chain":"pharma-1","ordinal":7}`: false, `{"ordinal":7}`: false, `{"chain":"pharma-2","or`: false} {
		err := os.WriteFile(dir+"/4098884000014.json", []byte(text), 0o600)
		if err != nil {
			t.Fatal(err)
		}
		if err := open(); (err == nil) != fine {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// TestReceiversWordsAreNotLogged: whatever a receiver answers that is no HTTP, or whatever
// its certificate says, the error that reaches the log is in our own words.
func TestReceiversWordsAreNotLogged(t *testing.T) {
	const words = "PATIENT-SAFE call 555-0100 \x1b[2J"
	p := newPoster(t, loopback)
	for name, said := range map[string]string{
		"no HTTP":      words + "\r\n\r\n",
		"a status":     "HTTP/1.1 " + words + "\r\n\r\n",
		"a header":     "HTTP/1.1 200 OK\r\n" + words + "\r\n\r\n",
		"a length":     "HTTP/1.1 200 OK\r\nContent-Length: " + words + "\r\n\r\n",
		"an encoding":  "HTTP/1.1 200 OK\r\nTransfer-Encoding: " + words + "\r\n\r\n",
		"a reason":     "HTTP/1.1 500 " + words + "\r\nContent-Length: 0\r\n\r\n",
		"a long line":  "HTTP/1.1 200 OK\r\nX: " + strings.Repeat(words, 10_000) + "\r\n\r\n",
		"a redirected": "HTTP/1.1 302 Found\r\nLocation: http://" + words + "/\r\nContent-Length: 0\r\n\r\n",
	} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			c, err := l.Accept()
			if err != nil {
				return
			}
			defer c.Close()
			if _, err := http.ReadRequest(bufio.NewReader(c)); err == nil {
				io.WriteString(c, said)
			}
		}()
		err = post(t, p, "http://"+l.Addr().String())
		l.Close()
		if err == nil || len(err.Error()) > 100 || strings.Contains(err.Error(), "555") ||
			strings.Contains(err.Error(), "\x1b") || strings.Contains(err.Error(), "PATIENT") {
			t.Errorf("%s: %v", name, err)
		}
	}
	s := httptest.NewTLSServer(http.NotFoundHandler()) // its certificate names example.com
	defer s.Close()
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	if err := post(t, p, s.URL); err == nil || strings.Contains(err.Error(), "x509") {
		t.Errorf("a certificate: %v", err)
	}
}
