package graphql_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"pedigree/graphql"
)

// client speaks graphql-transport-ws.
type client struct {
	t    testing.TB
	ctx  context.Context
	conn *websocket.Conn
}

type frame struct {
	Type    string
	ID      string
	Payload json.RawMessage
}

func (w *world) dial(header http.Header, protocols ...string) (*client, *http.Response, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	w.t.Cleanup(cancel)
	url := "ws" + strings.TrimPrefix(w.server.URL, "http") + "/graphql"
	conn, r, err := websocket.Dial(ctx, url,
		&websocket.DialOptions{Subprotocols: protocols, HTTPHeader: header})
	if err != nil {
		return nil, r, err
	}
	w.t.Cleanup(func() { conn.CloseNow() })
	return &client{w.t, ctx, conn}, r, nil
}

// hello dials and says hello.
func (w *world) hello() *client {
	w.t.Helper()
	c, _, err := w.dial(nil, "graphql-transport-ws")
	if err != nil {
		w.t.Fatal(err)
	}
	c.send(`{"type":"connection_init"}`)
	if f := c.next(); f.Type != "connection_ack" {
		w.t.Fatalf("answered %+v", f)
	}
	return c
}

func (c *client) send(text string) {
	c.t.Helper()
	if err := c.conn.Write(c.ctx, websocket.MessageText, []byte(text)); err != nil {
		c.t.Fatal(err)
	}
}

func (c *client) subscribe(id, query string) {
	c.t.Helper()
	b, err := json.Marshal(map[string]any{"type": "subscribe", "id": id,
		"payload": map[string]string{"query": query}})
	if err != nil {
		c.t.Fatal(err)
	}
	c.send(string(b))
}

func (c *client) next() (f frame) {
	c.t.Helper()
	_, b, err := c.conn.Read(c.ctx)
	if err == nil {
		err = json.Unmarshal(b, &f)
	}
	if err != nil {
		c.t.Fatal(err)
	}
	return f
}

// event reads the id of the next event of a subscription.
func (c *client) event(id string) string {
	c.t.Helper()
	f := c.next()
	var payload struct {
		Data       struct{ Events struct{ ID string } }
		Extensions map[string]any
	}
	if err := json.Unmarshal(f.Payload, &payload); err != nil || f.Type != "next" || f.ID != id ||
		payload.Extensions["asOf"] == nil {
		c.t.Fatalf("frame %s %s %s: %v", f.Type, f.ID, f.Payload, err)
	}
	return payload.Data.Events.ID
}

// closed reads until the server closes, and says how.
func (c *client) closed() websocket.StatusCode {
	for {
		if _, _, err := c.conn.Read(c.ctx); err != nil {
			return websocket.CloseStatus(err)
		}
	}
}

