package tree

import (
	"bytes"
	"errors"
	"fmt"

	"pedigree/proof"
)

// ErrCorrupt marks rows and pages that are not what the tree says.
var ErrCorrupt = errors.New("store is corrupt")

// A Source shows the rows of a height, and the pages of the trees that stand on them, to
// any number of goroutines.
type Source interface {
	Rows() (Rows, error)              // to be closed
	Page(name string) ([]byte, error) // ErrCorrupt if there is none
}

// Rows walks the rows in order of their keys, for one goroutine. Keys and leaves outlive
// its moves.
type Rows interface {
	Seek(key []byte) // goes to the first row whose key is not smaller
	Next()
	Valid() bool // false behind the last row and after an error
	Key() string
	Row() []byte // until it moves
	Leaf() (proof.Leaf, error)
	Err() error
	Close() error
}

// A cursor reads the few rows below a place of the tree.
type cursor struct {
	Rows
	at     []byte       // room
	leaves []proof.Leaf // likewise
}

// cursor opens one, which must be closed.
func (r Reader) cursor() (*cursor, error) {
	rows, err := r.Rows()
	return &cursor{Rows: rows}, err
}

// scan visits the rows whose keys share the first bits of key. Their number is
// known from the tree; any other one means that rows were lost.
func (c *cursor) scan(rows uint64, key string, bits int, fn func() error) error {
	if rows == 0 {
		return nil
	}
	// Without the zero bytes that pad the bits, since "ab" stands before "ab" + 0x00.
	c.at = bytes.TrimRight(appendMasked(c.at[:0], key, 0, bits), "\x00")
	var seen uint64
	for c.Seek(c.at); c.Valid() && agree(c.Key(), key, bits); c.Next() {
		if seen++; seen > rows {
			break
		}
		if err := fn(); err != nil {
			return err
		}
	}
	if err := c.Err(); err != nil {
		return err
	}
	if seen != rows {
		return fmt.Errorf("%w: not %d rows beside %q", ErrCorrupt, rows, key)
	}
	return nil
}

// group gives the leaves of such rows, which hold until the next are read.
func (c *cursor) group(rows uint64, key string, bits int) ([]proof.Leaf, error) {
	c.leaves = c.leaves[:0]
	err := c.scan(rows, key, bits, func() error {
		leaf, err := c.Leaf()
		c.leaves = append(c.leaves, leaf)
		return err
	})
	return c.leaves, err
}
