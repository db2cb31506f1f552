package stream

import (
	"context"
	"fmt"

	"pedigree/record"
)

// Log is the fact log, the source of everything on the stream. Facts are numbered from
// 1 in the order in which the ledger stated them; an entry never changes.
type Log interface {
	// Head says how many facts there are.
	Head(ctx context.Context) (count uint64, err error)

	// Read gives entries from an ordinal on: at most limit, in order and without gaps,
	// fewer at the end of the log, none after it.
	Read(ctx context.Context, from uint64, limit int) ([]Entry, error)

	// Wait returns when there are more facts than after, or with the error of ctx.
	Wait(ctx context.Context, after uint64) error
}

// Entry is one fact of the log.
type Entry struct {
	Ordinal uint64
	Fact    []byte // CBOR
}

// stamp is what a message of the stream says about itself in its headers.
type stamp struct {
	ordinal uint64
	height  uint64
	id      string      // height/tx index/n
	event   string      // event hash id
	digest  record.Hash // SHA-256 of the payload
}

// entry reads one fact of the log and says how its message has to be.
func entry(ctx context.Context, log Log, ordinal uint64) (stamp, error) {
	es, err := log.Read(ctx, ordinal, 1)
	if err != nil {
		return stamp{}, fmt.Errorf("fact log: %w", err)
	}
	if len(es) != 1 || es[0].Ordinal != ordinal {
		return stamp{}, fmt.Errorf("fact log: no fact %d", ordinal)
	}
	_, s, err := encode(es[0])
	return s, err
}
