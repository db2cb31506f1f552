package gateway_test

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"pedigree/gateway"
)

// seen is what a handler behind the gateway sees of a request.
func seen(t *testing.T, o gateway.Options, change func(*http.Request)) (remote string, local bool, h http.Header) {
	t.Helper()
	handler := gateway.New([]gateway.Route{{Pattern: "/", Handler: http.HandlerFunc(
		func(_ http.ResponseWriter, r *http.Request) { remote, local = r.RemoteAddr, gateway.Local(r) })}}, o)
	r := httptest.NewRequest(http.MethodGet, "http://127.0.0.1:8080/", nil)
	r.RemoteAddr = "127.0.0.1:5000"
	change(r)
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	return remote, local, w.Header()
}

// A client's address is what the nearest hop that nobody vouches for says; a stranger's own
// words about it count for nothing.
func TestClientAddress(t *testing.T) {
	trusted, err := gateway.ParseProxies([]string{"10.0.0.0/8", "2001:db8:1::/48", "127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ peer, xff, forwarded, want string }{
		{"203.0.113.9:1", "198.51.100.1", "", "203.0.113.9:1"},
		{"203.0.113.9:1", "", "for=198.51.100.1", "203.0.113.9:1"},
		{"10.0.0.1:1", "", "", "10.0.0.1:1"},
		{"10.0.0.1:1", "198.51.100.1", "", "198.51.100.1:0"},
		{"10.0.0.1:1", "6.6.6.6, 198.51.100.1", "", "198.51.100.1:0"},
		{"10.0.0.1:1", "6.6.6.6, 198.51.100.1, 10.2.3.4", "", "198.51.100.1:0"},
		{"10.0.0.1:1", "198.51.100.1:4711, 10.2.3.4", "", "198.51.100.1:0"},
		{"10.0.0.1:1", "6.6.6.6, unknown, 10.2.3.4", "", "10.2.3.4:0"},
		{"10.0.0.1:1", "rubbish", "", "10.0.0.1:1"},
		{"10.0.0.1:1", "10.0.0.2, 10.0.0.3", "", "10.0.0.2:0"},
		{"10.0.0.1:1", "", `for=6.6.6.6, for="[2001:db8:9::1]:4711";proto=https;by=10.0.0.1`, "[2001:db8:9::1]:0"},
		{"10.0.0.1:1", "", `For=198.51.100.1;host="a,b"`, "10.0.0.1:1"}, // a quoted comma: not understood
		{"10.0.0.1:1", "", "for=_hidden", "10.0.0.1:1"},
		{"10.0.0.1:1", "198.51.100.1", "for=198.51.100.2", "10.0.0.1:1"},
		{"[2001:db8:1::7]:1", "198.51.100.1", "", "198.51.100.1:0"},
		{"[::ffff:10.0.0.1]:1", "198.51.100.1", "", "198.51.100.1:0"},
		{"127.0.0.1:1", "198.51.100.1", "", "198.51.100.1:0"},
	} {
		got, _, _ := seen(t, gateway.Options{Proxies: trusted}, func(r *http.Request) {
			r.RemoteAddr = c.peer
			for name, value := range map[string]string{"X-Forwarded-For": c.xff, "Forwarded": c.forwarded} {
				if value != "" {
					r.Header.Set(name, value)
				}
			}
		})
		if got != c.want {
			t.Errorf("%s, X-Forwarded-For %q, Forwarded %q: %s, want %s", c.peer, c.xff, c.forwarded, got, c.want)
		}
	}
	if _, err := gateway.ParseProxies([]string{"10.0.0.0/33"}); err == nil {
		t.Error("10.0.0.0/33 is taken for a network")
	}
	for text, want := range map[string]string{"192.0.2.7": "192.0.2.7", "::ffff:192.0.2.7": "192.0.2.7",
		"2001:db8:1:2ff:3::4": "2001:db8:1:200::"} {
		if got := gateway.Subscriber(netip.MustParseAddr(text)).String(); got != want {
			t.Errorf("%s counts as %s, want %s", text, got, want)
		}
	}
}

// Only a request of this machine, to this machine, by no proxy, is its own: not that of a
// page that bound its name to our address anew, nor one that a proxy here handed on.
func TestLocal(t *testing.T) {
	header := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	host := func(name string) func(*http.Request) { return func(r *http.Request) { r.Host = name } }
	from := func(a string) func(*http.Request) { return func(r *http.Request) { r.RemoteAddr = a } }
	for name, c := range map[string]struct {
		change func(*http.Request)
		want   bool
	}{
		"plain":               {func(*http.Request) {}, true},
		"localhost":           {host("localhost:8080"), true},
		"IPv6":                {func(r *http.Request) { r.Host, r.RemoteAddr = "[::1]:8080", "[::1]:5000" }, true},
		"without a port":      {host("[::1]"), true},
		"a re-bound name":     {host("evil.example:8080"), false},
		"a name that begins":  {host("localhost.evil.example"), false},
		"no host":             {host(""), false},
		"a name of this host": {host("127.0.0.1.nip.io"), false},
		"another machine":     {from("192.0.2.1:5000"), false},
		"nobody knows whence": {from("@"), false},
		"X-Forwarded-For":     {header("X-Forwarded-For", "127.0.0.1"), false},
		"X-Forwarded-Host":    {header("X-Forwarded-Host", "localhost"), false},
		"Forwarded":           {header("Forwarded", "for=127.0.0.1"), false},
		"Via":                 {header("Via", "1.1 varnish"), false},
		"X-Real-IP":           {header("X-Real-IP", "127.0.0.1"), false},
		"CF-Connecting-IP":    {header("CF-Connecting-IP", "127.0.0.1"), false},
		"True-Client-IP":      {header("True-Client-IP", "127.0.0.1"), false},
		"nginx as it comes":   {func(r *http.Request) { r.Proto, r.ProtoMajor, r.ProtoMinor = "HTTP/1.0", 1, 0 }, false},
	} {
		proxies, err := gateway.ParseProxies([]string{"127.0.0.0/8"})
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range []gateway.Options{{}, {Proxies: proxies}} {
			if _, got, _ := seen(t, o, c.change); got != c.want {
				t.Errorf("%s: %v with %v", name, got, o)
			}
		}
	}
	if gateway.Local(httptest.NewRequest(http.MethodGet, "/", nil)) {
		t.Error("what never came by the gateway is its own")
	}
}

// Every answer has the headers, whoever gave it.
func TestHeaders(t *testing.T) {
	h := gateway.New([]gateway.Route{{Pattern: "GET /x", Handler: http.NotFoundHandler()}},
		gateway.Options{HTTPS: true})
	for _, c := range []string{"GET /x", "GET /none", "POST /x", "GET //x/../x", "OPTIONS /x"} {
		method, path, _ := strings.Cut(c, " ")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(method, path, nil))
		for name, part := range map[string]string{"Content-Security-Policy": "frame-ancestors 'none'",
			"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer",
			"Cross-Origin-Resource-Policy": "same-origin", "Strict-Transport-Security": "max-age="} {
			if !strings.Contains(w.Header().Get(name), part) {
				t.Errorf("%s: %d with %s %q", c, w.Code, name, w.Header().Get(name))
			}
		}
	}
	if _, _, got := seen(t, gateway.Options{}, func(*http.Request) {}); got.Get("Strict-Transport-Security") != "" {
		t.Error("HSTS without TLS")
	}
}

