package proof

import "encoding/binary"

// A message is a protobuf message under construction: fields are appended in
// ascending order, and zero values are left out, as proto3 prescribes. It is all
// of protobuf that hashing a CometBFT header, set or vote needs, and gives the
// same bytes as CometBFT's generated code.
type message []byte

const (
	wireVarint  = 0
	wireFixed64 = 1
	wireBytes   = 2
)

func (m message) tag(field, wire uint64) message {
	return binary.AppendUvarint(m, field<<3|wire)
}

// varint appends a uint32, uint64, or a non-negative int32 or int64.
func (m message) varint(field, v uint64) message {
	if v == 0 {
		return m
	}
	return binary.AppendUvarint(m.tag(field, wireVarint), v)
}

// fixed64 appends an sfixed64.
func (m message) fixed64(field, v uint64) message {
	if v == 0 {
		return m
	}
	return binary.LittleEndian.AppendUint64(m.tag(field, wireFixed64), v)
}

// bytes appends a string or bytes field; an empty one is left out.
func (m message) bytes(field uint64, b []byte) message {
	if len(b) == 0 {
		return m
	}
	return m.embed(field, b)
}

// embed appends a message field that is written even when it is empty: gogoproto's
// non-nullable fields are never absent.
func (m message) embed(field uint64, b message) message {
	m = binary.AppendUvarint(m.tag(field, wireBytes), uint64(len(b)))
	return append(m, b...)
}

// timestamp gives a google.protobuf.Timestamp.
func timestamp(seconds int64, nanos uint32) message {
	return message(nil).varint(1, uint64(seconds)).varint(2, uint64(nanos))
}
