package bench

import (
	"errors"

	"pedigree/abci/store"
	"pedigree/abci/store/disk"
)

// plain is the same database without a tree: what the same rows cost alone.
type plain struct{ *disk.DB }

func openPlain(dir string, cacheBytes int64) (*plain, error) {
	db, err := disk.Open(dir, disk.Options{CacheBytes: cacheBytes / 2}) // as much as a store gives rows
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
