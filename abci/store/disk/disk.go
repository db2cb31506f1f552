// Package disk opens Pebble as the store needs it: settings for many small rows and one
// synced batch a block, files that outlive a power loss from their first moment on, and
// errors that name the file and come back to the caller.
package disk

import (
	"fmt"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/bloom"
	"github.com/cockroachdb/pebble/v2/vfs"
)

// At most so many memtables of this size are in memory, beside the cache.
const (
	memtables     = 3
	memtableBytes = 32 << 20
)

// Options of a database.
type Options struct {
	FS         vfs.FS // where the files are; nil is the disk
	CacheBytes int64  // for blocks of the files
	ReadOnly   bool   // changes no file
}

// A DB is a database whose troubles are heard.
type DB struct {
	*pebble.DB
	alarm *alarm
}

// Open opens the database in dir, or makes it unless it is to be read only. It makes one
// only where no files are: a database that lost its manifest's marker would begin empty,
// with its last blocks.
func Open(dir string, o Options) (*DB, error) {
	if o.FS == nil {
		o.FS = vfs.Default
	}
	a := newAlarm()
	if !o.ReadOnly {
		if err := create(dir, o, a); err != nil {
			return nil, err
		}
	}
	db, err := open(dir, o, a)
	if err != nil {
		return nil, err
	}
	return &DB{db, a}, nil
}

func open(dir string, o Options, a *alarm) (*pebble.DB, error) {
	cache := pebble.NewCache(o.CacheBytes + memtables*memtableBytes) // it counts both
	defer cache.Unref()
	names, _ := o.FS.List(dir) // or it is not there
	opts := &pebble.Options{
		FS:                    named{o.FS},
		Cache:                 cache,
		ReadOnly:              o.ReadOnly,
		ErrorIfNotExists:      len(names) > 0,
		Logger:                quiet{},
		MemTableSize:          memtableBytes,
		L0CompactionThreshold: 4,
		FormatMajorVersion:    pebble.FormatNewest,
		EventListener: &pebble.EventListener{
			BackgroundError: a.ring,
			DataCorruption: func(c pebble.DataCorruptionInfo) {
				a.ring(fmt.Errorf("%w: %s: %w", pebble.ErrCorruption, c.Path, c.Details))
			},
		},
	}
	for i := range opts.Levels {
		opts.Levels[i].FilterPolicy = bloom.FilterPolicy(10)
		opts.Levels[i].BlockSize, opts.Levels[i].IndexBlockSize = 8<<10, 256<<10
	}
	opts.Experimental.EnableValueBlocks = func() bool { return false }
	db, err := pebble.Open(dir, opts)
	return db, nameLog(dir, o, err)
}
