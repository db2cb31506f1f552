package stream

import (
	"crypto/sha256"
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
	headerHash    = "Pedigree-Hash"   // event hash id
	headerDigest  = "Pedigree-Digest" // SHA-256 of the payload
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
	s := stamp{ordinal: e.Ordinal, height: f.Height, id: f.ID(), event: event.ID,
		digest: sha256.Sum256(event.JSON)}
	m := nats.NewMsg(event.Subject)
	m.Data = event.JSON
	m.Header.Set(jetstream.MsgIDHeader, s.id)
	m.Header.Set(headerHeight, strconv.FormatUint(s.height, 10))
	m.Header.Set(headerOrdinal, strconv.FormatUint(s.ordinal, 10))
	m.Header.Set(headerHash, s.event)
	m.Header.Set(headerDigest, s.digest.String())
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
	s.event = h.Get(headerHash)
	digest, err := hex.DecodeString(h.Get(headerDigest))
	if err != nil || len(digest) != len(s.digest) {
		return s, fmt.Errorf("%w: message %d has no digest", errForeign, sequence)
	}
	copy(s.digest[:], digest)
	return s, nil
}

// decode reads a message and checks that headers, event and fact belong together.
func decode(h nats.Header, data []byte, sequence uint64) (Message, stamp, error) {
	s, err := readStamp(h, sequence)
	if err != nil {
		return Message{}, s, err
	}
	if sha256.Sum256(data) != s.digest {
		return Message{}, s, fmt.Errorf("%w: the payload of message %d is damaged", errForeign,
			sequence)
	}
	event, b, err := events.Open(data)
	if err != nil {
		return Message{}, s, fmt.Errorf("%w: message %d: %w", errForeign, sequence, err)
	}
	f, err := record.DecodeFact(b)
	if err != nil {
		return Message{}, s, fmt.Errorf("%w: message %d: %w", errForeign, sequence, err)
	}
	if event != s.event || f.ID() != s.id || f.Height != s.height {
		return Message{}, s, fmt.Errorf("%w: message %d is not what its headers say", errForeign,
			sequence)
	}
	return Message{
		Ordinal: sequence, ID: s.id, Height: s.height, Fact: f, FactBytes: b, Event: data,
	}, s, nil
}
