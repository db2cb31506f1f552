package store

import (
	"fmt"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/bloom"
)

// openPebble opens the database with settings for many small rows and one
// synced batch a block.
func openPebble(dir string, o Options) (*pebble.DB, error) {
	cache := pebble.NewCache(o.CacheBytes / 2)
	defer cache.Unref()
	opts := &pebble.Options{
		FS:                    o.FS,
		Cache:                 cache,
		Logger:                quiet{},
		MemTableSize:          16 << 20,
		L0CompactionThreshold: 4,
		FormatMajorVersion:    pebble.FormatNewest,
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
