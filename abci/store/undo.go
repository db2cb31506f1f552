package store

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"

	"github.com/cockroachdb/pebble/v2"

	"pedigree/abci/store/tree"
	"pedigree/proof"
)

// undoHeights is how many blocks can be undone after a restart, to read and
// prove at the heights before the tip: a header with the tip's root may not
// exist yet. The rows of more are there until the pages are written.
const undoHeights = 2

func undoKey(height uint64) []byte {
	return binary.BigEndian.AppendUint64([]byte{rowUndo}, height)
}

// encodeUndo writes the root before a block and the rows it overwrote, sorted.
func encodeUndo(before proof.Hash, writes []tree.Write) []byte {
	size := len(before)
	for i := range writes {
		size += 2*binary.MaxVarintLen32 + len(writes[i].Key) + len(writes[i].Old)
	}
	b := append(make([]byte, 0, size), before[:]...)
	for _, w := range writes {
		b = append(binary.AppendUvarint(b, uint64(len(w.Key))), w.Key...)
		if w.Old == nil {
			b = append(b, 0)
			continue
		}
		b = binary.AppendUvarint(b, uint64(len(w.Old))+1)
		b = append(b, w.Old...)
	}
	return b
}

// readUndo gives what the block of a height overwrote.
func readUndo(db pebble.Reader, height uint64) (before proof.Hash, o overlay, ok bool, err error) {
	b, ok, err := fetch(db, undoKey(height))
	if err != nil || !ok {
		return before, nil, false, err
	}
	r := tree.Fields{Rest: b}
	copy(before[:], r.Bytes(uint64(len(before))))
	for len(r.Rest) > 0 {
		old := oldRow{key: string(r.Bytes(r.Uvarint()))}
		if n := r.Uvarint(); n > 0 {
			old.row = r.Bytes(n - 1)
		}
		if len(o) > 0 && o[len(o)-1].key >= old.key || proof.CheckKey(old.key) != nil {
			r.Spoil()
		}
		o = append(o, old)
	}
	if r.Bad {
		return before, nil, false, fmt.Errorf("%w: undo row of height %d", ErrCorrupt, height)
	}
	return before, o, true, nil
}

// An overlay is a sorted list of rows that hide those of the reader.
type overlay []oldRow

// An oldRow is what stood under a key before it was overwritten, nil if nothing.
type oldRow struct {
	key string
	row []byte
}

// at gives the place of key in the overlay and whether it is there.
func (o overlay) at(key string) (int, bool) {
	return slices.BinarySearchFunc(o, key, func(r oldRow, k string) int {
		return strings.Compare(r.key, k)
	})
}

// oldest sorts overlays of several blocks that were put together, the oldest first:
// older rows hide newer ones.
func (o overlay) oldest() overlay {
	slices.SortStableFunc(o, func(a, b oldRow) int { return strings.Compare(a.key, b.key) })
	return slices.CompactFunc(o, func(a, b oldRow) bool { return a.key == b.key })
}

// undo gives the tree before a block, from the tree and the source after it.
func undo(src source, root *tree.Node, o overlay) (*tree.Node, error) {
	writes := make([]tree.Write, len(o))
	for i, r := range o {
		var err error
		if writes[i], err = writeOf(r.key, r.row); err != nil {
			return nil, err
		}
	}
	return tree.NewUpdate(src).Apply(root, writes)
}
