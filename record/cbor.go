package record

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"

	"github.com/fxamacker/cbor/v2"
)

// ErrNotCanonical marks bytes that decode but are not the one deterministic
// encoding of what they mean (RFC 8949, 4.2.1). Such bytes are never accepted:
// two spellings of one value would give two hashes.
var ErrNotCanonical = errors.New("not deterministic CBOR")

// Raw is one CBOR item kept as it was read.
type Raw = cbor.RawMessage

// Limits of every decoder, so that a hostile message costs little. The body of an
// order nests at most five levels (architecture.md, 3); what else we read, bundles
// of evidence included, stays below twelve. How many items a command carries is
// for the command to say.
const (
	maxArray       = 1 << 18 // no transaction has room for more
	maxNesting     = 12
	maxBodyNesting = 5
)

var (
	encMode = mustEnc()
	decMode = mustDec()
)

func mustEnc() cbor.EncMode {
	o := cbor.CoreDetEncOptions()
	o.TextMarshaler = cbor.TextMarshalerTextString
	o.NilContainers = cbor.NilContainerAsEmpty
	o.TagsMd = cbor.TagsForbidden
	m, err := o.EncMode()
	if err != nil {
		panic(err)
	}
	return m
}

func mustDec() cbor.DecMode {
	m, err := cbor.DecOptions{
		DupMapKey:         cbor.DupMapKeyEnforcedAPF,
		IndefLength:       cbor.IndefLengthForbidden,
		TagsMd:            cbor.TagsForbidden,
		MaxNestedLevels:   maxNesting,
		MaxArrayElements:  maxArray,
		MaxMapPairs:       maxArray,
		ExtraReturnErrors: cbor.ExtraDecErrorUnknownField,
		IntDec:            cbor.IntDecConvertNone,
		TextUnmarshaler:   cbor.TextUnmarshalerTextString,
		BignumTag:         cbor.BignumTagForbidden,
		Inf:               cbor.InfDecodeForbidden,
		NaN:               cbor.NaNDecodeForbidden,
	}.DecMode()
	if err != nil {
		panic(err)
	}
	return m
}

// Marshal gives the deterministic CBOR of v. It fails only for values that have
// no form in our formats (tags, channels), which is a defect of the caller.
func Marshal(v any) ([]byte, error) { return encMode.Marshal(v) }

// MustMarshal is Marshal for our own types, whose encoding cannot fail.
func MustMarshal(v any) []byte {
	b, err := Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("record: %T has no CBOR form: %v", v, err))
	}
	return b
}

// Unmarshal reads one item into v and refuses everything but its only spelling:
// no trailing bytes, unknown or double keys, tags, floats or longer forms, also
// inside of what v keeps raw. It proves that by encoding the result again. What is
// spelt right but impossible (a status without a meaning) is refused too.
func Unmarshal(b []byte, v any) error {
	if err := checkForm(b, maxNesting, true); err != nil {
		return err
	}
	if err := decMode.Unmarshal(b, v); err != nil {
		return err
	}
	again, err := encMode.Marshal(v)
	if err != nil {
		return err
	}
	if !bytes.Equal(again, b) {
		return notCanonical("it is not what its meaning is written as")
	}
	return checkValid(reflect.ValueOf(v))
}

// checkBody judges the body of an order without knowing its command: a map, at
// most five levels deep, without null.
func checkBody(b Raw) error {
	if len(b) == 0 || b[0]>>5 != majorMap {
		return notCanonical("the body is not a map")
	}
	return checkForm(b, maxBodyNesting, false)
}
