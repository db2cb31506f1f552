package bench

import "pedigree/abci/store"

const registerBatch = 20_000

// register brings in all lots, one after the other, their products in random
// order.
func (r *run) register() error {
	fresh := func() store.Change {
		r.next++
		return r.goods.register(r.next - 1)
	}
	var sum Phase
	for r.next < r.Keys {
		r.Progress("registering packs", r.next, r.Keys)
		// In parts, so that the blocks drawn do not fill the memory.
		n := min(r.Keys-r.next, 20*registerBatch)
		p, err := r.phase("register", min(n, registerBatch), n, fresh)
		if err != nil {
			return err
		}
		sum = sum.plus(p)
	}
	r.report.Register = sum
	return nil
}

// plus sums up two parts of a phase.
func (p Phase) plus(q Phase) Phase {
	q.Store, q.Plain = p.Store.plus(q.Store), p.Plain.plus(q.Plain)
	q.Ratio = q.Store.CPU / q.Plain.CPU
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
			r.next++
			return r.goods.register(r.next - 1)
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

// freshLot registers 100,000 random serials under the product that has most: they
// are scattered among all of its packs.
func (r *run) freshLot() error {
	packs, best := map[int]int{}, 0
	for lot := range r.goods.lot(r.Keys - 1) {
		owner := r.goods.owners[lot]
		packs[owner] += r.goods.starts[lot+1] - r.goods.starts[lot]
		if packs[owner] > packs[best] {
			best = owner
		}
	}
	lot := r.goods.lot(r.next) + 1
	r.goods.owners[lot] = best
	r.next = r.goods.starts[lot]
	fresh := func() store.Change {
		r.next++
		r.goods.owners[r.goods.lot(r.next-1)] = best
		return r.goods.register(r.next - 1)
	}
	p, err := r.phase("fresh lot", 5000, min(largeLot, 2*r.Updates), fresh)
	r.report.Phases = append(r.report.Phases, p)
	return err
}
