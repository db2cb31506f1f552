package disk

import (
	"errors"
	"os"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// create makes an empty database in dir unless there are files in it. It is made
// beside it and then renamed: Pebble does not survive a power loss while it
// creates its first files.
func create(dir string, o Options, a *alarm) error {
	fs := o.FS
	names, err := fs.List(dir)
	if len(names) > 0 || err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	parent, fresh := fs.PathDir(dir), dir+".new"
	if err := errors.Join(fs.MkdirAll(parent, 0o755), fs.RemoveAll(fresh)); err != nil {
		return err
	}
	db, err := open(fresh, o, a)
	if err != nil {
		return err
	}
	if err := db.Close(); err != nil {
		return err
	}
	if err := syncDir(fs, fresh); err != nil {
		return err
	}
	if err := errors.Join(fs.RemoveAll(dir), fs.Rename(fresh, dir)); err != nil {
		return err
	}
	return syncDir(fs, parent)
}

func syncDir(fs vfs.FS, dir string) error {
	d, err := fs.OpenDir(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
