package partner

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"pedigree/events/stream"
	"pedigree/record"
)

// Server is the NATS server in this process.
type Server interface {
	InProcessConn() (net.Conn, error)

	// Open makes sure that an account is there and has JetStream.
	Open(account string) error

	// Connected says whether a client is still there.
	Connected(client uint64) bool

	// Disconnect ends a client's connection.
	Disconnect(client uint64) error
}

// Options say what partners are let in by.
type Options struct {
	Server Server
	Conn   *stream.Conn // to where the stream EPCIS is, here or elsewhere
	Places *stream.Conn // to Server's main account, where the copies' places are kept
	Chain  string       // whose facts these are

	// Admit says whose token it is; Rights says what a key may do now. Any error refuses.
	Admit  func(ctx context.Context, token string) (Guest, error)
	Rights func(ctx context.Context, key record.KID) (Guest, error)

	// Sees says who may see a fact: everybody, or the parties named.
	Sees func(f *record.Fact) (open bool, parties map[string]bool, err error)

	// Recheck is how often the rights of those who are connected are looked at; 0 means
	// 10 seconds.
	Recheck time.Duration

	// Audit is how often the copies are compared with what was written to them; 0 means a
	// minute.
	Audit time.Duration

	// Trouble is told what went wrong, from several goroutines; it may be nil.
	Trouble func(error)
}

// Partners is the door to NATS and the mirror behind it.
type Partners struct {
	options Options
	access  *Access
	ready   chan struct{}

	mu       sync.Mutex
	sessions map[uint64]Guest // by the server's number of the client
	copies   map[string]*copying
	changed  chan struct{} // closed when another copy is filled, or set back

	behind  chan *copying // copies to be filled
	opening chan struct{} // one at a time
}

// New makes the door that a server with this access leads to; Run opens it.
func New(a *Access, o Options) *Partners {
	if o.Recheck <= 0 {
		o.Recheck = 10 * time.Second
	}
	if o.Audit <= 0 {
		o.Audit = time.Minute
	}
	if o.Trouble == nil {
		o.Trouble = func(error) {}
	}
	return &Partners{options: o, access: a, ready: make(chan struct{}),
		sessions: map[uint64]Guest{}, copies: map[string]*copying{}, changed: make(chan struct{}),
		behind: make(chan *copying), opening: make(chan struct{}, 1)}
}

// Ready is closed when partners can be let in.
func (p *Partners) Ready() <-chan struct{} { return p.ready }

// Run lets partners in and keeps their copies until ctx ends, and returns its error.
func (p *Partners) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	parts := []func(context.Context) error{p.callout, p.watch, p.mirror, p.fill}
	ended := make(chan error, len(parts))
	for _, part := range parts {
		go func() { ended <- part(ctx) }()
	}
	var first error
	for range parts {
		err := <-ended
		cancel()
		if first == nil || errors.Is(first, context.Canceled) {
			first = err
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.copies {
		c.conn.Close()
	}
	return first
}

// How many connections a device may have, and a party by all of its devices. Each holds up
// to the server's max_pending bytes for a reader who does not read.
const (
	perKey   = 4
	perParty = 8
)

// enter notes a client, unless its key or its party has enough of them.
func (p *Partners) enter(client uint64, g Guest) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	byKey, byParty := 0, 0
	for other, o := range p.sessions {
		switch {
		case o.Party != g.Party:
		case !p.options.Server.Connected(other):
			delete(p.sessions, other)
		default:
			byParty++
			if o.Key == g.Key {
				byKey++
			}
		}
	}
	if byKey >= perKey || byParty >= perParty {
		return fmt.Errorf("%w: key %s has %d connections, party %s %d", ErrRefused, g.Key, byKey,
			g.Party, byParty)
	}
	p.sessions[client] = g
	return nil
}

// watch looks at the rights of everybody connected. Who lost them, or of whom the ledger
// says something else now, is disconnected; also where the ledger does not answer, for it
// is the only one who knows.
func (p *Partners) watch(ctx context.Context) error {
	tick := time.NewTicker(p.options.Recheck)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
		p.mu.Lock()
		now := make(map[uint64]Guest, len(p.sessions))
		for client, g := range p.sessions {
			now[client] = g
		}
		p.mu.Unlock()
		round, done := context.WithTimeout(ctx, roundWithin)
		for client, g := range now {
			p.recheck(round, client, g)
		}
		done()
	}
}

// roundWithin bounds one look at all rights, so that with Recheck it stays below 30 s.
const roundWithin = 15 * time.Second

func (p *Partners) recheck(ctx context.Context, client uint64, g Guest) {
	rights, err := p.options.Rights(ctx, g.Key)
	if err == nil && rights == g && p.options.Server.Connected(client) {
		return
	}
	if err != nil {
		p.options.Trouble(err)
	}
	p.mu.Lock()
	delete(p.sessions, client)
	p.mu.Unlock()
	_ = p.options.Server.Disconnect(client) // it may be gone already
}
