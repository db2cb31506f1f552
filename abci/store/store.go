package store

import (
	"cmp"
	"errors"
	"fmt"
	"sync"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"

	"pedigree/abci/store/disk"
	"pedigree/abci/store/tree"
	"pedigree/proof"
)

// What a caller can tell apart.
var (
	ErrPoisoned = errors.New("store failed to commit: stop the node")
	ErrClosed   = errors.New("store or view is closed")
	ErrPruned   = errors.New("height is no longer kept")
	ErrFuture   = errors.New("height is not committed yet")
	ErrCorrupt  = tree.ErrCorrupt
	ErrStale    = errors.New("pending block was overtaken")
	ErrHeight   = errors.New("height does not follow")
	ErrReadOnly = errors.New("store is open for reading only")
)

// damage makes Pebble's word on a damaged file ours.
func damage(err error) error {
	if pebble.IsCorruptionError(err) && !errors.Is(err, ErrCorrupt) {
		return fmt.Errorf("%w: %w", ErrCorrupt, err)
	}
	return err
}

// Options of a store. The zero value is useful.
type Options struct {
	FS         vfs.FS // where the files are; nil is the disk
	Keep       int    // heights that can be read while running; 0 is 100
	CacheBytes int64  // for rows and pages together, half each; 0 is 256 MiB
	Changes    int    // after which pages are written; 0 is 65,536, or fewer in a small cache
	PagesAt    uint64 // also written at multiples of this height; 0 is none
	ReadOnly   bool   // changes no file: for audits, which want to see what is there
}

func (o Options) withDefaults() Options {
	o.Keep = cmp.Or(max(o.Keep, 0), 100)
	o.CacheBytes = cmp.Or(max(o.CacheBytes, 0), 256<<20)
	o.Changes = cmp.Or(max(o.Changes, 0), int(min(mostChanges, o.CacheBytes/bytesPerChange)))
	return o
}

// A Store is the state of one ledger. One goroutine applies and commits; any
// number read.
type Store struct {
	dir     string
	options Options
	db      *disk.DB

	chunkRows uint64 // rows of a chunk, the same on all nodes

	writer  sync.Mutex // held by Apply and Commit
	pending *Pending   // of the last Apply; guarded by writer
	restore *Restore   // under way; likewise
	journal journal    // since the pages were written; likewise

	room *tree.Room // for nodes

	redoing sync.Mutex // held while the tree of an older height is computed

	reads sync.WaitGroup // under way; none begins once closed is set

	mu       sync.Mutex
	versions versions
	open     map[*version]bool // whose snapshots are open
	redone   *version          // the one older version whose tree was computed; may be nil
	begun    bool              // a block was committed, now or before
	poison   error             // of a failed commit: nothing will be committed any more
	closed   bool
}

// Open opens or creates the store in dir, at the last height committed. It
// refuses a store that another process holds or in which something is corrupt;
// the error names the file or the row.
func Open(dir string, o Options) (*Store, error) {
	s := &Store{dir: dir, options: o.withDefaults(), open: map[*version]bool{},
		chunkRows: chunkRows}
	s.room = tree.NewRoom(s.options.CacheBytes / 2)
	if err := s.start(); err != nil {
		if s.db != nil {
			err = errors.Join(err, s.Close())
		}
		return nil, fmt.Errorf("store %s: %w", dir, damage(err))
	}
	return s, nil
}

func (s *Store) start() (err error) {
	o := disk.Options{FS: s.options.FS, CacheBytes: s.options.CacheBytes / 2, ReadOnly: s.options.ReadOnly}
	if s.db, err = disk.Open(s.dir, o); err != nil {
		return err
	}
	m, begun, err := readMeta(s.db)
	if !s.options.ReadOnly {
		if errors.Is(err, errLayout) {
			m, err = reindex(s.db, m)
		} else if err == nil && !begun {
			err = forgetRestore(s.db)
		}
	}
	if err != nil {
		return err
	}
	s.begun = begun
	if begun {
		return s.recover(m)
	}
	s.versions = versions{s.newVersion(0, nil)}
	return s.versions.tip().src.data("", func(string, []byte) (bool, error) {
		return false, fmt.Errorf("%w: rows without a tip", ErrCorrupt)
	})
}

// Height is that of the last block committed, 0 if there is none.
func (s *Store) Height() uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.versions.tip().height
}

// Root is the root at Height.
func (s *Store) Root() proof.Hash {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.versions.tip().hash
}

// Empty tells whether no block was ever committed.
func (s *Store) Empty() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return !s.begun
}

// Close waits for reads under way and releases the files. Views still open
// answer ErrClosed from then on.
func (s *Store) Close() error {
	s.writer.Lock()
	defer s.writer.Unlock()
	s.mu.Lock()
	closed := s.closed
	s.closed = true
	s.mu.Unlock()
	if closed {
		return nil
	}
	s.reads.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.poison != nil {
		return nil // Pebble may hang after a failed write; the process ends anyway
	}
	var err error
	for v := range s.open {
		err = errors.Join(err, v.src.reader.Close())
	}
	return errors.Join(err, s.db.Close())
}
