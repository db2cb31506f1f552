package store

import (
	"errors"
	"strings"

	"github.com/cockroachdb/pebble/v2"

	"pedigree/abci/store/tree"
	"pedigree/proof"
)

// A cursor walks the data rows of a source in order of their keys.
type cursor struct {
	it   *pebble.Iterator
	over overlay
	next int // the first row of the overlay that is not yet passed

	// Where the cursor stands. row belongs to the cursor until it moves.
	valid bool
	key   string
	row   []byte
	inner bool // the row is the overlay's

	keys strings.Builder
	at   []byte // what was sought last
}

// keyBytes is how much room for keys is taken at a time.
const keyBytes = 2048

// keep makes a key a string. A block reads many of them: one piece of memory for
// a few dozen spares the garbage collector.
func (c *cursor) keep(key []byte) string {
	if c.keys.Cap()-c.keys.Len() < len(key) {
		c.keys = strings.Builder{}
		c.keys.Grow(keyBytes)
	}
	n := c.keys.Len()
	c.keys.Write(key)
	return c.keys.String()[n:]
}

// cursor opens a cursor, which must be closed.
func (s source) cursor() (*cursor, error) {
	it, err := s.reader.NewIter(&pebble.IterOptions{
		LowerBound: []byte{rowData}, UpperBound: []byte{rowData + 1},
	})
	if err != nil {
		return nil, err
	}
	return &cursor{it: it, over: s.over}, nil
}

// Rows implements tree.Source.
func (s source) Rows() (tree.Rows, error) { return s.cursor() }

// Close implements tree.Rows, as do the others.
func (c *cursor) Close() error { return c.it.Close() }

func (c *cursor) Valid() bool { return c.valid }

func (c *cursor) Key() string { return c.key }

func (c *cursor) Row() []byte { return c.row }

func (c *cursor) Leaf() (proof.Leaf, error) { return leafOf(c.key, c.row) }

// Err is why a cursor became invalid before the end.
func (c *cursor) Err() error { return c.it.Error() }

func (c *cursor) Seek(key []byte) {
	c.at = append(append(c.at[:0], rowData), key...)
	c.it.SeekGE(c.at)
	if len(c.over) > 0 {
		c.next, _ = c.over.at(string(key))
	}
	c.settle()
}

func (c *cursor) Next() {
	if c.inner {
		c.next++
	} else {
		c.it.Next()
	}
	c.settle()
}

// settle chooses the smaller of both rows; the overlay's hides Pebble's.
func (c *cursor) settle() {
	for {
		c.valid, c.inner = c.it.Valid(), false
		if c.valid {
			c.key = c.keep(c.it.Key()[1:])
		}
		if c.next == len(c.over) || c.valid && c.key < c.over[c.next].key {
			break
		}
		old := c.over[c.next]
		if c.valid && c.key == old.key {
			c.it.Next()
		}
		if old.row != nil {
			c.valid, c.inner, c.key, c.row = true, true, old.key, old.row
			return
		}
		c.next++
	}
	if c.valid {
		c.row = c.it.Value()
	}
}

// before goes to the last row whose key is smaller. The cursor must be sought
// again before it steps.
func (c *cursor) before(key string) {
	c.it.SeekLT(rowKey(rowData, key))
	i, _ := c.over.at(key)
	for i--; ; i-- {
		c.valid, c.inner = c.it.Valid(), false
		if c.valid {
			c.key, c.row = c.keep(c.it.Key()[1:]), c.it.Value()
		}
		if i < 0 || c.valid && c.key > c.over[i].key {
			return
		}
		if c.valid && c.key == c.over[i].key {
			c.it.Prev()
		}
		if c.over[i].row != nil {
			c.valid, c.inner, c.key, c.row = true, true, c.over[i].key, c.over[i].row
			return
		}
	}
}

// data visits data rows from a key on, until fn returns false.
func (s source) data(from string, fn func(key string, row []byte) (bool, error)) error {
	cur, err := s.cursor()
	if err != nil {
		return err
	}
	more := true
	for cur.Seek([]byte(from)); cur.valid && more && err == nil; {
		if more, err = fn(cur.key, cur.row); more && err == nil {
			cur.Next()
		}
	}
	return errors.Join(err, cur.Err(), cur.Close())
}
