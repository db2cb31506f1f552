package bench

import (
	"pedigree/abci/store"
)

// Disk is what packs take, in bytes, after compaction.
type Disk struct {
	Untouched float64 `json:"bytesPerUntouchedUnit"` // row and its share of the pages
	Pages     float64 `json:"ofWhichPages"`
	Plain     float64 `json:"rowAlone"`
	Dispensed float64 `json:"bytesPerDispensedUnit"`
	Fact      float64 `json:"bytesPerFact"` // beside
}

// reopen lets go of all views, so that nothing old is kept, and compacts.
func (r *run) reopen() (z store.Sizes, err error) {
	if err = r.close(); err != nil {
		return z, err
	}
	if err = r.open(); err != nil {
		return z, err
	}
	r.Progress("compacting", 0, 1)
	if err = r.store.Compact(r.ctx); err != nil {
		return z, err
	}
	r.Progress("compacting", 1, 1)
	return r.store.Sizes()
}

// untouched measures the packs that were only registered.
func (r *run) untouched() error {
	z, err := r.reopen()
	n := float64(r.next)
	d := &r.report.Disk
	d.Untouched, d.Pages, d.Plain = float64(z.All)/n, float64(z.Pages)/n, float64(z.Data)/n
	return err
}

// dispensed supplies packs anywhere, each once and with its fact, and measures by
// how much the disk grew.
func (r *run) dispensed() error {
	before, err := r.reopen()
	if err != nil {
		return err
	}
	const batch = 10_000
	n := min(max(r.Updates, r.Keys/20), r.Keys/2) / batch * batch // few would drown in the rest
	step := max(1, r.Keys/max(n, 1))
	for i := 0; i < n; i += batch {
		changes, facts := make([]store.Change, batch), make([]store.AuxRow, batch)
		for j := range batch {
			changes[j] = r.goods.dispense((i+j)*step, 1)
			facts[j] = store.AuxRow{Key: factKey(uint64(i + j)), Value: r.goods.fact((i + j) * step)}
		}
		if err := r.commit(changes, facts...); err != nil {
			return err
		}
		r.Progress("dispensing", i+batch, n)
	}
	after, err := r.reopen()
	if err != nil || n == 0 {
		return err
	}
	d := &r.report.Disk
	// What can be undone is of the last two blocks, whatever the number of packs.
	grown := float64(after.Data+after.Pages) - float64(before.Data+before.Pages)
	d.Dispensed = d.Untouched + grown/float64(n)
	d.Fact = float64(after.Aux-before.Aux) / float64(n)
	return nil
}
