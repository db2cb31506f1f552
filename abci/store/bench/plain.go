package bench

import (
	"cmp"
	"errors"

	"github.com/cockroachdb/pebble/v2/vfs"

	"pedigree/abci/store"
	"pedigree/abci/store/disk"
)

// plain is the same database without a tree: what the same rows cost alone.
type plain struct{ *disk.DB }

func openPlain(dir string, cacheBytes int64) (*plain, error) {
	rows := cmp.Or(cacheBytes, store.DefaultCacheBytes) / 2
	db, err := disk.Open(dir, disk.Options{FS: vfs.Default, CacheBytes: rows})
	if err != nil {
		return nil, err
	}
	return &plain{db}, nil
}

// commit writes a block's rows in one synced batch.
func (p *plain) commit(changes []store.Change) error {
	b := p.NewBatch()
	for _, c := range changes {
		if err := b.Set([]byte("k"+c.Key), c.Value.Encode(), nil); err != nil {
			return errors.Join(err, b.Close())
		}
	}
	return p.Write(b)
}
