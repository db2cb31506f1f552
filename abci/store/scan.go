package store

import (
	"fmt"

	"pedigree/proof"
)

// scan visits the rows whose keys share the first bits of key. Their number is
// known from the tree; any other one means that rows were lost.
func (c *cursor) scan(rows uint64, key string, bits int, fn func() error) error {
	if rows == 0 {
		return nil
	}
	var seen uint64
	for c.first(key, bits); c.valid && agree(c.key, key, bits); c.step() {
		if seen++; seen > rows {
			break
		}
		if err := fn(); err != nil {
			return err
		}
	}
	if err := c.err(); err != nil {
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
		leaf, err := leafOf(c.key, c.row)
		c.leaves = append(c.leaves, leaf)
		return err
	})
	return c.leaves, err
}
