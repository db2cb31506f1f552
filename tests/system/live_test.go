package system

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"pedigree/record"
)

// frame is a message of the protocol graphql-transport-ws.
type frame struct {
	Type    string          `json:"type"`
	ID      string          `json:"id,omitempty"`
	Payload json.RawMessage `json:"payload,omitempty"`
}

// event is what a subscriber is told.
type event struct {
	ID, Height, Command, TxID, Serial string
	EPCIS                             *string
}

// A subscriber hears of an order as it happens, and one who comes later hears of the same
// from the height that it names.
func TestSubscriptionIsLive(t *testing.T) {
	s := serve(t, "--no-demo")
	pharmacy, serials := s.stock(amoxal, "AMX1", 2)
	s.caughtUp()
	ctx := within(t)
	live := s.subscribe(ctx, `subscription{events{id height command txId epcis}}`)
	// The answer to a ping comes after what was asked before: the subscription stands.
	live.write(frame{Type: "ping"})
	if f := live.read(); f.Type != "pong" {
		t.Fatalf("%+v before anything happened", f)
	}
	for _, serial := range serials {
		order := s.order(pharmacy, "dispense", record.Dispense{GTIN: gtin(t, amoxal),
			Serial: serialNumber(t, serial)})
		e := live.next()
		if e.ID != order.Events[0].ID || e.TxID != order.ID || e.Command != "dispense" ||
			e.EPCIS == nil || !strings.Contains(*e.EPCIS, "dispensing") {
			t.Errorf("heard %+v of order %+v", e, order)
		}
		again := s.subscribe(ctx, `subscription{events(fromHeight:"`+order.Height+
			`"){id height command txId epcis}}`)
		if late := again.next(); late.ID != e.ID {
			t.Errorf("from height %s on heard %s, live %s", order.Height, late.ID, e.ID)
		}
	}
}

// socket is a subscriber's connection.
type socket struct {
	t    testing.TB
	ctx  context.Context
	conn *websocket.Conn
}

func (s *server) subscribe(ctx context.Context, query string) *socket {
	s.t.Helper()
	conn, _, err := websocket.Dial(ctx, strings.Replace(s.url, "http", "ws", 1)+"/graphql",
		&websocket.DialOptions{Subprotocols: []string{"graphql-transport-ws"}})
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { conn.CloseNow() })
	conn.SetReadLimit(1 << 20)
	k := &socket{s.t, ctx, conn}
	k.write(frame{Type: "connection_init"})
	if f := k.read(); f.Type != "connection_ack" {
		s.t.Fatalf("%+v instead of connection_ack", f)
	}
	k.write(frame{Type: "subscribe", ID: "1",
		Payload: must(json.Marshal(map[string]string{"query": query}))(s.t)})
	return k
}

func (k *socket) write(f frame) {
	k.t.Helper()
	if err := k.conn.Write(k.ctx, websocket.MessageText, must(json.Marshal(f))(k.t)); err != nil {
		k.t.Fatal(err)
	}
}

func (k *socket) read() (f frame) {
	k.t.Helper()
	_, b, err := k.conn.Read(k.ctx)
	if err == nil {
		err = json.Unmarshal(b, &f)
	}
	if err != nil {
		k.t.Fatal(err)
	}
	return f
}

// next reads the next event.
func (k *socket) next() event {
	k.t.Helper()
	f := k.read()
	var p struct{ Data struct{ Events event } }
	if err := json.Unmarshal(f.Payload, &p); err != nil || f.Type != "next" || f.ID != "1" {
		k.t.Fatalf("%+v instead of an event: %s", f, f.Payload)
	}
	return p.Data.Events
}