// A server has an end for each thing that a client may do slowly.
func TestSlowClientsEnd(t *testing.T) {
	s := gateway.Server(http.NotFoundHandler())
	for name, d := range map[string]time.Duration{"headers": s.ReadHeaderTimeout, "request": s.ReadTimeout,
		"answer": s.WriteTimeout, "idle": s.IdleTimeout} {
		if d <= 0 || d > 2*time.Minute {
			t.Errorf("%s: %s", name, d)
		}
	}
	if s.MaxHeaderBytes <= 0 || s.MaxHeaderBytes > 64<<10 {
		t.Errorf("headers of %d bytes", s.MaxHeaderBytes)
	}
}

// TestConnections: those of one address are bounded, closed ones make room, and this
// machine and trusted proxies have no bound of their own.
func TestConnections(t *testing.T) {
	trusted, err := gateway.ParseProxies([]string{"10.0.0.0/8"})
	if err != nil {
		t.Fatal(err)
	}
	in := &incoming{conns: make(chan net.Conn)}
	l := gateway.Listen(in, trusted)
	kept := func(from string, n int) (conns []net.Conn) {
		go func() {
			for range n {
				in.conns <- &conn{from: from, closed: make(chan struct{}, 9)}
			}
			in.conns <- nil
		}()
		for {
			c, err := l.Accept()
			if err != nil {
				return conns
			}
			conns = append(conns, c)
		}
	}
	first := kept("192.0.2.1:1", 300)
	if len(first) != 256 {
		t.Errorf("%d connections of one address", len(first))
	}
	if n := len(kept("[2001:db8::1]:1", 200)) + len(kept("[2001:db8:0:ff::1]:1", 200)); n != 256 {
		t.Errorf("%d connections of one subscriber", n)
	}
	first[0].Close()
	first[0].Close()
	if n := len(kept("192.0.2.1:2", 2)); n != 1 {
		t.Errorf("%d more after one was closed", n)
	}
	if n := len(kept("127.0.0.1:1", 300)) + len(kept("10.0.0.1:1", 300)); n != 600 {
		t.Errorf("%d of ourselves and a proxy", n)
	}
	if n := len(kept("10.0.0.2:1", 3000)); n != 2048-256-256-600 {
		t.Errorf("%d more in all", n)
	}
}

type incoming struct{ conns chan net.Conn }

func (i *incoming) Accept() (net.Conn, error) {
	if c := <-i.conns; c != nil {
		return c, nil
	}
	return nil, io.EOF
}
func (*incoming) Close() error   { return nil }
func (*incoming) Addr() net.Addr { return nil }

type conn struct {
	net.Conn
	from   string
	closed chan struct{}
}

func (c *conn) RemoteAddr() net.Addr { return net.TCPAddrFromAddrPort(netip.MustParseAddrPort(c.from)) }
func (c *conn) Close() error         { c.closed <- struct{}{}; return nil }
