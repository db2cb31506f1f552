package stream

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"

	"pedigree/events"
	"pedigree/record"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// Headers of each message, beside Nats-Msg-Id (docs/events.md).
const (
	headerHeight  = "Pedigree-Height"
	headerOrdinal = "Pedigree-Ordinal"
	headerHash    = "Pedigree-Hash"
)

// Message is one fact as the stream carries it.
type Message struct {
	Ordinal   uint64 // position in the fact log, from 1
	ID        string // height/tx index/n
	Height    uint64
	Fact      *record.Fact
	FactBytes []byte // the fact's CBOR, as the ledger logged it
	Event     []byte // EPCIS 2.0 JSON-LD
}

var errForeign = errors.New("the stream holds something that is not of the fact log")

// encode makes the message of a fact.
func encode(e Entry) (*nats.Msg, stamp, error) {
	f, err := record.DecodeFact(e.Fact)
	if err != nil {
		return nil, stamp{}, fmt.Errorf("%w: fact %d: %w", ErrUnrelayable, e.Ordinal, err)
	}
	event, err := events.Render(f)
	if err != nil {
		return nil, stamp{}, fmt.Errorf("%w: fact %d: %w", ErrUnrelayable, e.Ordinal, err)
	}
	s := stampOf(e, f)
	m := nats.NewMsg(event.Subject)
	m.Data = event.JSON
	m.Header.Set(jetstream.MsgIDHeader, s.id)
	m.Header.Set(headerHeight, strconv.FormatUint(s.height, 10))
	m.Header.Set(headerOrdinal, strconv.FormatUint(s.ordinal, 10))
	m.Header.Set(headerHash, s.hash.String())
	return m, s, nil
}

// readStamp reads the headers of a message at a sequence of the stream, which has to be
// its ordinal.
func readStamp(h nats.Header, sequence uint64) (s stamp, err error) {
	s.id = h.Get(jetstream.MsgIDHeader)
	s.ordinal, err = strconv.ParseUint(h.Get(headerOrdinal), 10, 64)
	if err != nil || s.ordinal != sequence {
		return s, fmt.Errorf("%w: message %d says it is fact %q", errForeign, sequence,
			h.Get(headerOrdinal))
	}
	if s.height, err = strconv.ParseUint(h.Get(headerHeight), 10, 64); err != nil {
		return s, fmt.Errorf("%w: message %d has no height", errForeign, sequence)
	}
	hash, err := hex.DecodeString(h.Get(headerHash))
	if err != nil || len(hash) != len(s.hash) {
		return s, fmt.Errorf("%w: message %d has no hash", errForeign, sequence)
	}
	copy(s.hash[:], hash)
	return s, nil
}

// decode reads a message and checks that headers, event and fact belong together.
func decode(h nats.Header, data []byte, sequence uint64) (Message, error) {
	s, err := readStamp(h, sequence)
	if err != nil {
		return Message{}, err
	}
	b, err := events.FactBytes(data)
	if err != nil {
		return Message{}, fmt.Errorf("%w: message %d: %w", errForeign, sequence, err)
	}
	f, err := record.DecodeFact(b)
	if err != nil {
		return Message{}, fmt.Errorf("%w: message %d: %w", errForeign, sequence, err)
	}
	if stampOf(Entry{Ordinal: sequence, Fact: b}, f) != s {
		return Message{}, fmt.Errorf("%w: message %d is not what its headers say", errForeign, sequence)
	}
	return Message{
		Ordinal: sequence, ID: s.id, Height: s.height, Fact: f, FactBytes: b, Event: data,
	}, nil
}
