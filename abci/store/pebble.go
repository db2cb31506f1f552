package store

import (
	"fmt"
	"sync"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/bloom"
)

// openPebble opens the database with settings for many small rows and one
// synced batch a block.
func openPebble(dir string, o Options, a *alarm) (*pebble.DB, error) {
	cache := pebble.NewCache(o.CacheBytes / 2)
	defer cache.Unref()
	opts := &pebble.Options{
		FS:                    o.FS,
		Cache:                 cache,
		Logger:                quiet{},
		MemTableSize:          16 << 20,
		L0CompactionThreshold: 4,
		FormatMajorVersion:    pebble.FormatNewest,
		EventListener: &pebble.EventListener{
			BackgroundError: a.ring,
			DataCorruption: func(c pebble.DataCorruptionInfo) {
				a.ring(fmt.Errorf("%w: %s: %w", ErrCorrupt, c.Path, c.Details))
			},
		},
	}
	for i := range opts.Levels {
		opts.Levels[i].FilterPolicy = bloom.FilterPolicy(10)
	}
	return pebble.Open(dir, opts)
}

// quiet drops Pebble's running commentary; errors reach us as errors. What
// Pebble calls fatal is a panic: Commit turns it into ErrPoisoned, and on any
// other goroutine it ends the process, as it must.
type quiet struct{}

func (quiet) Infof(string, ...any)  {}
func (quiet) Errorf(string, ...any) {}
func (quiet) Fatalf(format string, args ...any) {
	panic(fmt.Errorf("pebble: "+format, args...))
}

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
