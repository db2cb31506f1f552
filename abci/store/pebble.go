package store

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/bloom"
	wal "github.com/cockroachdb/pebble/v2/record"
	"github.com/cockroachdb/pebble/v2/vfs"
)

// At most so many memtables of this size are in memory, beside the cache.
const (
	memtables     = 3
	memtableBytes = 32 << 20
)

// openPebble opens the database with settings for many small rows and one
// synced batch a block. It makes one only where no files are: a database that lost its
// manifest's marker would begin empty, with its last blocks.
func openPebble(dir string, o Options, a *alarm) (*pebble.DB, error) {
	cache := pebble.NewCache(o.CacheBytes/2 + memtables*memtableBytes) // it counts both
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
				a.ring(fmt.Errorf("%w: %s: %w", ErrCorrupt, c.Path, c.Details))
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

// named makes the name of a manifest durable with the file. Pebble makes the marker that
// points to it next and syncs the directory once: a power loss could leave the marker alone.
type named struct{ vfs.FS }

func (n named) Create(name string, c vfs.DiskWriteCategory) (vfs.File, error) {
	f, err := n.FS.Create(name, c)
	if err == nil && strings.HasPrefix(n.PathBase(name), "MANIFEST-") {
		if err = syncDir(n.FS, n.PathDir(name)); err != nil {
			return nil, errors.Join(err, f.Close())
		}
	}
	return f, err
}

// nameLog adds which files a write-ahead log consists of to an error of reading
// it, because Pebble's names none. There is one unless a flush was under way.
func nameLog(dir string, o Options, err error) error {
	if !errors.Is(err, wal.ErrInvalidChunk) && !errors.Is(err, wal.ErrZeroedChunk) {
		return err
	}
	names, listErr := o.FS.List(dir)
	logs := slices.DeleteFunc(names, func(n string) bool { return path.Ext(n) != ".log" })
	slices.Sort(logs)
	return errors.Join(fmt.Errorf("%w: %s: %w", ErrCorrupt, strings.Join(logs, ", "), err), listErr)
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
