package store

import "sync"

// An alarm hears what fails outside of our calls: a flush on a full disk, a block
// whose checksum is wrong. Pebble would try for ever; we take no further block.
type alarm struct {
	once sync.Once
	rung chan struct{} // closed when err is set
	err  error
}

func newAlarm() *alarm { return &alarm{rung: make(chan struct{})} }

func (a *alarm) ring(err error) {
	a.once.Do(func() {
		a.err = err
		close(a.rung)
	})
}

// heard is why the alarm rang, nil if it did not.
func (a *alarm) heard() error {
	select {
	case <-a.rung:
		return a.err
	default:
		return nil
	}
}
