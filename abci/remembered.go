package abci

import "sync"

// remembered keeps the last answers of something that costs much to compute, by the
// hash of what was asked, in two generations of at most limit each.
type remembered[V any] struct {
	limit      int
	mu         sync.Mutex
	young, old map[[32]byte]V
}

func remembering[V any](limit int) *remembered[V] {
	return &remembered[V]{limit: limit, young: make(map[[32]byte]V)}
}

// of gives the answer that is remembered, or computes it, outside of the lock.
func (r *remembered[V]) of(name [32]byte, compute func() V) V {
	r.mu.Lock()
	v, known := r.young[name]
	if !known {
		v, known = r.old[name]
	}
	r.mu.Unlock()
	if known {
		return v
	}
	v = compute()
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.young) >= r.limit {
		r.old, r.young = r.young, make(map[[32]byte]V)
	}
	r.young[name] = v
	return v
}