// What was there before and what comes later is one list: no gap, no repeat, while
// facts arrive all the time.
func TestSubscriptionReplaysThenContinues(t *testing.T) {
	w := newWorld(t)
	c := w.hello()
	done := make(chan error)
	later := w.told.more(200)
	go func() {
		var err error
		for i := 0; i < len(later) && err == nil; i += 3 {
			err = w.model.Apply(context.Background(), later[i:min(i+3, len(later))])
		}
		done <- err
	}()
	c.subscribe("a", `subscription{events(fromHeight:"2"){id party{name}}}`)
	for _, e := range w.told.entries {
		if e.Fact.Height < 2 {
			continue
		}
		if got, want := c.event("a"), e.Fact.ID(); got != want {
			t.Fatalf("got %s, want %s", got, want)
		}
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	// A client that comes back resumes from the block it saw last.
	again := w.hello()
	again.subscribe("b", `subscription{events(fromHeight:"204"){id}}`)
	if got := again.event("b"); got != "204/0/0" {
		t.Errorf("resumed at %s", got)
	}
}

func TestSubscriptionOfWhatIsNew(t *testing.T) {
	w := newWorld(t)
	c := w.hello()
	g := gtin(1).String()
	c.subscribe("new", `subscription{events(filter:{gtin:"`+g+`",command:"recall"}){id}}`)
	c.subscribe("other", `subscription{events(filter:{command:"ship"}){id}}`)
	c.send(`{"type":"ping"}`) // answered in order: both subscriptions have begun
	if f := c.next(); f.Type != "pong" {
		t.Fatalf("%+v", f)
	}
	if err := w.model.Apply(t.Context(), w.told.more(2)); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"6/0/0", "7/0/0"} {
		if got := c.event("new"); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	c.send(`{"type":"complete","id":"new"}`)
	c.subscribe("new", `subscription{events(fromHeight:"7"){id}}`) // the id is free again
	if got := c.event("new"); got != "7/0/0" {
		t.Errorf("got %s", got)
	}
}

// Refused subscriptions end with an error frame; the socket goes on.
func TestSubscriptionsRefused(t *testing.T) {
	w := newWorld(t)
	c := w.hello()
	for i, query := range []string{
		`{__typename}`, `mutation{submit(tx:"AAAA"){id}}`, `subscription{events{nope}}`,
		`subscription{events(fromHeight:"x"){id}}`, `subscription{events(filter:{lot:"L"}){id}}`,
		`subscription{events{...A}} fragment A on Event{id ...B} fragment B on Event{id ...A}`,
		`subscription{a:events{id} b:events{id}}`, `subscription{__typename}`, ``,
	} {
		id := fmt.Sprint(i)
		c.subscribe(id, query)
		f := c.next()
		if f.Type != "error" || f.ID != id || !strings.Contains(string(f.Payload), "code") {
			t.Errorf("%s: %s %s", query, f.Type, f.Payload)
		}
	}
	for i := range 6 {
		c.subscribe(fmt.Sprint("s", i), `subscription{events{id}}`)
	}
	if f := c.next(); f.Type != "error" || f.ID != "s5" {
		t.Errorf("a sixth subscription: %+v", f)
	}
	closed := newWorld(t, func(c *graphql.Config) { c.Open = false }).hello()
	closed.subscribe("x", `subscription{events{id}}`)
	if f := closed.next(); f.Type != "error" || !strings.Contains(string(f.Payload), "Forbidden") {
		t.Errorf("for the anonymous: %+v", f)
	}
}

func TestSocketManners(t *testing.T) {
	w := newWorld(t)
	big := `{"type":"ping","payload":"` + strings.Repeat("x", 9000) + `"}`
	init := `{"type":"connection_init"}`
	sub := `{"type":"subscribe","id":"1","payload":{"query":"subscription{events{id}}"}}`
	for name, test := range map[string]struct {
		say  []string
		want websocket.StatusCode
	}{
		"not JSON":            {[]string{"hello"}, 4400},
		"no such message":     {[]string{init, `{"type":"dance"}`}, 4400},
		"subscribe first":     {[]string{sub}, 4401},
		"hello twice":         {[]string{init, init}, 4429},
		"one id twice":        {[]string{init, sub, sub}, 4409},
		"no id":               {[]string{init, `{"type":"subscribe","payload":{}}`}, 4400},
		"a message too large": {[]string{init, big}, websocket.StatusMessageTooBig},
	} {
		c, _, err := w.dial(nil, "graphql-transport-ws")
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range test.say {
			c.send(text)
		}
		if got := c.closed(); got != test.want {
			t.Errorf("%s: closed with %d, want %d", name, got, test.want)
		}
	}
	c, _, err := w.dial(nil, "graphql-ws")
	if err != nil || c.closed() != websocket.StatusPolicyViolation {
		t.Errorf("another protocol: %v", err)
	}
	w.handler.Hurry(time.Second, time.Second, time.Millisecond, time.Second)
	if c, _, err := w.dial(nil, "graphql-transport-ws"); err != nil || c.closed() != 4408 {
		t.Errorf("no hello: %v", err)
	}
}

func TestForeignPagesGetNoSocket(t *testing.T) {
	w := newWorld(t, func(c *graphql.Config) { c.Origins = []string{"https://desk.example"} })
	for origin, want := range map[string]int{
		"https://evil.example": 403, "null": 403, "https://desk.example": 101, w.server.URL: 101,
	} {
		_, r, _ := w.dial(http.Header{"Origin": {origin}}, "graphql-transport-ws")
		if r == nil || r.StatusCode != want {
			t.Errorf("%s: %v, want %d", origin, r, want)
		}
	}
}

// A reader that does not read is dropped, and holds nobody else up.
func TestSlowReaderIsDropped(t *testing.T) {
	w := newWorld(t)
	w.handler.Hurry(2*time.Second, time.Second, time.Second, 100*time.Millisecond)
	slow, quick := w.hello(), w.hello()
	query := `subscription{events(fromHeight:"6"){id epcis a:epcis b:epcis c:epcis d:epcis e:epcis}}`
	slow.subscribe("s", query)
	quick.subscribe("q", query)
	// Facts flow until the buffers between us and the slow reader are full and its
	// socket is closed; the quick one gets all of them.
	deadline := time.Now().Add(60 * time.Second)
	for sent := 6; graphql.OpenSockets(w.handler) > 1; {
		if time.Now().After(deadline) {
			t.Fatal("the slow reader is still there")
		}
		if err := w.model.Apply(t.Context(), w.told.more(50)); err != nil {
			t.Fatal(err)
		}
		for range 50 {
			if got, want := quick.event("q"), fmt.Sprintf("%d/0/0", sent); got != want {
				t.Fatalf("the quick reader got %s, want %s", got, want)
			}
			sent++
		}
	}
}
