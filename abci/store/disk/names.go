package disk

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/cockroachdb/pebble/v2"
	wal "github.com/cockroachdb/pebble/v2/record"
	"github.com/cockroachdb/pebble/v2/vfs"
)

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
	return errors.Join(fmt.Errorf("%w: %s: %w", pebble.ErrCorruption, strings.Join(logs, ", "), err), listErr)
}

// quiet drops Pebble's running commentary; errors reach us as errors. What
// Pebble calls fatal is a panic: Write makes it an error, and on any
// other goroutine it ends the process, as it must.
type quiet struct{}

func (quiet) Infof(string, ...any)  {}
func (quiet) Errorf(string, ...any) {}
func (quiet) Fatalf(format string, args ...any) {
	panic(fmt.Errorf("pebble: "+format, args...))
}
