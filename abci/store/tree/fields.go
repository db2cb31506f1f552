package tree

import "encoding/binary"

// Fields reads the fields of a row, one after the other. After the first defect it is Bad,
// and whatever it returns means nothing.
type Fields struct {
	Rest []byte
	Bad  bool
}

// Spoil says that the row is bad, and ends it, so that no loop goes on.
func (f *Fields) Spoil() { f.Bad, f.Rest = true, nil }

// Uvarint reads a number.
func (f *Fields) Uvarint() uint64 {
	v, n := binary.Uvarint(f.Rest)
	if n <= 0 {
		f.Spoil()
		return 0
	}
	f.Rest = f.Rest[n:]
	return v
}

// Bytes gives the next n, without copying them; of a bad row 32 that mean nothing.
func (f *Fields) Bytes(n uint64) []byte {
	if n > uint64(len(f.Rest)) {
		f.Spoil()
		return make([]byte, 32)
	}
	b := f.Rest[:n:n]
	f.Rest = f.Rest[n:]
	return b
}
