package store

import "encoding/binary"

// A reader reads the fields of a row. After the first defect it is bad, and whatever it
// returns means nothing.
type reader struct {
	rest []byte
	bad  bool
}

// spoil empties the reader, so that no loop goes on.
func (r *reader) spoil() { r.bad, r.rest = true, nil }

func (r *reader) uvarint() uint64 {
	v, n := binary.Uvarint(r.rest)
	if n <= 0 {
		r.spoil()
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

// bytes gives the next n, without copying them; of a bad row 32 that mean nothing.
func (r *reader) bytes(n uint64) []byte {
	if n > uint64(len(r.rest)) {
		r.spoil()
		return make([]byte, 32)
	}
	b := r.rest[:n:n]
	r.rest = r.rest[n:]
	return b
}
