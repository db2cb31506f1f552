package model

import (
	"crypto/ed25519"
	"slices"

	"pedigree/gs1"
	"pedigree/record"
)

// Event is a fact that the model expects.
type Event struct {
	Command     string
	Party, Site gs1.GLN
	Fields      any
}

// Outcome is what has to become of an order.
type Outcome struct {
	Code   record.Code
	Events []Event
}

// turn is one order while it is carried out, on a copy of the world.
type turn struct {
	*World
	Party, Site gs1.GLN
	tx          record.Hash
	ids         map[string]int
	events      []Event
	approvers   []gs1.GLN // of the proposal that is being executed
	picked      int       // packs that were picked out of offers
}

func (t *turn) newID(kind string) record.ID {
	n := t.ids[kind]
	t.ids[kind]++
	return record.NewID(kind, t.tx, n)
}

func (t *turn) say(command string, fields any) {
	t.events = append(t.events, Event{command, t.Party, t.Site, fields})
}

// Deliver judges an order and, where nothing speaks against it, does it.
func (w *World) Deliver(raw []byte) Outcome {
	if len(raw) > 262_144 {
		return Outcome{Code: record.TooLarge}
	}
	tx, err := record.DecodeTx(raw)
	if err != nil {
		return Outcome{Code: record.Malformed}
	}
	c, known := table()[tx.Command]
	if !known {
		return Outcome{Code: record.Malformed}
	}
	act := c.read(tx.Body)
	if act == nil {
		return Outcome{Code: record.Malformed}
	}
	key, code := w.admit(tx)
	if code != record.OK {
		return Outcome{Code: code}
	}
	if code := w.rights(key, tx.Command, c.whileSuspended); code != record.OK {
		return Outcome{Code: code}
	}
	try := &turn{World: w.clone(), Party: key.Party, Site: key.Site, tx: tx.ID, ids: map[string]int{}}
	r := act(try)
	if r == nil {
		*w = *try.World
		return Outcome{Events: try.events}
	}
	if r.alert == nil {
		return Outcome{Code: r.worst()}
	}
	return w.warn(tx, key, r)
}

// admit runs the checks that use no sequence, in their order, and then uses it
// (formats.md, "Order of checks").
func (w *World) admit(tx *record.Tx) (*Key, record.Code) {
	key := w.Keys[tx.Key]
	now := uint64(w.Now)
	switch {
	case tx.ChainID != w.Chain:
		return nil, record.WrongChain
	case key == nil:
		return nil, record.UnknownKey
	case !ed25519.Verify(key.Public[:], tx.SignedBytes(), tx.Signature[:]):
		return nil, record.BadSignature
	case key.Highest >= 256 && tx.Sequence <= key.Highest-256:
		return nil, record.SequenceTooOld
	case key.Used[tx.Sequence]:
		return nil, record.SequenceUsed
	case tx.Sequence > key.Highest+1<<20:
		return nil, record.SequenceJump
	case now > tx.Until:
		return nil, record.TooLate
	case tx.Until > now+604_800:
		return nil, record.UntilTooFar
	}
	key.Used[tx.Sequence] = true
	key.Highest = max(key.Highest, tx.Sequence)
	return key, record.OK
}

// rights are judged once the sequence is used.
func (w *World) rights(k *Key, command string, whileSuspended bool) record.Code {
	now := uint64(w.Now)
	switch {
	case k.Revoked || now < k.From || k.Until != 0 && now > k.Until:
		return record.KeyRevoked
	case len(k.Commands) > 0 && !slices.Contains(k.Commands, command):
		return record.KeyNotAllowed
	case !whileSuspended && (w.Parties[k.Party].Suspended || w.Parties[k.Site].Suspended):
		return record.SuspendedParty
	}
	return record.OK
}

// warn commits an alert beside a refusal, unless the device has raised too many today:
// then the order is refused for that.
func (w *World) warn(tx *record.Tx, key *Key, r *refusal) Outcome {
	today := record.DayOf(w.Now)
	if key.Alerts[today] >= w.Params["alertsPerDay"] {
		return Outcome{Code: record.RateLimited}
	}
	key.Alerts[today]++
	r.alert.tell(key.Party)
	if p := w.Products[r.alert.gtin]; p != nil {
		r.alert.tell(p.Maker)
	}
	sortGLNs(r.alert.parties)
	id := record.NewID("alert", tx.ID, 0)
	w.Alerts[id] = r.worst()
	return Outcome{Code: r.worst(), Events: []Event{{"alert", key.Party, key.Site,
		record.AlertRaised{ID: id, Code: r.worst(), Order: tx.Command, GTIN: r.alert.gtin,
			Serial: r.alert.serial, Lot: r.alert.lot, Parties: r.alert.parties, First: r.alert.first}}}}
}
