package graphql_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime/metrics"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"pedigree/graphql"
	"pedigree/record"
)

// bigTrade is the trade with facts whose EPCIS is 80 kB each, as of 2,000 packs.
func bigTrade(facts int) *telling {
	t := trade()
	for n := range facts {
		t.block()
		t.fact(0, "recall", record.LotRecalled{ID: record.NewID("recall", record.Hash{7, byte(n)}, n), GTIN: gtin(1),
			Lot: lotNo(2), Class: 2, Depth: "retail", Reason: strings.Repeat("x", 80_000)})
	}
	return t
}

// aliases asks for a field under many names.
func aliases(n int, field string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "a%d:%s ", i, field)
	}
	return b.String()
}

// allocated says how many bytes were allocated while something was done.
func allocated(do func()) float64 {
	read := func() float64 {
		s := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
		metrics.Read(s)
		return float64(s[0].Value.Uint64())
	}
	before := read()
	do()
	return (read() - before) / (1 << 20)
}

// TestAnswersAreWeighed: the POST with 45 names for epcis, which got 375 MB; its cheaper
// sisters; and that what fits is answered.
func TestAnswersAreWeighed(t *testing.T) {
	w, _ := closed(t)
	w.apply(bigTrade(100))
	for name, c := range map[string]struct{ query, want string }{
		"45 names, a page of 100": {`{events(first:100){edges{node{` + aliases(45, "epcis") + `}}}}`, "TooLarge"},
		"45 names, a page of 20":  {`{events(first:20,order:NEWEST_FIRST){edges{node{` + aliases(45, "epcis") + `}}}}`, "TooLarge"},
		"names for whole lists":   {`{` + aliases(9, `events(first:50,order:NEWEST_FIRST){edges{node{epcis}}}`) + `}`, "TooLarge"},
		"one page of 100":         {`{events(first:100,order:NEWEST_FIRST){edges{node{summary epcis}}}}`, "TooLarge"},
		"a long name":             {`{events(first:1){edges{node{` + strings.Repeat("a", 65) + `:id}}}}`, "TooLarge"},
		"a page of 20":            {`{events(first:20,order:NEWEST_FIRST){edges{node{epcis}}}}`, ""},
	} {
		var r *reply
		began := time.Now()
		mb := allocated(func() { r = w.askAs(0, c.query) })
		if r.code() != c.want || len(r.text) > 9<<20 {
			t.Errorf("%s: %q with %d bytes: %.200s", name, r.code(), len(r.text), r.text)
		}
		if c.want != "" && len(r.text) > 1000 {
			t.Errorf("%s: %d bytes beside the refusal", name, len(r.text))
		}
		fmt.Printf("%s: %d kB, %.0f MB allocated, %d ms\n", name, len(r.text)>>10, mb, time.Since(began).Milliseconds())
		if mb > 150 {
			t.Errorf("%s: %.0f MB allocated", name, mb)
		}
	}
}

// TestSameFieldsOnce: what is asked under several names is found and rendered once, and is
// said under each.
func TestSameFieldsOnce(t *testing.T) {
	w, _ := closed(t)
	one := `events(first:3){edges{cursor node{id epcis party{name}}}}`
	run := func(query string) (*reply, uint64, uint64) {
		resolved, statements := w.handler.Resolved(), w.model.Statements()
		r := w.askAs(0, query)
		return r, w.handler.Resolved() - resolved, w.model.Statements() - statements
	}
	once, resolved, statements := run(`{` + one + `}`)
	many, again, more := run(`{` + aliases(9, one) + `}`)
	for i := range 9 {
		got, want := fmt.Sprint(at(many.Data, fmt.Sprint("a", i))), fmt.Sprint(at(many.Data, "a0"))
		if got != want || len(got) < 100 {
			t.Errorf("a%d differs: %s", i, got)
		}
	}
	if again != resolved || more != statements || once.code() != "" || many.code() != "" {
		t.Errorf("one name: %d resolved by %d statements; nine: %d by %d", resolved, statements, again, more)
	}
	r := w.askAs(0, `{a:events(first:1){edges{node{id}}} b:events(first:2){edges{node{id}}}}`)
	if n := len(at(r.Data, "b", "edges").([]any)); n != 2 {
		t.Errorf("other arguments give %d events: %s", n, r.text)
	}
}

