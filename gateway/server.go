package gateway

import (
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"
)

// How long a client may take. Handlers that need less set their own deadlines.
const (
	headersWithin = 5 * time.Second
	requestWithin = 60 * time.Second // with its body: a photo by a slow network
	answerWithin  = 2 * time.Minute  // from the request's headers to the answer's last byte
	idleFor       = 60 * time.Second
	headerBytes   = 32 << 10
)

// Server is an HTTP server that no client holds for long.
func Server(h http.Handler) *http.Server {
	return &http.Server{Handler: h, ReadHeaderTimeout: headersWithin, ReadTimeout: requestWithin,
		WriteTimeout: answerWithin, IdleTimeout: idleFor, MaxHeaderBytes: headerBytes}
}

// Connections at once: of all clients, and of one address that is no trusted proxy and not
// this machine. A file descriptor each: the ledger needs some, too.
const (
	maxConnections           = 2048
	maxConnectionsPerAddress = 256
)

// Listen bounds the connections that a listener hands on. Those beyond are closed at once.
func Listen(l net.Listener, trusted Proxies) net.Listener {
	return &bounded{Listener: l, trusted: trusted, open: map[netip.Addr]int{}}
}

type bounded struct {
	net.Listener
	trusted Proxies

	mu   sync.Mutex
	all  int
	open map[netip.Addr]int // by network of one subscriber
}

func (b *bounded) Accept() (net.Conn, error) {
	for {
		c, err := b.Listener.Accept()
		if err != nil {
			return nil, err
		}
		from := addressOf(c)
		if b.enter(from) {
			return &connection{Conn: c, left: sync.OnceFunc(func() { b.leave(from) })}, nil
		}
		c.Close()
	}
}

func (b *bounded) enter(from netip.Addr) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	exempt := from.IsLoopback() || b.trusted.trusts(from)
	if b.all >= maxConnections || !exempt && b.open[Subscriber(from)] >= maxConnectionsPerAddress {
		return false
	}
	b.all++
	b.open[Subscriber(from)]++
	return true
}

func (b *bounded) leave(from netip.Addr) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.all--
	if b.open[Subscriber(from)]--; b.open[Subscriber(from)] == 0 {
		delete(b.open, Subscriber(from))
	}
}

func addressOf(c net.Conn) netip.Addr {
	a, err := netip.ParseAddrPort(c.RemoteAddr().String())
	if err != nil {
		return netip.Addr{}
	}
	return a.Addr().Unmap().WithZone("")
}

// Subscriber gives what counts as one address: an IPv4 address, or a /56 of IPv6, which is
// what one subscriber gets of most providers (RIPE-690).
func Subscriber(a netip.Addr) netip.Addr {
	if a = a.Unmap().WithZone(""); a.Is6() {
		if n, err := a.Prefix(56); err == nil {
			return n.Addr()
		}
	}
	return a
}

// connection tells the listener when it is closed.
type connection struct {
	net.Conn
	left func()
}

func (c *connection) Close() error {
	defer c.left()
	return c.Conn.Close()
}
