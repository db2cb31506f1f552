package store

import (
	"bytes"
	"errors"
	"strings"

	"github.com/cockroachdb/pebble/v2"

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

	keys   strings.Builder
	at     []byte       // what was sought last
	leaves []proof.Leaf // room for those of a group
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

func (c *cursor) close() error { return c.it.Close() }

// seek goes to the first row whose key is not smaller.
func (c *cursor) seek(key string) {
	c.at = append(append(c.at[:0], rowData), key...)
	c.find()
}

// first goes to the first row whose key begins with the first bits of key, or to where
// that would stand: before the zero bytes that pad them, since "ab" stands before "ab" + 0x00.
func (c *cursor) first(key string, bits int) {
	c.at = appendMasked(append(c.at[:0], rowData), key, 0, bits)
	c.at = bytes.TrimRight(c.at, "\x00")
	c.find()
}

// find goes to the first row that is not before at.
func (c *cursor) find() {
	c.it.SeekGE(c.at)
	if len(c.over) > 0 {
		c.next, _ = c.over.at(string(c.at[1:]))
	}
	c.settle()
}

// step goes to the next row.
func (c *cursor) step() {
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

// err is why a cursor became invalid before the end.
func (c *cursor) err() error { return c.it.Error() }

// data visits data rows from a key on, until fn returns false.
func (s source) data(from string, fn func(key string, row []byte) (bool, error)) error {
	cur, err := s.cursor()
	if err != nil {
		return err
	}
	more := true
	for cur.seek(from); cur.valid && more && err == nil; {
		if more, err = fn(cur.key, cur.row); more && err == nil {
			cur.step()
		}
	}
	return errors.Join(err, cur.err(), cur.close())
}
