package graphql

import (
	"context"
	"crypto/rand"
	_ "embed"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	gql "github.com/graphql-go/graphql"

	"pedigree/graphql/bearer"
	"pedigree/graphql/readmodel"
	"pedigree/gs1"
	"pedigree/record"
)

//go:embed schema.graphql
var sdl string

// Ask is one question about a code, as anybody may put it.
type Ask struct {
	Code      string
	Purpose   record.Purpose
	Market    string // ISO 3166-1 alpha-2, or nothing
	MinHeight uint64
	By        *bearer.Bearer // the device that asks; nil for anybody
}

// Answer is a verdict and what it rests on.
type Answer struct {
	record.Verdict
	Label     gs1.Label
	LotNumber string // as registered; nothing where it is not known
	Basis     record.Basis
	Height    uint64 // of the state the verdict speaks of
	Time      int64  // unix seconds of the header that proves it
	// Bundle makes the proof.Bundle, for who asks for it; nil where there is none.
	Bundle func(context.Context) ([]byte, error)
}

// A Verifier answers for what is printed on a pack. A code that means nothing is
// a verdict, not an error; an error means that no answer could be had.
type Verifier interface {
	Verify(ctx context.Context, ask Ask) (Answer, error)
}

// Outcome is what became of an order.
type Outcome struct {
	ID     string // transaction id, hex
	Status string // ACCEPTED, COMMITTED, REFUSED
	Height uint64 // of its block, 0 = in none
	Index  uint32 // in its block
	First  uint64 // ordinal of its first fact
	Facts  uint64 // how many facts it made
	Code   record.Code
	Text   string // for people; names no other party
}

// Reader is whoever reads the fact log, and how far it is.
type Reader struct {
	Name   string
	Height uint64
	Lag    uint64 // facts not yet read
}

// Validator is a voter of the consensus.
type Validator struct {
	Address string // hex
	Power   uint64
}

// NetworkStatus is the state of the chain as the gateway's node sees it.
type NetworkStatus struct {
	ChainID    string
	Height     uint64
	Time       int64 // unix seconds of the block
	AppHash    []byte
	Validators []Validator
	Readers    []Reader // the read model adds itself
}

// A Ledger takes orders. Submit follows an order until it is ACCEPTED or, if
// wait is COMMITTED, until it is COMMITTED or REFUSED; the same bytes always get
// the same answer. Errors mean that nothing is known of the order.
type Ledger interface {
	Submit(ctx context.Context, tx []byte, wait string) (Outcome, error)
	Network(ctx context.Context) (NetworkStatus, error)
}

// ErrLagging is what a Verifier or Ledger returns when it cannot yet speak of
// the height that was asked for.
var ErrLagging = errors.New("not yet at that height")

// Config is what a Handler needs.
type Config struct {
	Model    *readmodel.Model // required; the caller closes it
	Verifier Verifier         // required
	Ledger   Ledger           // required

	// Prover is asked for histories; nil answers none.
	Prover Prover
	// Bearers identifies devices; nil knows none.
	Bearers Bearers
	// Open lets the anonymous read names, holdings and events. Otherwise they may verify,
	// see products and the network, and submit.
	Open bool
	// Own says whether a request is the operator's, from the gateway's own machine: to him
	// it is open, and he has no allowance that ends. Nil knows no such requests.
	Own func(*http.Request) bool
	// PersistedOnly lets the anonymous ask only the questions in graphql/persisted; devices
	// may ask any. It means nothing to whom the gateway is open.
	PersistedOnly bool
	// Rate limits each asker; the zero Rate does not.
	Rate Rate
	// Introspection answers __schema and __type to whom the gateway is open. For dev; the
	// SDL is public anyway.
	Introspection bool
	// Explorer is the page for a browser that opens /graphql where it is open; nil is none.
	Explorer http.Handler
	// Origins are further origins ("https://example.org") whose pages may ask;
	// pages of the gateway's own host always may.
	Origins []string
	// CursorKey seals the cursors of lists; CursorKeySize bytes, for the gateway alone. Nil
	// makes one, whose cursors end with the Handler.
	CursorKey []byte
	// LagLimit is how many facts the read model may miss before answers are refused
	// as LAGGING; 0 means 1,000.
	LagLimit uint64
	// Log gets unexpected faults, never what people asked; nil drops them.
	Log *slog.Logger
	// Now is the clock, for the century of two-digit years; nil means time.Now.
	Now func() time.Time
}

const defaultLagLimit = 1000

// Handler serves POST /graphql, the WebSocket upgrade of GET /graphql, and
// GET /schema.graphql.
type Handler struct {
	Config
	gate     *gate
	known    persisted
	limiter  *limiter
	tokens   *limiter // checks of signatures, by key and address
	clients  counter
	schema   gql.Schema
	mux      *http.ServeMux
	pace     pace
	resolved atomic.Uint64
}

// pace holds the waits, so that tests need not sit through them.
type pace struct {
	answer, submit, height, hello, ping, write, rights time.Duration
}

// New makes a handler, or says what is missing: a resolver, a field, a part.
func New(c Config) (*Handler, error) { return newHandler(c, sdl) }

func newHandler(c Config, sdl string) (*Handler, error) {
	if c.Model == nil || c.Verifier == nil || c.Ledger == nil {
		return nil, errors.New("graphql: Model, Verifier and Ledger are required")
	}
	if c.CursorKey == nil {
		c.CursorKey = make([]byte, CursorKeySize)
		rand.Read(c.CursorKey)
	}
	if len(c.CursorKey) != CursorKeySize {
		return nil, fmt.Errorf("graphql: a cursor key has %d bytes", CursorKeySize)
	}
	if c.LagLimit == 0 {
		c.LagLimit = defaultLagLimit
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	h := &Handler{Config: c, pace: pace{
		answer: 2 * time.Second, submit: 30 * time.Second, height: 10 * time.Second,
		hello: 3 * time.Second, ping: 20 * time.Second, write: 10 * time.Second,
		rights: 30 * time.Second,
	}}
	var err error
	if h.gate, err = newGate(sdl); err != nil {
		return nil, err
	}
	if h.schema, err = buildSchema(h.gate.schema, h.guarded(resolvers())); err != nil {
		return nil, err
	}
	if h.known, err = loadPersisted(h.gate); err != nil {
		return nil, err
	}
	h.limiter = newLimiter(c.Rate, c.Now)
	h.tokens = newLimiter(Rate{c.Rate.PerSecond / tokenShare, c.Rate.Burst / tokenShare}, c.Now)
	h.mux = http.NewServeMux()
	h.mux.HandleFunc("GET /schema.graphql", h.serveSDL)
	h.mux.HandleFunc("/graphql", h.serve)
	return h, nil
}

// ServeHTTP implements http.Handler.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) { h.mux.ServeHTTP(w, r) }

// Resolved counts the resolvers that have run.
func (h *Handler) Resolved() uint64 { return h.resolved.Load() }

func (h *Handler) serveSDL(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Write([]byte(sdl))
}
