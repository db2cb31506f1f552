package stream

import "context"

// Relayed says how many facts the stream is known to hold.
func (r *Relay) Relayed() uint64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.relayed
}

// Lag says how many facts of the log the stream lacks.
func (r *Relay) Lag(ctx context.Context) (uint64, error) {
	head, err := r.log.Head(ctx)
	if err != nil {
		return 0, err
	}
	return head - min(head, r.Relayed()), nil
}

// Rebuilds says how often this relay deleted the stream because it was no copy of the
// log.
func (r *Relay) Rebuilds() uint64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.rebuilds
}

// Trouble says why the relay stands still; nil while it works.
func (r *Relay) Trouble() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.trouble
}

func (r *Relay) has(ordinal uint64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.relayed = ordinal
}

func (r *Relay) rebuilt() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.rebuilds++
	r.audited = Audit{}
}

func (r *Relay) note(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.trouble = err
}
