package disk

import (
	"fmt"
	"sync"

	"github.com/cockroachdb/pebble/v2"
)

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

// Trouble is what failed in the background since the database was opened, nil if nothing:
// nothing more should be written then.
func (db *DB) Trouble() error {
	select {
	case <-db.alarm.rung:
		return db.alarm.err
	default:
		return nil
	}
}

// Write writes a batch, synced. It returns what Pebble calls fatal as an error, and does
// not wait for a batch that stands behind a flush which fails again and again. After an
// error nothing is known about what reached the disk.
func (db *DB) Write(b *pebble.Batch) error {
	done := make(chan error, 1)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				done <- fmt.Errorf("%v", r)
			}
		}()
		done <- b.Commit(pebble.Sync)
	}()
	select {
	case err := <-done:
		return err
	case <-db.alarm.rung:
		return db.alarm.err
	}
}
