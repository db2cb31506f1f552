// Package bench measures the store and says what it costs beyond the same rows in
// a plain Pebble database, in the same run: the ratio survives a busy machine,
// the figures do not.
package bench

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"runtime"

	"pedigree/abci/store"
)

// Options of a run.
type Options struct {
	Dir        string // an empty directory for both databases
	Keys       int    // packs registered before anything is measured
	Updates    int    // updates of each phase
	CacheBytes int64  // of the store, half of it for rows
	Progress   func(phase string, done, total int)
}

// Report is what a run found.
type Report struct {
	Keys       int     `json:"keys"`
	CacheMiB   int64   `json:"cacheMiB"`
	GoMaxProcs int     `json:"goMaxProcs"`
	Load       string  `json:"loadAverage"`
	HashNanos  float64 `json:"sha256Nanos"`
	Register   Phase   `json:"register"`
	Phases     []Phase `json:"phases"`
	Proof      Proof   `json:"proof"`
	Disk       Disk    `json:"disk"`
	Copy       Copy    `json:"stateSync"`
	Resident   float64 `json:"residentMiB"`
}

// Phase is a series of blocks of one kind.
type Phase struct {
	Name  string  `json:"name"`
	Batch int     `json:"batch"`
	Store Cost    `json:"store"`
	Plain Cost    `json:"plain"`
	Ratio float64 `json:"ratio"` // CPU of store to plain
	Hash  float64 `json:"sha256Nanos"`
}

// run is one run under way.
type run struct {
	Options
	ctx    context.Context
	goods  *goods
	store  *store.Store
	plain  *plain
	rng    *rand.Rand
	next   int // packs registered so far
	report Report
}

// Run measures. It takes about a minute for a million keys. Interrupted, it reports what it
// has found so far.
func Run(ctx context.Context, o Options) (Report, error) {
	r := &run{Options: o, ctx: ctx, rng: rand.New(rand.NewPCG(1, 9))}
	if r.Progress == nil {
		r.Progress = func(string, int, int) {}
	}
	r.report = Report{Keys: o.Keys, CacheMiB: o.CacheBytes >> 20, GoMaxProcs: runtime.GOMAXPROCS(0),
		Load: loadAverage(), HashNanos: hashNanos()}
	err := r.measure()
	return r.report, errors.Join(err, r.close())
}

func (r *run) measure() (err error) {
	if r.goods, err = newGoods(7, r.Keys+20*r.Updates+largeLot, products); err != nil {
		return err
	}
	if err = r.open(); err != nil {
		return err
	}
	for _, step := range []func() error{
		r.register, r.untouched, r.dispensed, r.copy, r.updates, r.proofs, r.freshLot,
	} {
		if err = r.ctx.Err(); err == nil {
			err = step()
		}
		if err != nil {
			return err
		}
		r.report.Resident = residentMiB()
	}
	return nil
}

func (r *run) open() (err error) {
	o := store.Options{CacheBytes: r.CacheBytes}
	if r.store, err = store.Open(filepath.Join(r.Dir, "ledger"), o); err != nil {
		return err
	}
	r.plain, err = openPlain(filepath.Join(r.Dir, "plain"), r.CacheBytes)
	return err
}

func (r *run) close() (err error) {
	if r.store != nil {
		err = r.store.Close()
	}
	if r.plain != nil {
		err = errors.Join(err, r.plain.Close())
	}
	r.store, r.plain = nil, nil
	return err
}

// phase plays the same blocks against both databases, one after the other, and leaves no
// compaction to the next phase.
func (r *run) phase(name string, batch, updates int, draw func() store.Change) (p Phase, err error) {
	p = Phase{Name: name, Batch: batch}
	s := series{blocks: max(1, updates/batch), batch: batch, draw: draw,
		first: r.next, seed: r.rng.Uint64()}
	s.done = func(n int) { r.Progress(fmt.Sprintf("%s, blocks of %d", name, batch), n, s.blocks) }
	commit := func(changes []store.Change) error { return r.commit(changes) }
	if p.Store, err = r.play(s, commit, r.store.Settle); err != nil {
		return p, err
	}
	s.done = func(int) {}
	if p.Plain, err = r.play(s, r.plain.commit, r.plain.Settle); err != nil {
		return p, err
	}
	p.Ratio, p.Hash = p.Store.CPU/p.Plain.CPU, hashNanos()
	return p, r.ctx.Err()
}

// A series is how many blocks are drawn, and from where.
type series struct {
	blocks, batch int
	draw          func() store.Change
	first         int    // the next pack to register
	seed          uint64 // of what is random
	done          func(blocks int)
}

// play measures what a database makes of a series. The clock stands while a block is drawn.
func (r *run) play(s series, commit func([]store.Change) error,
	settle func(context.Context) error) (Cost, error) {
	var sum span
	r.next, r.rng = s.first, rand.New(rand.NewPCG(s.seed, 9))
	runtime.GC()
	for i := range s.blocks {
		changes := make([]store.Change, s.batch)
		for j := range changes {
			changes[j] = s.draw()
		}
		m := begin()
		if err := commit(changes); err != nil {
			return Cost{}, err
		}
		sum.add(m.stop())
		s.done(i + 1)
	}
	m := begin()
	err := settle(r.ctx)
	sum.add(m.stop())
	return sum.per(s.blocks * s.batch), err
}

func (r *run) commit(changes []store.Change, aux ...store.AuxRow) error {
	if err := r.ctx.Err(); err != nil {
		return err
	}
	p, err := r.store.Apply(r.store.Height()+1, changes, aux)
	if err != nil {
		return err
	}
	return r.store.Commit(p)
}
