package bench

import (
	"errors"
	"path/filepath"

	"pedigree/abci/store"
)

// Copy is what a snapshot of the whole state and its restoration cost.
type Copy struct {
	Chunks  int  `json:"chunks"`
	Bytes   int  `json:"bytes"`
	Make    Cost `json:"snapshot"` // per row
	Restore Cost `json:"restore"`  // per row
}

// copy makes every chunk, as for another node, and restores it beside.
func (r *run) copy() (err error) {
	v, err := r.store.Tip()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, v.Close()) }()
	to, err := store.Open(filepath.Join(r.Dir, "copy"), store.Options{CacheBytes: r.CacheBytes})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	restore, err := to.BeginRestore(v.Height(), v.Root())
	if err != nil {
		return err
	}
	c := &r.report.Copy
	c.Chunks = v.Chunks()
	for i := range c.Chunks {
		if err := r.ctx.Err(); err != nil {
			return err
		}
		m := begin()
		b, err := v.Chunk(i)
		if err != nil {
			return err
		}
		c.Make = c.Make.plus(m.end(1))
		m = begin()
		if err := restore.Add(b); err != nil {
			return err
		}
		c.Restore = c.Restore.plus(m.end(1))
		c.Bytes += len(b)
		r.Progress("copying the state", i+1, c.Chunks)
	}
	m := begin()
	if err := restore.Finish(nil); err != nil {
		return err
	}
	c.Restore = c.Restore.plus(m.end(1))
	c.Make, c.Restore = c.Make.over(r.next), c.Restore.over(r.next)
	return nil
}

// over says the same cost per other operations.
func (c Cost) over(operations int) Cost {
	f := float64(c.Operations) / float64(operations)
	return Cost{operations, c.CPU * f, c.Wall * f}
}