// TestAnswersArePaidByTheirBytes: a question whose answer is large costs more than one
// whose answer is small, at every door.
func TestAnswersArePaidByTheirBytes(t *testing.T) {
	at := &clock{now: time.Now()}
	w, _ := closed(t, func(c *graphql.Config) {
		c.Rate, c.Now = graphql.Rate{PerSecond: 1, Burst: 1000}, at.Now
	})
	w.apply(bigTrade(20))
	asked := func(query string) (n int) {
		for n < 100 && w.askAs(1, query).status == http.StatusOK {
			n++
		}
		at.add(time.Hour)
		return n
	}
	filter := `filter:{gtin:"` + gtin(1).String() + `",command:"recall"}`
	small, large := asked(`{events(first:20,`+filter+`){edges{node{id}}}}`), asked(`{events(first:20,`+filter+`){edges{node{epcis id}}}}`)
	fmt.Printf("1,000 units pay for %d pages of ids and %d of EPCIS\n", small, large)
	if small < 3*large || large == 0 {
		t.Errorf("%d small answers and %d large ones", small, large)
	}
	h := w.handler.Metered(1, http.HandlerFunc(func(out http.ResponseWriter, _ *http.Request) {
		out.Write(make([]byte, 8<<20))
	}))
	served := 0
	for served < 100 {
		out := httptest.NewRecorder()
		if h.ServeHTTP(out, httptest.NewRequest(http.MethodGet, "/bundle/x", nil)); out.Code != http.StatusOK {
			break
		}
		served++
	}
	if served > 2 {
		t.Errorf("%d answers of 8 MB for 1,000 units", served)
	}
}

// TestOneLargeAnswerAtATime: while an asker does not fetch a large answer he gets no other;
// small ones, and others' large ones, he does not hold up.
func TestOneLargeAnswerAtATime(t *testing.T) {
	w, _ := closed(t)
	w.apply(bigTrade(20))
	large := `{"query":"{events(first:20,order:NEWEST_FIRST){edges{node{epcis}}}}"}`
	request := func() *http.Request {
		r := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(large))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", token(0))
		return r
	}
	slow := &unfetched{ResponseRecorder: httptest.NewRecorder(), begun: make(chan struct{}), end: make(chan struct{})}
	var asking sync.WaitGroup
	asking.Go(func() { w.handler.ServeHTTP(slow, request()) })
	<-slow.begun
	if left := time.Until(slow.deadline); left <= 0 || left > time.Minute {
		t.Errorf("%s to fetch a large answer", left)
	}
	second := httptest.NewRecorder()
	w.handler.ServeHTTP(second, request())
	if second.Code != http.StatusTooManyRequests || second.Header().Get("Retry-After") == "" {
		t.Errorf("a second large answer: %d", second.Code)
	}
	if r := w.askAs(0, `{lots(first:1){edges{node{lot}}}}`); r.code() != "" {
		t.Errorf("a small one: %s", r.text)
	}
	if r := w.askAs(authorityNo, `{events(first:20,order:NEWEST_FIRST){edges{node{epcis}}}}`); r.code() != "" {
		t.Errorf("another's: %.200s", r.text)
	}
	close(slow.end)
	asking.Wait()
	third := httptest.NewRecorder()
	if w.handler.ServeHTTP(third, request()); third.Code != http.StatusOK {
		t.Errorf("after it was fetched: %d", third.Code)
	}
}

// unfetched is a client that does not fetch its answer.
type unfetched struct {
	*httptest.ResponseRecorder
	begun, end chan struct{}
	deadline   time.Time
}

func (u *unfetched) Write(b []byte) (int, error) {
	close(u.begun)
	<-u.end
	return len(b), nil
}

func (u *unfetched) SetWriteDeadline(t time.Time) error {
	u.deadline = t
	return nil
}

// greeted opens a socket of a device.
func (w *world) greeted(who int) *client {
	w.t.Helper()
	c, _, err := w.dial(http.Header{"Authorization": {token(who)}}, "graphql-transport-ws")
	if err != nil {
		w.t.Fatal(err)
	}
	c.conn.SetReadLimit(-1)
	c.send(`{"type":"connection_init"}`)
	if f := c.next(); f.Type != "connection_ack" {
		w.t.Fatalf("answered %+v", f)
	}
	return c
}

