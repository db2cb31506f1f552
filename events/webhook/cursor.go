package webhook

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// cursor is how far a hook is. It outlives a power cut.
type cursor struct {
	file    string
	Chain   string `json:"chain"`   // whose facts these are
	Ordinal uint64 `json:"ordinal"` // facts up to here were delivered, or are not for this party
}

// openCursor reads a cursor; one that is not there stands before the first fact. One that
// cannot be read, or is of another chain, is an error: the operator has to decide where to
// go on.
func openCursor(file, chain string) (*cursor, error) {
	c := &cursor{file: file}
	b, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		c.Chain = chain
		return c, nil
	}
	if err == nil {
		err = json.Unmarshal(b, c)
	}
	if err == nil && c.Chain != chain {
		err = fmt.Errorf("is of chain %q, not of %q", c.Chain, chain)
	}
	if err != nil {
		return nil, fmt.Errorf("webhooks: cursor %s: %w", file, err)
	}
	return c, nil
}

func (c *cursor) save() error {
	b, err := json.Marshal(c)
	if err != nil {
		return err
	}
	if err := writeSynced(c.file+".new", b); err != nil {
		return err
	}
	if err := os.Rename(c.file+".new", c.file); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(c.file))
	if err != nil {
		return err
	}
	defer dir.Close()
	return dir.Sync()
}

func writeSynced(file string, b []byte) error {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}
