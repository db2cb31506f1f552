package ledger

import (
	"errors"
	"fmt"

	"pedigree/record"
)

// maxAhead is how far in the future an order's last moment may lie, in seconds.
const maxAhead = 604_800

// admitted is an order that may enter a block: well-formed, of this chain,
// signed by a known key, never seen, and in time.
type admitted struct {
	tx      *record.Tx
	key     *record.DeviceKey // its window knows the order's sequence
	command Command
}

// Order is an order that was read once: its envelope, and a command that keeps
// its form and limits.
type Order struct {
	Tx      *record.Tx
	command Command
	bytes   int
}

// Read reads an order and checks what it alone shows: envelope, command, body.
func Read(raw []byte) (*Order, *record.Refusal) {
	tx, refusal := ReadEnvelope(raw)
	if refusal != nil {
		return nil, refusal
	}
	return ReadCommand(tx, len(raw))
}

// ReadEnvelope reads who orders, without the command's fields.
func ReadEnvelope(raw []byte) (*record.Tx, *record.Refusal) {
	if len(raw) > record.MaxTxBytes {
		return nil, record.Refuse(record.TooLarge, "%d bytes, at most %d",
			len(raw), record.MaxTxBytes)
	}
	tx, err := record.DecodeTx(raw)
	if err != nil {
		return nil, record.Refuse(record.Malformed, "%v", err)
	}
	return tx, nil
}

// ReadCommand reads the fields of an order of so many bytes.
func ReadCommand(tx *record.Tx, bytes int) (*Order, *record.Refusal) {
	command, err := decodeCommand(tx.Command, tx.Body)
	if err != nil {
		return nil, record.Refuse(record.Malformed, "%s: %v", tx.Command, err)
	}
	if err := command.Check(); err != nil {
		return nil, record.Refuse(record.Malformed, "%s: %v", tx.Command, err)
	}
	return &Order{Tx: tx, command: command, bytes: bytes}, nil
}

// admit runs the checks that do not use up a sequence, in the agreed order
// (formats.md, "Order of checks"), and uses it when they all pass.
func (b *Block) admit(o *Order) (*admitted, *record.Refusal) {
	tx := o.Tx
	if r := b.ofChain(tx); r != nil {
		return nil, r
	}
	key := b.deviceKey(tx.Key)
	if key == nil {
		return nil, unknownKey(tx)
	}
	if r := b.signed(tx, key); r != nil {
		return nil, r
	}
	if r := key.Window.Use(tx.Sequence); r != nil {
		return nil, r
	}
	if r := b.inTime(tx); r != nil {
		return nil, r
	}
	b.over.put(record.KeyKey(tx.Key), key.Encode())
	return &admitted{tx: tx, key: key, command: o.command}, nil
}

func (b *Block) ofChain(tx *record.Tx) *record.Refusal {
	if tx.ChainID == b.ChainID {
		return nil
	}
	return record.Refuse(record.WrongChain, "the order is for chain %q, this is %q",
		tx.ChainID, b.ChainID)
}

func unknownKey(tx *record.Tx) *record.Refusal {
	return record.Refuse(record.UnknownKey, "key %s is not registered", tx.Key)
}

func (b *Block) signed(tx *record.Tx, key *record.DeviceKey) *record.Refusal {
	if b.Verify(tx, key.Public) {
		return nil
	}
	return record.Refuse(record.BadSignature, "the signature is not key %s's", tx.Key)
}

func (b *Block) deviceKey(id record.KID) *record.DeviceKey {
	v, ok := b.get(record.KeyKey(id))
	if !ok {
		return nil
	}
	key, err := record.DecodeDeviceKey(v)
	must(err)
	return key
}

func (b *Block) inTime(tx *record.Tx) *record.Refusal {
	now := uint64(b.Time)
	switch {
	case now > tx.Until:
		return record.Refuse(record.TooLate, "the order came %d seconds too late", now-tx.Until)
	case tx.Until > now+maxAhead:
		return record.Refuse(record.UntilTooFar,
			"the order would live for more than %d seconds", maxAhead)
	}
	return nil
}

func decodeCommand(name string, body record.Raw) (Command, error) {
	c := New(name)
	if c == nil {
		return nil, errors.New("no such command")
	}
	if err := record.Unmarshal(body, c.Body()); err != nil {
		return nil, fmt.Errorf("body: %w", err)
	}
	return c, nil
}

// rights are judged after the sequence is used: a revoked key cannot try again
// with the same bytes.
func (s *State) rights() *record.Refusal {
	if r := valid(s.key, uint64(s.Time())); r != nil {
		return r
	}
	if r := allows(s.key, s.tx.Command); r != nil {
		return r
	}
	if entry(s.tx.Command).whileSuspended {
		return nil
	}
	return suspended(s.party(s.Party), s.party(s.Site))
}

func valid(k *record.DeviceKey, now uint64) *record.Refusal {
	if k.Revoked != 0 || now < k.From || (k.Until != 0 && now > k.Until) {
		return record.Refuse(record.KeyRevoked, "this device key is not valid any more (or not yet)")
	}
	return nil
}

func allows(k *record.DeviceKey, command string) *record.Refusal {
	if !k.Allows(command) {
		return record.Refuse(record.KeyNotAllowed, "this device key may not order %s", command)
	}
	return nil
}

// suspended says whether the party that orders, or its site, is.
func suspended(parties ...*record.Party) *record.Refusal {
	for _, p := range parties {
		if p != nil && p.Suspended {
			return record.Refuse(record.SuspendedParty, "%s is suspended by the authority", p.GLN)
		}
	}
	return nil
}
