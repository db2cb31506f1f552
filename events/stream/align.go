package stream

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"pedigree/events"
)

// Name is the name of the stream.
const Name = "EPCIS"

// config keeps every message for ever: readers may start at any time. The window for
// duplicates is as short as can be: the expected last sequence rules them out, at any time.
func (r *Relay) config() jetstream.StreamConfig {
	return jetstream.StreamConfig{
		Name:        Name,
		Description: "Facts of the ledger as EPCIS 2.0 events; message n is fact n",
		Subjects:    []string{events.SubjectRoot + ".>"},
		Retention:   jetstream.LimitsPolicy,
		Storage:     jetstream.FileStorage,
		Duplicates:  100 * time.Millisecond,
		MaxMsgs:     -1,
		MaxBytes:    -1,
		MaxMsgSize:  -1,
		Replicas:    r.options.Replicas,
	}
}

// align makes sure that the stream is a copy of the log's beginning and gives its last
// message (zero when it is empty). Anything else than such a copy is deleted.
func (r *Relay) align(ctx context.Context) (stamp, error) {
	s, err := r.conn.js.CreateOrUpdateStream(ctx, r.config())
	if err != nil {
		return stamp{}, fmt.Errorf("stream %s: %w", Name, err)
	}
	last, err := r.compare(ctx, s)
	if err == nil {
		err = r.examine(ctx, s, last.ordinal)
	}
	if !errors.Is(err, errForeign) {
		return last, err
	}
	r.conn.trouble(err)
	err = r.conn.js.DeleteStream(ctx, Name)
	if err != nil && !errors.Is(err, jetstream.ErrStreamNotFound) {
		return stamp{}, fmt.Errorf("deleting stream %s: %w", Name, err)
	}
	if _, err := r.conn.js.CreateStream(ctx, r.config()); err != nil {
		return stamp{}, fmt.Errorf("stream %s: %w", Name, err)
	}
	r.rebuilt()
	return stamp{}, nil
}

// compare gives the last message of the stream, or an error that wraps errForeign when
// the stream is no copy of the log. A stream longer than the log is one that another
// relay filled, whose node is ahead of ours.
func (r *Relay) compare(ctx context.Context, s jetstream.Stream) (stamp, error) {
	state := s.CachedInfo().State
	if state.LastSeq == 0 {
		return stamp{}, nil
	}
	if state.FirstSeq != 1 || state.Msgs != state.LastSeq {
		return stamp{}, fmt.Errorf("%w: %d messages numbered %d to %d", errForeign, state.Msgs,
			state.FirstSeq, state.LastSeq)
	}
	head, err := r.log.Head(ctx)
	if err != nil {
		return stamp{}, fmt.Errorf("fact log: %w", err)
	}
	if head == 0 {
		return stamp{}, errEmptyLog
	}
	last, err := stored(ctx, s, state.LastSeq)
	if err != nil {
		return stamp{}, err
	}
	for _, n := range []uint64{1, min(head, state.LastSeq)} {
		have, err := stored(ctx, s, n)
		if err != nil {
			return stamp{}, err
		}
		want, err := entry(ctx, r.log, n)
		if err != nil {
			return stamp{}, err
		}
		if have != want {
			return stamp{}, fmt.Errorf("%w: message %d is fact %s, should be %s", errForeign, n,
				have.id, want.id)
		}
	}
	return last, nil
}

// errEmptyLog: before genesis nothing can be said of a stream that is there already.
var errEmptyLog = errors.New("the fact log is still empty, the stream is not")

func stored(ctx context.Context, s jetstream.Stream, sequence uint64) (stamp, error) {
	m, err := s.GetMsg(ctx, sequence)
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return stamp{}, fmt.Errorf("%w: message %d is lost", errForeign, sequence)
	}
	if err != nil {
		return stamp{}, fmt.Errorf("message %d: %w", sequence, err)
	}
	_, have, err := decode(m.Header, m.Data, sequence)
	return have, err
}
