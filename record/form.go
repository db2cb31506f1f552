package record

import (
	"fmt"
	"math"
	"unicode/utf8"
)

// CBOR's major types (RFC 8949, 3.1).
const (
	majorUint = iota
	majorNegative
	majorBytes
	majorText
	majorArray
	majorMap
	majorTag
	majorSimple
)

// Simple values that we know; undefined and floats are not among them.
const (
	simpleFalse = 20
	simpleTrue  = 21
	simpleNull  = 22
)

// checkForm reads b as one CBOR item and refuses every spelling but the
// deterministic one (RFC 8949, 4.2.1). It looks into every part, also into those
// that a type keeps raw: shortest heads, definite lengths, no tags, floats or
// undefined, valid UTF-8, maps with ascending uint keys, nothing after the item.
func checkForm(b []byte, levels int, null bool) error {
	f := form{rest: b, null: null}
	if err := f.item(levels); err != nil {
		return err
	}
	if len(f.rest) > 0 {
		return notCanonical("%d bytes follow the item", len(f.rest))
	}
	return nil
}

// form is the unread rest of an item.
type form struct {
	rest []byte
	null bool // whether null may stand somewhere
}

func notCanonical(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrNotCanonical, fmt.Sprintf(format, args...))
}

func (f *form) item(levels int) error {
	major, n, err := f.head()
	if err != nil {
		return err
	}
	switch major {
	case majorUint, majorNegative:
		return nil
	case majorBytes, majorText:
		return f.text(major, n)
	case majorArray, majorMap:
		if levels == 0 {
			return notCanonical("nested too deeply")
		}
		if n > uint64(len(f.rest)) {
			return notCanonical("%d elements announced, %d bytes left", n, len(f.rest))
		}
		if major == majorMap {
			return f.pairs(n, levels-1)
		}
		return f.elements(n, levels-1)
	case majorSimple:
		if n == simpleNull && !f.null {
			return notCanonical("null where no type names it")
		}
		return nil
	}
	return notCanonical("a tag")
}

// head reads the first bytes of an item: its major type and its argument.
func (f *form) head() (major byte, n uint64, err error) {
	if len(f.rest) == 0 {
		return 0, 0, notCanonical("the item is cut off")
	}
	first := f.rest[0]
	major, n = first>>5, uint64(first&0x1f)
	f.rest = f.rest[1:]
	if major == majorSimple {
		if n < simpleFalse || n > simpleNull {
			return 0, 0, notCanonical("0x%02x: only false, true and null are known", first)
		}
		return major, n, nil
	}
	if n < 24 {
		return major, n, nil
	}
	if n > 27 {
		return 0, 0, notCanonical("0x%02x: an indefinite or reserved length", first)
	}
	n, err = f.argument(1 << (n - 24))
	return major, n, err
}

// argument reads a number of 1, 2, 4 or 8 bytes that fits into no fewer.
func (f *form) argument(size int) (n uint64, err error) {
	if len(f.rest) < size {
		return 0, notCanonical("the item is cut off")
	}
	for _, c := range f.rest[:size] {
		n = n<<8 | uint64(c)
	}
	f.rest = f.rest[size:]
	least := uint64(24)
	if size > 1 {
		least = 1 << (4 * size) // 2^8, 2^16, 2^32
	}
	if n < least {
		return 0, notCanonical("%d takes fewer bytes than it is given", n)
	}
	return n, nil
}

func (f *form) text(major byte, n uint64) error {
	if n > uint64(len(f.rest)) {
		return notCanonical("the item is cut off")
	}
	s := f.rest[:n]
	f.rest = f.rest[n:]
	if major == majorText && !utf8.Valid(s) {
		return notCanonical("text that is not UTF-8")
	}
	return nil
}

func (f *form) elements(n uint64, levels int) error {
	for range n {
		if err := f.item(levels); err != nil {
			return err
		}
	}
	return nil
}

// pairs reads a map. Ascending numbers are also bytewise ascending keys.
func (f *form) pairs(n uint64, levels int) error {
	last := uint64(math.MaxUint64)
	for i := range n {
		major, key, err := f.head()
		if err != nil {
			return err
		}
		if major != majorUint {
			return notCanonical("a map key that is not a uint")
		}
		if i > 0 && key <= last {
			return notCanonical("map key %d after %d", key, last)
		}
		last = key
		if err := f.item(levels); err != nil {
			return err
		}
	}
	return nil
}
