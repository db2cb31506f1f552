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
	key     *record.DeviceKey
	command Command
}

// Admit says whether the order could use its sequence here, and marks the
// sequence as used for the orders after it. Proposals are made and judged by it.
// The cost is that of carrying it out, in hundredths of a signature check, MaxCost
// at most.
func (b *Block) Admit(raw []byte) (cost uint64, refusal *record.Refusal, err error) {
	defer stop(&err)
	a, refusal := b.admit(raw)
	if refusal != nil {
		return 0, refusal, nil
	}
	return b.cost(a), nil, nil
}

// admit runs the checks that do not use up a sequence, in the agreed order
// (formats.md, "Order of checks"), and uses it when they all pass.
func (b *Block) admit(raw []byte) (*admitted, *record.Refusal) {
	tx, command, refusal := Parse(raw)
	if refusal != nil {
		return nil, refusal
	}
	if tx.ChainID != b.ChainID {
		return nil, record.Refuse(record.WrongChain, "the order is for chain %q, this is %q",
			tx.ChainID, b.ChainID)
	}
	key := b.deviceKey(tx.Key)
	if key == nil {
		return nil, record.Refuse(record.UnknownKey, "key %s is not registered", tx.Key)
	}
	if !b.Verify(tx, key.Public) {
		return nil, record.Refuse(record.BadSignature, "the signature is not key %s's", tx.Key)
	}
	if err := key.Window.Use(tx.Sequence); err != nil {
		return nil, err
	}
	if r := b.inTime(tx); r != nil {
		return nil, r
	}
	b.over.put(record.KeyKey(tx.Key), key.Encode())
	return &admitted{tx: tx, key: key, command: command}, nil
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

// Parse reads an order and checks what it alone shows: envelope, command, body.
func Parse(raw []byte) (*record.Tx, Command, *record.Refusal) {
	if len(raw) > record.MaxTxBytes {
		return nil, nil, record.Refuse(record.TooLarge, "%d bytes, at most %d",
			len(raw), record.MaxTxBytes)
	}
	tx, err := record.DecodeTx(raw)
	if err != nil {
		return nil, nil, record.Refuse(record.Malformed, "%v", err)
	}
	command, err := decodeCommand(tx.Command, tx.Body)
	if err != nil {
		return nil, nil, record.Refuse(record.Malformed, "%s: %v", tx.Command, err)
	}
	if err := command.Check(); err != nil {
		return nil, nil, record.Refuse(record.Malformed, "%s: %v", tx.Command, err)
	}
	return tx, command, nil
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
func (s *State) rights(c Command) *record.Refusal {
	k, now := s.key, uint64(s.Time())
	if k.Revoked != 0 || now < k.From || (k.Until != 0 && now > k.Until) {
		return record.Refuse(record.KeyRevoked, "this device key is not valid any more (or not yet)")
	}
	if !k.Allows(s.tx.Command) {
		return record.Refuse(record.KeyNotAllowed, "this device key may not order %s", s.tx.Command)
	}
	if entry(s.tx.Command).whileSuspended {
		return nil
	}
	for _, p := range []*record.Party{s.party(s.Party), s.party(s.Site)} {
		if p != nil && p.Suspended {
			return record.Refuse(record.SuspendedParty, "%s is suspended by the authority", p.GLN)
		}
	}
	return nil
}
