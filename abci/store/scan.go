package store

import (
	"fmt"

	"pedigree/proof"
)

// scan visits the rows whose keys share the first bits of key. Their number is
// known from the tree; any other one means that rows were lost.
func scan(c *cursor, rows uint64, key string, bits int, fn func(string, []byte) error) error {
	if rows == 0 {
		return nil
	}
	var seen uint64
	for c.seek(firstOf(key, bits)); c.valid && agree(c.key, key, bits); c.step() {
		if seen++; seen > rows {
			break
		}
		if err := fn(c.key, c.row); err != nil {
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

// scanLeaves hashes the rows of a group and checks them against its hash.
func scanLeaves(c *cursor, x *node, key string, bits int) ([]proof.Leaf, error) {
	leaves := make([]proof.Leaf, 0, x.n)
	err := scan(c, x.n, key, bits, func(key string, row []byte) error {
		leaf, err := leafOf(key, row)
		leaves = append(leaves, leaf)
		return err
	})
	if err != nil {
		return nil, err
	}
	if proof.Root(leaves) != x.hash {
		return nil, fmt.Errorf("%w: rows beside %q differ from their hash", ErrCorrupt, key)
	}
	return leaves, nil
}
