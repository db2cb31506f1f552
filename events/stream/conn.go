package stream

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// MaxMessageBytes is the largest message that the relay may have to publish, and so what
// the server's max_payload has to be: a transaction of 256 KiB makes an event of about
// three times its size.
const MaxMessageBytes = 8 << 20

// InProcess is an embedded NATS server.
type InProcess interface {
	InProcessConn() (net.Conn, error)
}

// Options say where the NATS server is.
type Options struct {
	URL    string    // nats://host:port; several separated by commas
	Server InProcess // an embedded server, used instead of URL when set

	User, Password string // where the server asks for them

	// Trouble is told why an attempt to relay or follow failed; the attempt is repeated
	// anyway. It may be nil, and is called from several goroutines.
	Trouble func(error)
}

// Conn is a connection to NATS that never gives up: it outlives restarts of the server,
// and may be opened before the server is up.
type Conn struct {
	nc      *nats.Conn
	js      jetstream.JetStream
	trouble func(error)
}

const (
	reconnectWait = 100 * time.Millisecond
	ackWait       = 5 * time.Second
)

// Connect opens a connection. It fails only for options that can never work.
func Connect(o Options) (*Conn, error) {
	options := []nats.Option{
		nats.Name("pedigree"),
		nats.RetryOnFailedConnect(true),
		nats.MaxReconnects(-1),
		nats.ReconnectWait(reconnectWait),
		nats.IgnoreAuthErrorAbort(),
		nats.ReconnectBufSize(-1), // a message from before a break says nothing after it
		// A slow consumer or a break is noticed and dealt with where it matters.
		nats.ErrorHandler(func(*nats.Conn, *nats.Subscription, error) {}),
	}
	if o.User != "" {
		options = append(options, nats.UserInfo(o.User, o.Password))
	}
	if o.Server != nil {
		options = append(options, nats.InProcessServer(o.Server))
	}
	nc, err := nats.Connect(o.URL, options...)
	if err != nil {
		return nil, fmt.Errorf("nats %s: %w", o.URL, err)
	}
	js, err := jetstream.New(nc, jetstream.WithPublishAsyncTimeout(ackWait))
	if err != nil {
		nc.Close()
		return nil, fmt.Errorf("jetstream: %w", err)
	}
	if o.Trouble == nil {
		o.Trouble = func(error) {}
	}
	return &Conn{nc: nc, js: js, trouble: o.Trouble}, nil
}

// JetStream is for who keeps streams of its own beside ours.
func (c *Conn) JetStream() jetstream.JetStream { return c.js }

// Close ends the connection; whoever relays or follows over it should be stopped before.
func (c *Conn) Close() { c.nc.Close() }

// Connected says whether a NATS server answers at the moment.
func (c *Conn) Connected() bool { return c.nc.IsConnected() }

var errNotConnected = errors.New("not connected to NATS")

const (
	firstPause = 20 * time.Millisecond
	longPause  = 2 * time.Second
)

// until gives a context that also ends when the connection gets into a state.
func (c *Conn) until(ctx context.Context, state ...nats.Status) (context.Context, func()) {
	ctx, cancel := context.WithCancel(ctx)
	changed := c.nc.StatusChanged(state...)
	go func() {
		defer c.nc.RemoveStatusListener(changed)
		select {
		case <-changed:
			cancel()
		case <-ctx.Done():
		}
	}()
	return ctx, cancel
}

// connected gives a context that ends with the connection, so that nothing waits for an
// answer that cannot come; it has ended already when there is no connection.
func (c *Conn) connected(ctx context.Context) (context.Context, func()) {
	ctx, cancel := c.until(ctx, nats.RECONNECTING, nats.CLOSED)
	if !c.Connected() {
		cancel()
	}
	return ctx, cancel
}

// explain names the cause where something was cancelled because the connection broke.
func (c *Conn) explain(err error) error {
	if errors.Is(err, context.Canceled) && !c.Connected() {
		return errNotConnected
	}
	return err
}

// pause waits longer with every failed attempt, but not past a new connection; and never
// exactly as long as another relay does.
func (c *Conn) pause(ctx context.Context, attempt int) {
	ctx, cancel := c.until(ctx, nats.CONNECTED)
	defer cancel()
	d := min(firstPause<<min(attempt, 10), longPause)
	t := time.NewTimer(d/2 + rand.N(d))
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
