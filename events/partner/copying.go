package partner

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"pedigree/events"
	"pedigree/events/stream"
	"pedigree/record"
)

// copying is what one account may see, being copied into it. Message n of its stream is
// the n-th fact that it may see, or the copy is wrong and is made again.
type copying struct {
	account, chain string
	conn           *stream.Conn

	setup  sync.Mutex // the stream is being made, or a consumer of it
	stream jetstream.Stream

	// Of who fills it alone, which is the mirror when it is filled:
	at       place
	length   uint64 // messages that the stream held when it was compared
	settled  bool   // all that was sent is known to be stored, and at says how much that is
	failures int
	failedAt time.Time

	looked atomic.Uint64 // at.Ordinal, for everybody
	filled bool          // under Partners.mu
}

// place is how far a copy is.
type place struct {
	Chain   string `json:"chain"`   // whose facts these are
	Ordinal uint64 `json:"ordinal"` // facts up to here were looked at
	Count   uint64 `json:"count"`   // messages that they made
	Last    string `json:"last"`    // Nats-Msg-Id of the last one
}

var errCopy = errors.New("this copy is wrong")

func (c *copying) config() jetstream.StreamConfig {
	return jetstream.StreamConfig{
		Name: StreamName, Subjects: []string{intake + ".>"},
		SubjectTransform: &jetstream.SubjectTransformConfig{Source: intake + ".>",
			Destination: root(c.account) + ".>"},
		Description: "Events that " + c.account + " may see, in the order of the ledger",
		Retention:   jetstream.LimitsPolicy, Storage: jetstream.FileStorage,
		MaxMsgs: -1, MaxBytes: -1, MaxMsgSize: -1, DenyDelete: true, DenyPurge: true,
	}
}

// exists makes the stream if it is not there, and gets to know how long it is. One that is
// known is not configured again: an update may cost a waiting consumer its wake-up.
func (c *copying) exists(ctx context.Context) error {
	c.setup.Lock()
	defer c.setup.Unlock()
	if c.stream != nil {
		_, err := c.stream.Info(ctx)
		if err == nil || !errors.Is(err, jetstream.ErrStreamNotFound) {
			return err
		}
	}
	s, err := c.conn.JetStream().CreateOrUpdateStream(ctx, c.config())
	if err != nil {
		return fmt.Errorf("stream of %s: %w", c.account, err)
	}
	c.stream = s
	return nil
}

// consumer makes sure that a device has its consumer, which remembers what it has
// acknowledged: a push to an address of the client's choice is not to be had.
func (c *copying) consumer(ctx context.Context, key record.KID) error {
	c.setup.Lock()
	defer c.setup.Unlock()
	_, err := c.stream.CreateOrUpdateConsumer(ctx, jetstream.ConsumerConfig{
		Durable: key.String(), AckPolicy: jetstream.AckExplicitPolicy,
		DeliverPolicy: jetstream.DeliverAllPolicy, MaxAckPending: 1000, MaxWaiting: perKey,
		MaxRequestBatch: maxFetch,
	})
	if err != nil {
		return fmt.Errorf("consumer %s of %s: %w", key, c.account, err)
	}
	return nil
}

// maxFetch is how many messages a device fetches at a time. What it does not read waits in
// the server: so many of the largest are below the server's max_pending.
const maxFetch = 16

// wrong looks whether the stream can be what was written to it: not shorter, and not longer
// but for what was sent before its place was saved, which add compares.
func (c *copying) wrong(ctx context.Context) error {
	state := c.stream.CachedInfo().State
	if state.LastSeq > 0 && (state.FirstSeq != 1 || state.Msgs != state.LastSeq) ||
		state.LastSeq < c.at.Count || c.settled && state.LastSeq > c.at.Count {
		return fmt.Errorf("%w: %s has %d messages numbered %d to %d, of %d", errCopy, c.account,
			state.Msgs, state.FirstSeq, state.LastSeq, c.at.Count)
	}
	c.length = state.LastSeq
	if c.at.Count == 0 {
		return nil
	}
	m, err := c.stream.GetMsg(ctx, c.at.Count)
	if err != nil && !errors.Is(err, jetstream.ErrMsgNotFound) {
		return fmt.Errorf("stream of %s: %w", c.account, err)
	}
	if err != nil || m.Header.Get(jetstream.MsgIDHeader) != c.at.Last {
		return fmt.Errorf("%w: message %d of %s is not fact %s", errCopy, c.at.Count, c.account,
			c.at.Last)
	}
	return nil
}

// sees says whether a fact belongs into the copy.
func (c *copying) sees(open bool, parties map[string]bool) bool {
	return open || authority(c.account) || parties[strings.TrimPrefix(c.account, partyPrefix)]
}

// add writes a fact at its place, unless it is there: a message that was sent before its
// place was saved.
func (c *copying) add(ctx context.Context, f said) error {
	next := c.at.Count + 1
	if next <= c.length {
		have, err := c.stream.GetMsg(ctx, next)
		if err != nil {
			return fmt.Errorf("message %d of %s: %w", next, c.account, err)
		}
		if have.Header.Get(jetstream.MsgIDHeader) != f.id || sha256.Sum256(have.Data) != f.digest {
			c.at = place{Count: c.length + 1} // so that the comparison finds it wrong
			return fmt.Errorf("%w: message %d of %s is not fact %s", errCopy, next, c.account, f.id)
		}
	} else {
		c.settled = false
		ack, err := c.conn.JetStream().PublishMsg(ctx, f.message(),
			jetstream.WithExpectStream(StreamName), jetstream.WithExpectLastSequence(c.at.Count))
		if err != nil {
			return fmt.Errorf("fact %s for %s: %w", f.id, c.account, err)
		}
		if ack.Sequence != next {
			return fmt.Errorf("%w: fact %s became message %d of %s", errCopy, f.id, ack.Sequence,
				c.account)
		}
		c.settled = true
	}
	c.at.Count, c.at.Last = next, f.id
	return nil
}

// said is a fact as it is told to partners. The ordinal, which would tell how much all
// others do, is not.
type said struct {
	id, event, subject string
	height             uint64
	digest             record.Hash
	payload            []byte
}

func (f said) message() *nats.Msg {
	m := nats.NewMsg(intake + strings.TrimPrefix(f.subject, events.SubjectRoot))
	m.Data = f.payload
	m.Header.Set(jetstream.MsgIDHeader, f.id)
	m.Header.Set("Pedigree-Height", strconv.FormatUint(f.height, 10))
	m.Header.Set("Pedigree-Hash", f.event)
	m.Header.Set("Pedigree-Digest", f.digest.String())
	return m
}
