package store

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/cockroachdb/pebble/v2"
)

// layoutVersion is that of the pages; it has nothing to do with the hashes. Pages of
// another version are made anew when the store is opened.
const layoutVersion = 3

var errLayout = errors.New("pages of another release")

var metaKey = []byte{rowMeta}

// encodeMeta writes the row that makes a block the tip: layout version, height,
// and the root with what leads to its page.
func encodeMeta(height uint64, root *node) []byte {
	b := []byte{layoutVersion}
	b = binary.BigEndian.AppendUint64(b, height)
	b = binary.AppendUvarint(b, root.n)
	b = append(b, root.hash[:]...)
	if !root.isGroup() {
		b = append(b, pageKey(root)...)
	}
	return b
}

// readMeta gives the tip; ok is false in a store that has none yet. With errLayout
// all it gives holds but the place of the root's page.
func readMeta(r pebble.Reader) (height uint64, root *node, ok bool, err error) {
	b, ok, err := fetch(r, metaKey)
	if err != nil || !ok {
		return 0, nil, false, err
	}
	if len(b) < 9 || b[0] == 0 || b[0] > layoutVersion {
		return 0, nil, false, fmt.Errorf("%w: tip row of an unknown layout", ErrCorrupt)
	}
	if b[0] < layoutVersion {
		defer func() { err = cmp.Or(err, errLayout) }()
	}
	height, b = binary.BigEndian.Uint64(b[1:]), b[9:]
	root = &node{}
	n, used := binary.Uvarint(b)
	if used <= 0 || n == 0 || len(b) < used+len(root.hash) {
		return 0, nil, false, fmt.Errorf("%w: tip row cut short", ErrCorrupt)
	}
	root.n = n
	b = b[used+copy(root.hash[:], b[used:]):]
	if !root.isGroup() {
		if len(b) < 2 {
			return 0, nil, false, fmt.Errorf("%w: tip row cut short", ErrCorrupt)
		}
		root.page = true
		root.key, root.bit = string(b[:len(b)-2]), int(binary.BigEndian.Uint16(b[len(b)-2:]))
	}
	return height, root, true, nil
}