// TestSubscriptionsArePaid: ten subscriptions with 45 names for epcis over 100 large facts,
// which took 4 GB in 13 s and were paid once. Each event that is sent costs, and one that
// is too large is an error in its place.
func TestSubscriptionsArePaid(t *testing.T) {
	at := &clock{now: time.Now()}
	w, _ := closed(t, func(c *graphql.Config) {
		c.Rate, c.Now = graphql.Rate{PerSecond: 1e-6, Burst: 1500}, at.Now // nothing comes back
	})
	w.apply(bigTrade(100))
	var sent, tooLarge int
	mb := allocated(func() {
		for range 2 {
			c := w.greeted(0)
			for n := range 5 {
				c.subscribe(fmt.Sprint(n), `subscription{events(fromHeight:"1"){id `+aliases(45, "epcis")+`}}`)
			}
			for paid := true; paid; { // until a ping is answered and nothing else comes
				c.send(`{"type":"ping"}`)
				paid = false
				for f := c.next(); f.Type != "pong"; f = c.next() {
					sent, paid = sent+len(f.Payload), true
					if strings.Contains(string(f.Payload), "TooLarge") {
						tooLarge++
					}
				}
			}
		}
	})
	fmt.Printf("ten subscriptions for 1,500 units: %d kB sent, %d too large, %.0f MB allocated\n", sent>>10, tooLarge, mb)
	if sent > 1500*(8<<10)+2*(2<<20) || mb > 300 {
		t.Errorf("%d bytes sent, %.0f MB allocated", sent, mb)
	}
}

// TestLargeEventsAreErrors: an event that is too large is said to be, and the next comes.
func TestLargeEventsAreErrors(t *testing.T) {
	w, _ := closed(t)
	w.apply(bigTrade(2))
	c := w.greeted(0)
	c.subscribe("1", `subscription{events(fromHeight:"6",filter:{command:"recall"}){id `+aliases(45, "epcis")+`}}`)
	for range 2 {
		f := c.next()
		var answer struct {
			Errors []struct{ Extensions struct{ Code string } }
		}
		if err := json.Unmarshal(f.Payload, &answer); err != nil || f.Type != "next" || len(answer.Errors) != 1 ||
			answer.Errors[0].Extensions.Code != "TooLarge" {
			t.Fatalf("%s %.200s", f.Type, f.Payload)
		}
	}
}

// TestMessagesArePaced: neither messages nor the pings of WebSocket itself are answered
// without end.
func TestMessagesArePaced(t *testing.T) {
	w, _ := closed(t)
	messages := w.greeted(0)
	for range 200 {
		if messages.conn.Write(messages.ctx, websocket.MessageText, []byte(`{"type":"ping"}`)) != nil {
			break
		}
	}
	if got := messages.closed(); got != 4429 {
		t.Errorf("200 messages: closed with %d", got)
	}
	pings := w.greeted(1)
	ended := make(chan websocket.StatusCode)
	go func() { ended <- pings.closed() }() // reads the pongs
	for n := 0; pings.conn.Ping(pings.ctx) == nil; n++ {
		if n > 200 {
			t.Fatal("200 pings are answered")
		}
	}
	if got := <-ended; got != 4429 {
		t.Errorf("pings: closed with %d", got)
	}
}

// TestStrangersTakeNoPlaces: sockets of the anonymous, who may not subscribe, end at their
// hello, and leave the places of devices alone however many there are.
func TestStrangersTakeNoPlaces(t *testing.T) {
	w, _ := closed(t, func(c *graphql.Config) { c.PersistedOnly = true })
	stranger, _, err := w.dial(nil, "graphql-transport-ws")
	if err != nil {
		t.Fatal(err)
	}
	stranger.send(`{"type":"connection_init"}`)
	if got := stranger.closed(); got != 4403 {
		t.Errorf("a stranger's hello: closed with %d", got)
	}
	refused := 0
	for range 300 { // that say nothing
		if _, r, err := w.dial(nil, "graphql-transport-ws"); err != nil && r.StatusCode == http.StatusServiceUnavailable {
			refused++
		}
	}
	if refused < 290 {
		t.Errorf("%d of 300 silent sockets were refused", refused)
	}
	w.greeted(0)
}
