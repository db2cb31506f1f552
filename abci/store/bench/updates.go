package bench

import (
	"errors"
	"path/filepath"

	"pedigree/abci/store"
)

const registerBatch = 20_000

// register brings in all lots, one after the other, their products in random
// order.
func (r *run) register() (err error) {
	r.report.Register, err = r.fill()
	return err
}

// fill registers packs until there are enough: in whole blocks, then the rest.
func (r *run) fill() (sum Phase, err error) {
	for r.next < r.Keys {
		n := r.Keys - r.next
		p, err := r.phase("register", min(n, registerBatch), n, r.fresh)
		if err != nil {
			return sum, err
		}
		sum = sum.plus(p)
	}
	return sum, nil
}

// fresh registers the next pack.
func (r *run) fresh() store.Change {
	r.next++
	return r.goods.register(r.next - 1)
}

// plus sums up two parts of a phase.
func (p Phase) plus(q Phase) Phase {
	q.Store, q.Plain = p.Store.plus(q.Store), p.Plain.plus(q.Plain)
	q.Ratio, q.Batch = q.Store.CPU/q.Plain.CPU, max(p.Batch, q.Batch)
	return q
}

func (c Cost) plus(d Cost) Cost {
	n, m := float64(c.Operations), float64(d.Operations)
	return Cost{c.Operations + d.Operations, (c.CPU*n + d.CPU*m) / (n + m),
		(c.Wall*n + d.Wall*m) / (n + m)}
}

// updates are of two kinds: packs anywhere, of which a fifth are new, and packs
// of one lot.
func (r *run) updates() error {
	random := func() store.Change {
		if r.rng.IntN(5) == 0 {
			return r.fresh()
		}
		return r.goods.dispense(r.rng.IntN(r.Keys), r.rng.IntN(1000))
	}
	for _, batch := range []int{1000, 5000, 20_000} {
		lot := r.rng.IntN(max(1, r.goods.lot(r.Keys-1)))
		first := r.goods.starts[lot]
		clustered := func() store.Change {
			return r.goods.dispense(first+r.rng.IntN(smallLot), r.rng.IntN(1000))
		}
		for _, kind := range []struct {
			name string
			draw func() store.Change
		}{{"random", random}, {"one lot", clustered}} {
			p, err := r.phase(kind.name, batch, r.Updates, kind.draw)
			if err != nil {
				return err
			}
			r.report.Phases = append(r.report.Phases, p)
		}
	}
	return nil
}

// warm brings both databases to where they are when they have run for a while: merged, with
// rows in the cache as far as it goes.
func (r *run) warm() error {
	err := errors.Join(r.store.Compact(r.ctx), r.plain.MergeAll(r.ctx))
	if err != nil {
		return err
	}
	v, err := r.store.Tip()
	if err != nil {
		return err
	}
	rows := func(string, store.Value) bool { return r.ctx.Err() == nil }
	return errors.Join(v.Range("", "", 0, rows), v.Close())
}

// freshLot registers 100,000 random serials under a product that has as many packs as
// all had before: they are scattered among these. It needs a store of its own.
func (r *run) freshLot() (err error) {
	if err = r.close(); err != nil {
		return err
	}
	r.next = 0
	if r.goods, err = newGoods(8, r.Keys+2*largeLot, 1); err != nil {
		return err
	}
	r.Dir = filepath.Join(r.Dir, "one")
	if err = r.open(); err != nil {
		return err
	}
	if _, err = r.fill(); err == nil {
		err = r.warm()
	}
	if err != nil {
		return err
	}
	p, err := r.phase("fresh lot", registerBatch, min(largeLot, r.Updates), r.fresh)
	r.report.Phases = append(r.report.Phases, p)
	return err
}
