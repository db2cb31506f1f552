package graphql

import (
	"context"
	"encoding/json"
	"time"

	"github.com/vektah/gqlparser/v2/ast"

	"pedigree/graphql/readmodel"
)

// following is one subscription: which facts, from where on, in which form.
type following struct {
	id  string
	who asker
	q   *admitted
	topic
	page readmodel.Page
}

// batch is how many facts are read at once for a subscriber.
const batch = 16

// subscribe starts one. It says whether the socket goes on.
func (s *socket) subscribe(ctx context.Context, m message) bool {
	if m.ID == "" || len(m.ID) > maxID {
		s.conn.Close(closeBadMessage, "subscribe has an id")
		return false
	}
	s.mu.Lock()
	_, used := s.open[m.ID]
	n := len(s.open)
	s.mu.Unlock()
	switch {
	case used:
		s.conn.Close(closeIDInUse, "that id is in use")
		return false
	case n >= maxSubscriptions:
		return s.fail(ctx, m.ID,
			refused(codeTooLarge, "at most %d subscriptions at once", maxSubscriptions))
	}
	f, fault := s.h.following(ctx, s.asker(), m)
	if fault != nil {
		s.h.fine(s.asker())
		return s.fail(ctx, m.ID, fault)
	}
	on, cancel := context.WithCancel(ctx)
	s.mu.Lock()
	s.open[m.ID] = cancel
	s.mu.Unlock()
	s.wait.Go(func() { s.follow(ctx, on, f) })
	return true
}

func (s *socket) fail(ctx context.Context, id string, f *fault) bool {
	payload, err := json.Marshal([]complaint{f.complaint(nil)})
	return err == nil && s.write(ctx, message{Type: "error", ID: id, Payload: payload}) == nil
}

func (s *socket) end(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if cancel := s.open[id]; cancel != nil {
		cancel()
		delete(s.open, id)
	}
}

// following reads what is asked for. The same gate guards it, and only the
// printed document is executed.
func (h *Handler) following(ctx context.Context, who asker, m message) (*following, *fault) {
	request, f := parseRequest(m.Payload)
	if f != nil {
		return nil, f
	}
	q, f := h.admit(who, request)
	if f != nil {
		return nil, f
	}
	if q.operation.Operation != ast.Subscription {
		return nil, refused(codeBadRequest, "only subscriptions here; other questions go by POST")
	}
	if len(q.roots) != 1 {
		return nil, refused(codeBadRequest, "a subscription has one field")
	}
	if f := h.permit(who, q); f != nil {
		return nil, f
	}
	if f := h.spend(who, q.cost); f != nil {
		return nil, f
	}
	args := arguments(q.roots[0].ArgumentMap(q.variables))
	follow := &following{id: m.ID, who: who, q: q, page: readmodel.Page{First: batch}}
	var err error
	if follow.topic, err = h.topicOf(q.roots[0].Name, args); err != nil {
		return nil, h.faultIn(err)
	}
	from, err := args.number("fromHeight")
	if err != nil {
		return nil, h.faultIn(err)
	}
	if args.text("fromHeight") != "" {
		follow.filter.FromHeight = max(follow.filter.FromHeight, from)
		return follow, nil
	}
	at, err := h.Model.Cursor(ctx)
	if err != nil {
		return nil, h.faultIn(err)
	}
	follow.page.After = at.Ordinal // only what is new
	return follow, nil
}

// follow sends every fact once and in order. It always reads from the read
// model, by ordinal: what was there before and what is new are the same list, so
// nothing can fall between them, and a slow reader costs no memory. The first
// context is the socket's: a write that is cut off closes it; the second ends
// with the subscription.
func (s *socket) follow(ctx, on context.Context, f *following) {
	for {
		changed := s.h.Model.Changed()
		more, ok := s.turn(ctx, on, f)
		if !ok {
			return
		}
		if more {
			continue
		}
		select {
		case <-changed:
		case <-on.Done():
			return
		}
	}
}

// turn sends a few of what comes next, and says whether more of it waits and whether the
// subscription goes on. Of a socket's subscriptions one has its turn at a time: what is
// read for it, and the answer in the making, are in memory once.
func (s *socket) turn(ctx, on context.Context, f *following) (more, ok bool) {
	select {
	case s.making <- struct{}{}:
		defer func() { <-s.making }()
	case <-on.Done():
		return false, false
	}
	f.who = s.asker() // whose rights may have changed
	rows, seen, more, err := s.h.next(on, f)
	if err != nil {
		if on.Err() == nil {
			s.fail(ctx, f.id, s.h.faultIn(err))
			s.end(f.id)
		}
		return false, false
	}
	for _, row := range rows {
		if !s.send(ctx, on, f, row) {
			return false, false
		}
	}
	f.page.After = seen
	return more, true
}

// next reads what comes next, up to which fact all were looked at, and whether more
// of them wait.
func (h *Handler) next(ctx context.Context, f *following) (
	next []any, seen uint64, more bool, err error) {

	viewer := h.viewer(f.who)
	viewer.All = viewer.All || f.whole
	s, err := h.Model.SnapshotFor(ctx, viewer)
	if err != nil {
		return nil, 0, false, err
	}
	defer s.Close()
	rows, err := s.Events(ctx, f.filter, f.page)
	if err != nil {
		return nil, 0, false, err
	}
	seen = s.At().Ordinal
	if more = len(rows) >= batch; more {
		rows = rows[:batch]
		seen = rows[batch-1].Ordinal
	}
	if f.whole {
		s.Close() // what is asked of the ledger must not keep the few connections
	}
	next, err = f.turn(ctx, s, rows)
	return next, seen, more, err
}

// send executes the question for one fact, alert or verdict and sends the answer, which is
// paid like one that was asked by POST: who is in debt waits. A subscriber that does not
// take it is dropped.
func (s *socket) send(ctx, on context.Context, f *following, e any) bool {
	if !s.pay(on, f) {
		return false
	}
	answer, fault := s.h.execute(on, f.who, f.q, e, maxEvent, nil)
	if fault != nil {
		answer = &response{Errors: []complaint{fault.complaint(nil)}}
	}
	payload, err := json.Marshal(answer)
	if err != nil || on.Err() != nil {
		return false
	}
	s.h.owe(f.who, len(payload)/bytesPerUnit)
	if s.write(ctx, message{Type: "next", ID: f.id, Payload: payload}) != nil {
		s.conn.CloseNow()
		return false
	}
	return true
}

// pay takes what an event costs from the subscriber's allowance, when it has enough. A
// subscription that ended pays nothing.
func (s *socket) pay(on context.Context, f *following) bool {
	for {
		limited := s.h.spend(f.who, f.q.cost)
		if limited == nil {
			return true
		}
		select {
		case <-time.After(limited.wait):
		case <-on.Done():
			return false
		}
	}
}
