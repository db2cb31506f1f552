package graphql

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"time"

	"github.com/coder/websocket"
)

// The protocol graphql-transport-ws
// (https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md).
const (
	subprotocol = "graphql-transport-ws"

	closeBadMessage   websocket.StatusCode = 4400
	closeUnauthorised websocket.StatusCode = 4401
	closeForbidden    websocket.StatusCode = 4403
	closeNoHello      websocket.StatusCode = 4408
	closeIDInUse      websocket.StatusCode = 4409
	closeTooMany      websocket.StatusCode = 4429
)

// What a client may send on a socket.
const (
	maxSubscriptions = 5
	maxMessage       = 8 << 10
	maxID            = 100
)

// pace of what a client sends: messages and the pings of WebSocket itself (RFC 6455, 5.5.2),
// each of which is answered.
var messagePace = Rate{PerSecond: 5, Burst: 50}

// message is one frame of the protocol.
type message struct {
	Type    string          `json:"type"`
	ID      string          `json:"id,omitempty"`
	Payload json.RawMessage `json:"payload,omitempty"`
}

// socket is one client's connection. Its reading goroutine owns open; following
// goroutines only write.
type socket struct {
	h        *Handler
	conn     *websocket.Conn
	wait     sync.WaitGroup
	messages *limiter // of this client
	place    func()   // gives its place to others
	making   chan struct{}

	mu   sync.Mutex
	who  asker                         // as the ledger knew him last
	open map[string]context.CancelFunc // subscriptions by id
}

func (s *socket) asker() asker {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.who
}

func (h *Handler) serveSocket(w http.ResponseWriter, r *http.Request) {
	who, f := h.entering(r)
	if f == nil && who.device == nil {
		f = h.spend(who, costSocket)
	}
	var place func()
	if f == nil {
		place, f = h.seat(who, who.device == nil)
	}
	if f != nil {
		reply(w, r, nil, f)
		return
	}
	s := &socket{h: h, who: who, place: place, open: map[string]context.CancelFunc{},
		messages: newLimiter(messagePace, h.Now), making: make(chan struct{}, 1)}
	defer func() { s.place() }()
	var err error
	s.conn, err = websocket.Accept(w, r, &websocket.AcceptOptions{
		Subprotocols:       []string{subprotocol},
		CompressionMode:    websocket.CompressionDisabled,
		InsecureSkipVerify: true, // mayAsk has judged the origin, by our own list
		OnPingReceived:     func(context.Context, []byte) bool { return s.paced() },
	})
	if err != nil {
		return // Accept has answered
	}
	defer s.conn.CloseNow()
	if s.conn.Subprotocol() != subprotocol {
		s.conn.Close(websocket.StatusPolicyViolation, "speak "+subprotocol)
		return
	}
	s.conn.SetReadLimit(maxMessage)
	ctx, cancel := context.WithCancel(r.Context())
	defer s.wait.Wait()
	defer cancel()
	if s.hello(ctx) {
		s.wait.Go(func() { s.pings(ctx) })
		s.wait.Go(func() { s.recheck(ctx) })
		s.listen(ctx)
	}
}

// hello waits for connection_init and answers it.
func (s *socket) hello(ctx context.Context) bool {
	late := time.AfterFunc(s.h.pace.hello, func() {
		s.conn.Close(closeNoHello, "connection_init did not come in time")
	})
	m, ok := s.read(ctx)
	late.Stop()
	if !ok {
		return false
	}
	if m.Type != "connection_init" {
		s.conn.Close(closeUnauthorised, "connection_init comes first")
		return false
	}
	if f := s.identify(ctx, m); f != nil {
		s.conn.Close(closeForbidden, f.text[:min(len(f.text), maxID)])
		return false
	}
	if who := s.asker(); !s.h.mayFollow(who) {
		s.conn.Close(closeForbidden, "only devices subscribe here: send a token")
		return false
	}
	s.place()
	place, f := s.h.seat(s.asker(), false)
	if f != nil {
		s.place = func() {}
		s.conn.Close(closeTooMany, "too many sockets")
		return false
	}
	s.place = place
	return s.write(ctx, message{Type: "connection_ack"}) == nil
}

// paced says whether a client sends no more than it may, and closes its socket otherwise.
func (s *socket) paced() bool {
	if s.messages.spend("", 1) == nil {
		return true
	}
	s.wait.Go(func() { s.conn.Close(closeTooMany, "too many messages") })
	return false
}

// identify reads the token that connection_init may carry, since pages cannot set
// headers on sockets: {"authorization": "Bearer …"}.
func (s *socket) identify(ctx context.Context, m message) *fault {
	var payload struct {
		Authorization string `json:"authorization"`
	}
	if len(m.Payload) > 0 && json.Unmarshal(m.Payload, &payload) != nil {
		return refused(codeBadRequest, "the payload of connection_init is not understood")
	}
	if payload.Authorization == "" {
		return nil
	}
	who, f := s.h.identify(ctx, s.asker(), payload.Authorization)
	if f != nil {
		s.h.fine(who)
		return f
	}
	if f := s.h.spend(who, costToken); f != nil {
		return f
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.who = who
	return nil
}

// recheck asks the ledger from time to time what rights are left, and closes the
// socket of who has none.
func (s *socket) recheck(ctx context.Context) {
	tick := time.NewTicker(s.h.pace.rights)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		who := s.asker()
		if who.device == nil {
			return
		}
		b, err := s.h.Bearers.Rights(ctx, who.device.Key)
		if err != nil { // also where the ledger does not answer: it is the only one who knows
			s.conn.Close(closeForbidden, "no rights any more")
			return
		}
		s.mu.Lock()
		s.who.device = &b
		s.mu.Unlock()
	}
}

// listen serves the client's messages until one of both goes.
func (s *socket) listen(ctx context.Context) {
	for {
		m, ok := s.read(ctx)
		if !ok {
			return
		}
		switch m.Type {
		case "ping":
			if s.write(ctx, message{Type: "pong"}) != nil {
				return
			}
		case "pong":
		case "subscribe":
			if !s.subscribe(ctx, m) {
				return
			}
		case "complete":
			s.end(m.ID)
		case "connection_init":
			s.conn.Close(closeTooMany, "connection_init came before")
			return
		default:
			s.conn.Close(closeBadMessage, "no such message type")
			return
		}
	}
}

func (s *socket) read(ctx context.Context) (m message, ok bool) {
	kind, b, err := s.conn.Read(ctx)
	if err != nil || !s.paced() {
		return m, false // too large a message closes with 1009 by itself
	}
	if kind != websocket.MessageText || json.Unmarshal(b, &m) != nil {
		s.conn.Close(closeBadMessage, "send JSON texts")
		return m, false
	}
	return m, true
}

// write sends a message. A reader that does not take it in time is dropped; it
// comes back with fromHeight and misses nothing.
func (s *socket) write(ctx context.Context, m message) error {
	b, err := json.Marshal(m)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, s.h.pace.write)
	defer cancel()
	return s.conn.Write(ctx, websocket.MessageText, b)
}

// pings finds out that a client is gone.
func (s *socket) pings(ctx context.Context) {
	tick := time.NewTicker(s.h.pace.ping)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			alive, cancel := context.WithTimeout(ctx, s.h.pace.write)
			err := s.conn.Ping(alive)
			cancel()
			if err != nil {
				s.conn.CloseNow()
				return
			}
		}
	}
}
