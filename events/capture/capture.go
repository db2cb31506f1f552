// Package capture says what a partner's EPCIS document asks of the ledger: the orders that
// its device has to sign, for a gateway that has no key of the partner and records nothing.
// The mapping is that of `pedigree import` (events.PlanOf). Beside it stand only whose the
// events are, and what of them the ledger has: both read from the ledger's state, never
// from a copy that may lag.
package capture

import (
	"context"
	"errors"
	"fmt"

	"pedigree/events"
	"pedigree/gs1"
	"pedigree/record"
)

// Records reads the ledger's state; height 0 is the newest.
type Records interface {
	Get(ctx context.Context, height uint64, keys ...string) (uint64, map[string]record.Value, error)
	// Index gives the indexes of packs and lots, in the order of their names.
	Index(ctx context.Context, names ...record.Name) ([]record.Index, error)
}

// What a document is refused for. Any other error means that the ledger could not be asked.
var (
	ErrDocument = errors.New("the document cannot be captured")
	ErrForeign  = errors.New("no event of the document is yours")
)

// Door makes plans for partners' devices.
type Door struct {
	Records  Records
	ChainID  string   // of the ledger that the orders are for
	Commands []string // that it knows
	// Check judges an order by itself, as the ledger does before it looks at its state.
	Check func(events.Step) error
}

// Asked is a document and who brought it.
type Asked struct {
	Document  []byte
	Party     gs1.GLN // whose device it was
	CloseLots bool    // events.PlanOptions
}

// Effort is what it took to make a plan.
type Effort struct {
	Values  int // of JSON, or elements and attributes of XML, and what came out of cases
	Records int // of the ledger that were looked for
}

// Plan makes the plan of a document, and says what that took, also beside an error.
func (d Door) Plan(ctx context.Context, a Asked) (*Plan, Effort, error) {
	l := &look{records: d.Records, party: a.Party, owners: map[gs1.GLN]gs1.GLN{},
		makers: map[gs1.GTIN]gs1.GLN{}}
	p, err := d.plan(ctx, a, l)
	return p, l.effort, err
}

func (d Door) plan(ctx context.Context, a Asked, l *look) (*Plan, error) {
	var down error
	plan, err := events.PlanOf(a.Document, events.PlanOptions{Commands: d.Commands,
		CloseLots: a.CloseLots,
		Foreign: func(who events.Actor) (why string, err error) {
			why, down = l.foreign(ctx, who)
			return why, down
		}})
	switch {
	case down != nil:
		return nil, down // or ErrDocument
	case err != nil:
		l.effort.Values = min(len(a.Document)/4, 1<<20) // nobody has counted
		return nil, fmt.Errorf("%w: %w", ErrDocument, err)
	}
	l.effort.Values = plan.Values
	if plan.Events > 0 && foreign(plan.Left) == plan.Events {
		return nil, fmt.Errorf("%w; event %d: %s", ErrForeign, plan.Left[0].Event,
			plan.Left[0].Why)
	}
	out := &Plan{ChainID: d.ChainID, Party: a.Party, Orders: []Order{},
		Left: append([]events.Remark{}, plan.Left...), Notes: append([]events.Remark{}, plan.Notes...)}
	for _, s := range plan.Steps {
		if err := d.Check(s); err != nil {
			return nil, fmt.Errorf("%w: event %d: %s: %w", ErrDocument, s.Event, s.Command, err)
		}
		o, err := orderOf(s)
		if err != nil {
			return nil, err
		}
		if o.Exists, o.Conflict, err = l.exists(ctx, s); err != nil {
			return nil, err
		}
		out.Orders = append(out.Orders, o)
	}
	out.Height, err = l.seen(ctx)
	return out, err
}

func foreign(left []events.Remark) (n int) {
	for _, r := range left {
		if r.Foreign {
			n++
		}
	}
	return n
}
