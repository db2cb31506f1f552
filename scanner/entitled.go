package scanner

import (
	"pedigree/gs1"
	"pedigree/record"
)

// Asker is a device that showed who it is, with the rights of its party.
type Asker struct {
	Key       record.KID
	Party     gs1.GLN
	Authority bool
}

// shownTo says which records beside those that the label names an asker is shown, and of
// which also the sealed part. What the records say at the very height of the proof
// decides, not what a reader of them has got to know (docs/decisions/0012):
//
//   - the authority sees all;
//   - sender and receiver of the offer that the pack is on its way by see the pack, what it
//     is packed in, and the offer;
//   - owner and holder see the pack; what it is packed in, as far as they own or hold all
//     of it; the offer, where everything in it is theirs;
//   - the maker, where it sees the pack or nobody touched it yet, sees its lot: the yield
//     is nobody else's business;
//   - a device sees its own record, which says for which site it asks;
//   - everybody else sees nothing.
func (r *reading) shownTo(by *Asker) (keys, reveal []string) {
	if by == nil {
		return nil, nil
	}
	keys = append(keys, record.KeyKey(by.Key))
	sees := by.Authority || r.isSide(by)
	for _, key := range r.keys {
		v, ok := r.values[key]
		if !ok {
			continue
		}
		switch record.KindOf(key) {
		case "unit":
			if untouched(v) {
				continue // its lot says where it is
			}
			if !sees && !r.hasUnit(by, v) {
				return keys, nil
			}
		case "sscc": // the sealed part before it names it: its open part may be seen
			keys = append(keys, key)
			if !sees && !r.hasContainer(by, v) {
				return keys, reveal
			}
		case "transfer":
			if !sees && !ownsAll(by, v) {
				continue
			}
			keys = append(keys, key)
		case "lot":
			if lot, err := record.DecodeLot(v); err != nil || !by.Authority && lot.Maker != by.Party {
				continue
			}
		default:
			continue
		}
		reveal = append(reveal, key)
	}
	return keys, reveal
}

// isSide says whether the asker sent or gets what the pack is on its way in.
func (r *reading) isSide(by *Asker) bool {
	id := r.offer()
	if id == nil {
		return false
	}
	v, ok := r.get(record.TransferKey(*id))
	if !ok {
		return false
	}
	t, err := record.DecodeTransfer(v)
	return err == nil && t.Sealed != nil && t.Sealed.State.Pending() &&
		(t.Sealed.ToParty == by.Party || t.Sealed.FromParty == by.Party)
}

// offer gives the open offer of the pack or of what it is packed in. That of an untouched
// lot is not one that opens the lot's records.
func (r *reading) offer() *record.ID {
	for _, key := range r.keys {
		switch v := r.values[key]; record.KindOf(key) {
		case "unit":
			if u, err := record.DecodeUnit(v); err == nil && u.Sealed != nil && u.Sealed.Transfer != nil {
				return u.Sealed.Transfer
			}
		case "sscc":
			if c, err := record.DecodeContainer(v); err == nil && c.Sealed != nil &&
				c.Sealed.Transfer != nil {
				return c.Sealed.Transfer
			}
		}
	}
	return nil
}

func untouched(v record.Value) bool {
	u, err := record.DecodeUnit(v)
	return err == nil && u.Sealed == nil
}

func (r *reading) hasUnit(by *Asker, v record.Value) bool {
	u, err := record.DecodeUnit(v)
	return err == nil && u.Sealed != nil &&
		(u.Sealed.Owner == by.Party || r.isOf(by, u.Sealed.Holder))
}

// hasContainer says whether all of it is the asker's, or with him: it tells how many packs
// of which lots are in it.
func (r *reading) hasContainer(by *Asker, v record.Value) bool {
	c, err := record.DecodeContainer(v)
	return err == nil && c.Sealed != nil &&
		(c.Sealed.Owner == by.Party || r.isOf(by, c.Sealed.Holder))
}

// isOf says whether a party or site is the asker's party or a site of it.
func (r *reading) isOf(by *Asker, gln gs1.GLN) bool {
	if gln.IsZero() || gln == by.Party {
		return !gln.IsZero()
	}
	v, ok := r.get(record.PartyKey(gln))
	if !ok {
		return false
	}
	p, err := record.DecodeParty(v)
	return err == nil && p.Parent != nil && *p.Parent == by.Party
}

func ownsAll(by *Asker, v record.Value) bool {
	t, err := record.DecodeTransfer(v)
	if err != nil || t.Sealed == nil || len(t.Sealed.Items) == 0 {
		return false
	}
	for _, i := range t.Sealed.Items {
		if i.Owner != by.Party {
			return false
		}
	}
	return true
}
