package store

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/cockroachdb/pebble/v2"

	"pedigree/abci/store/tree"
	"pedigree/proof"
)

// layoutVersion is that of the pages; it has nothing to do with the hashes. Pages of
// another version are made anew when the store is opened.
const layoutVersion = 6

var errLayout = errors.New("pages of another release")

var metaKey = []byte{rowMeta}

// A meta is the row that makes a block the tip.
type meta struct {
	height uint64
	hash   proof.Hash // of the tree
	pages  paged
}

// encode writes layout version, height and hash, then how many blocks ago the pages
// were written, their tree's size and hash, and what leads to its page.
func (m meta) encode() []byte {
	b := []byte{layoutVersion}
	b = binary.BigEndian.AppendUint64(b, m.height)
	b = append(b, m.hash[:]...)
	b = binary.AppendUvarint(b, m.height-m.pages.height)
	return tree.AppendStub(b, m.pages.root)
}

// readMeta gives the tip; ok is false in a store that has none yet. With errLayout
// only height and hash hold.
func readMeta(r pebble.Reader) (m meta, ok bool, err error) {
	b, ok, err := fetch(r, metaKey)
	if err != nil || !ok {
		return m, false, err
	}
	if len(b) < 9 || b[0] == 0 || b[0] > layoutVersion {
		return m, false, fmt.Errorf("%w: tip row of an unknown layout", ErrCorrupt)
	}
	layout, rest := b[0], tree.Fields{Rest: b[9:]}
	m.height = binary.BigEndian.Uint64(b[1:])
	if layout < 4 {
		rest.Uvarint() // the size stood before the hash
	}
	copy(m.hash[:], rest.Bytes(uint64(len(m.hash))))
	switch {
	case rest.Bad:
		return m, false, fmt.Errorf("%w: tip row cut short", ErrCorrupt)
	case layout < layoutVersion:
		return m, true, errLayout
	}
	m.pages, err = readPages(m.height, rest.Rest)
	return m, err == nil, err
}

// readPages reads what the tip row says of the pages.
func readPages(tip uint64, b []byte) (paged, error) {
	r := tree.Fields{Rest: b}
	ago, root := r.Uvarint(), tree.ReadStub(&r)
	if root == nil || ago > tip {
		return paged{}, fmt.Errorf("%w: tip row cut short", ErrCorrupt)
	}
	return paged{tip - ago, root}, nil
}
