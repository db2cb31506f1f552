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
	r.options.Step(StepStream)
	last, err := r.judge(ctx, s)
	if !errors.Is(err, errForeign) {
		return last, err
	}
	r.conn.trouble(err)
	r.options.Step(StepDeletion)
	err = r.conn.js.DeleteStream(ctx, Name)
	if err != nil && !errors.Is(err, jetstream.ErrStreamNotFound) {
		return stamp{}, fmt.Errorf("deleting stream %s: %w", Name, err)
	}
	r.options.Step(StepDeleted)
	if _, err := r.conn.js.CreateStream(ctx, r.config()); err != nil {
		return stamp{}, fmt.Errorf("stream %s: %w", Name, err)
	}
	r.options.Step(StepRecreated)
	r.rebuilt()
	return stamp{}, nil
}

// judge gives the stream's last message, or an error that wraps errForeign when the
// stream has to be deleted.
func (r *Relay) judge(ctx context.Context, s jetstream.Stream) (stamp, error) {
	if r.stuck >= stuckLimit {
		r.stuck = 0
		return stamp{}, fmt.Errorf("%w: it looks right and takes no message", errForeign)
	}
	last, err := r.compare(ctx, s)
	if err != nil {
		return last, err
	}
	if last.ordinal > r.Relayed() {
		r.moved() // by another relay
	}
	r.options.Step(StepCompared)
	if err = r.examine(ctx, s, last.ordinal); err == nil {
		r.options.Step(StepExamined)
	}
	return last, err
}

// A server may tell of a stream what it does not hold itself to: nats-server 2.15.2 with
// the first byte of a segment damaged says that the stream is empty, and then that its
// last message is the 300th. So where a stream was found right, and yet refuses the
// message that follows, or does not answer, so often in a row, it is wrong. A full store
// is no such refusal: a new stream would be as full.
const stuckLimit = 4

// weigh counts what speaks against a stream that looked right.
func (r *Relay) weigh(err error) error {
	var api *jetstream.APIError
	wrong := errors.As(err, &api) && (api.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequence ||
		api.ErrorCode == wrongLastMsgID)
	if wrong || errors.Is(err, jetstream.ErrAsyncPublishTimeout) || errors.Is(err, errPlace) {
		r.stuck++
	}
	return err
}

// wrongLastMsgID is JSStreamWrongLastMsgIDErrF of nats-server, which the client library
// has no name for.
const wrongLastMsgID jetstream.ErrorCode = 10070

// moved says that the stream took a message.
func (r *Relay) moved() { r.stuck = 0 }

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
