package tests

import (
	"pedigree/record"
)

func (s *simulation) ship() (*actor, string, any) {
	by, first := s.goods()
	o := record.Ship{To: s.site().gln, Items: []record.Item{first}}
	for s.Intn(8) > 0 && (o.To == by.gln || o.To == s.actors["nobody"].gln ||
		o.To == s.actors["authority"].gln) {
		o.To = s.site().gln
	}
	if s.Intn(2) == 0 {
		o.To = s.actors[pick(s, []string{"corner", "village", "ward"})].gln
	}
	for range s.Intn(8) {
		at, i := s.goods()
		if at == by && (!sameThing(o.Items, i) || s.Intn(20) == 0) {
			o.Items = append(o.Items, i)
		} else if s.Intn(10) == 0 {
			o.Items = append(o.Items, s.nonsense())
		}
	}
	o.Owner = pick(s, []string{"", "", "transfer", "keep", "keep"})
	o.Purpose = pick(s, []string{"", "", "supply", "return", "return", "destruction"})
	if s.Intn(10) == 0 {
		o.Deadline = uint64(s.now) + uint64(s.Intn(7200)) - 3600
	}
	s.mandated(by, &o)
	return by, "ship", o
}

// offer picks an offer, mostly one that still waits.
func (s *simulation) offer() (id record.ID, t *record.TransferSealed) {
	from := map[string]*record.TransferSealed{}
	all := s.Intn(8) == 0
	for key, t := range s.known.transfers {
		if all || t.State.Pending() {
			from[key] = t
		}
	}
	key := one(s, from)
	if key == "" && len(s.known.transfers) == 0 {
		return record.NewID("transfer", record.Hash{}, 0), nil
	} else if key == "" {
		from, key = s.known.transfers, one(s, s.known.transfers)
	}
	return record.ID(key[len("transfer|"):]), from[key]
}

func (s *simulation) receive() (*actor, string, any) {
	id, t := s.offer()
	o := record.Receive{Transfer: id, Partial: s.Intn(3) == 0}
	if (t == nil || !t.State.Pending()) && s.Intn(6) > 0 {
		return s.ship() // nothing is on its way
	}
	if t == nil {
		o.All = true
		return s.site(), "receive", o
	}
	if s.Intn(3) == 0 {
		o.All, o.Partial = true, false
	}
	for _, line := range t.Items {
		i := s.itemOf(line)
		switch s.Intn(4) {
		case 0:
			o.Missing = append(o.Missing, i)
		case 1, 2:
			if !o.All {
				o.Accepted = append(o.Accepted, i)
			}
		}
	}
	if s.Intn(6) == 0 {
		o.Extra = append(o.Extra, s.nonsense())
	}
	if s.Intn(10) == 0 {
		o.Missing = append(o.Missing, s.nonsense())
	}
	if len(o.Accepted)+len(o.Missing)+len(o.Extra) == 0 {
		o.All, o.Partial = true, false
	}
	return s.at(t.ToSite), "receive", o
}

// itemOf names a line, or a part of it.
func (s *simulation) itemOf(line record.TransferItem) record.Item {
	if line.SSCC != nil {
		return s.inBoxLine(*line.SSCC)
	}
	i := record.Item{GTIN: *line.GTIN}
	lot := s.known.lots[s.known.lotOf(line.GTIN.String(), line.Lot)]
	switch {
	case line.Serial != nil:
		i.Serial = *line.Serial
	case line.Whole && s.Intn(3) > 0:
		i.Serial = s.serialAt(s.known.lotOf(line.GTIN.String(), line.Lot), lot.Sealed.Holder)
	default:
		i.Lot = lot.Sealed.Number
		if s.Intn(3) == 0 {
			i.Owner = line.Owner
		}
		if !line.Whole && s.Intn(2) == 0 {
			i.Quantity = uint64(s.Intn(int(line.Offered) + 2))
		}
	}
	return i
}

func (s *simulation) void() (*actor, string, any) {
	id, t := s.offer()
	o := record.VoidOffer{Transfer: id, Reason: "not ordered"}
	switch {
	case t == nil:
		return s.site(), "cancel", o
	case s.Intn(2) == 0:
		return s.at(t.FromSite), "cancel", o
	}
	return s.at(t.ToSite), "refuse", o
}
