package graphql

import (
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	gql "github.com/graphql-go/graphql"
)

// Limits of answers in bytes. What is weighed are texts, and what a field costs beside.
const (
	maxAnswer = 8 << 20 // of one answer
	maxEvent  = 2 << 20 // of what a subscriber is sent at once
	maxMaking = 16 << 20
	fieldSize = 32 // of a field in memory, and of its quotes and comma

	// Larger answers take a place: one for an asker, and few of a gateway, until they are
	// fetched.
	freeAnswer = 256 << 10
	maxLarge   = 16
	fetchTime  = 30 * time.Second

	// bytesPerUnit is what a unit of an allowance pays for beside records: a MB of EPCIS
	// takes 50 ms to render.
	bytesPerUnit = 8 << 10
)

// weight is what an answer weighs while it is made: what is read for it, and what it says.
type weight struct {
	limit      int64 // of what it says
	place      func() *fault
	read, said atomic.Int64
	large      atomic.Bool
	over       atomic.Pointer[fault] // what ended it
	mu         sync.Mutex
	same       map[sameField]sameValue // nil where no field can be asked twice
}

// add weighs what was read, and what is going to be said. Its error ends the answer.
func (w *weight) add(read, said int) error {
	if f := w.over.Load(); f != nil {
		return f
	}
	says := w.said.Add(int64(said))
	all := w.read.Add(int64(read)) + says
	switch {
	case says > w.limit || all > maxMaking:
		return w.end(refused(codeTooLarge, "the answer would have more than %d MB; ask for less at once", w.limit>>20))
	case all > freeAnswer && w.place != nil && !w.large.Swap(true):
		if f := w.place(); f != nil {
			return w.end(f)
		}
	}
	return nil
}

func (w *weight) end(f *fault) error {
	w.over.CompareAndSwap(nil, f)
	return f
}

// field weighs the value of a field under the name that the asker gave it.
func (w *weight) field(p gql.ResolveParams, v any) error {
	said := fieldSize
	if p.Info.Path != nil {
		name, _ := p.Info.Path.Key.(string)
		said += len(name)
	}
	switch v := v.(type) {
	case string:
		said += len(v)
	case []string:
		for _, s := range v {
			said += len(s) + fieldSize
		}
	}
	return w.add(0, said)
}

// sameField is a field of a record with its arguments: asked under two names it is found
// and rendered once.
type sameField struct {
	source      any
	field, args string
}

type sameValue struct {
	value any
	err   error
}

// once resolves a field, or gives what it was before.
func (w *weight) once(name string, p gql.ResolveParams, resolve gql.FieldResolveFn) (any, error) {
	source := p.Source
	if strings.HasPrefix(name, "Query.") {
		source = nil // there is one
	}
	if w.same == nil || source != nil && !reflect.TypeOf(source).Comparable() {
		return resolve(p)
	}
	args, err := json.Marshal(p.Args)
	if err != nil {
		return nil, err
	}
	key := sameField{source, name, string(args)}
	w.mu.Lock()
	known, found := w.same[key]
	w.mu.Unlock()
	if found {
		return known.value, known.err
	}
	known.value, known.err = resolve(p)
	if later, ok := known.value.(func() (any, error)); ok {
		known.value = sync.OnceValues(later)
	}
	w.mu.Lock()
	w.same[key] = known
	w.mu.Unlock()
	return known.value, known.err
}

// seatLarge takes a place for a large answer, and remembers to give it back.
func (h *Handler) seatLarge(who asker, leave *func()) func() *fault {
	return func() *fault {
		place, f := h.take([]seat{{"large", maxLarge}, {"large " + who.name(), 1}})
		if f != nil {
			return &fault{status: http.StatusTooManyRequests, code: codeRateLimited, wait: time.Second,
				text: "a large answer is on its way to you, or too many are to others; ask again in a moment"}
		}
		*leave = place
		return nil
	}
}
