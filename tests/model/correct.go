package model

import (
	"crypto/sha256"
	"slices"
	"strings"

	"pedigree/record"
)

// correct declares a fact of one's own wrong, while nothing happened after it to what
// it was about.
func correct(t *turn, c *record.Correct) *refusal {
	f, fields, _ := record.Corrected{Fact: c.Fact}.Said()
	switch {
	case f.Party == nil || *f.Party != t.Party:
		return no(record.Forbidden)
	case *f.Site != t.Site:
		return no(record.NotHolder)
	case len(f.Subjects) == 0:
		return no(record.Conflict)
	}
	later := false
	for n, key := range f.Subjects {
		if !t.truly(key, sha256.Sum256(c.Fact), c.Histories[n]) {
			return no(record.NotFound)
		}
		later = later || len(c.Histories[n]) > 1
	}
	if later {
		return no(record.DependsOnLater)
	}
	r := no(record.Conflict)
	switch x := fields.(type) {
	case *record.LotRegistered:
		r = t.correctLot(c, x)
	case *record.Dispensed:
		r = t.correctQuantity(c, f, x.Goods, func(s *Shelved) *uint64 { return &s.Supplied })
	case *record.Left:
		if f.Command == "decommission" && len(x.Items) == 1 {
			r = t.correctQuantity(c, f, x.Items[0], func(s *Shelved) *uint64 { return &s.Gone })
		}
	}
	if r != nil {
		return r
	}
	t.say("correct", record.Corrected{Fact: c.Fact, Reason: c.Reason, Quantity: c.Quantity,
		Expiry: c.Expiry, Made: c.Made})
	return nil
}

// truly says whether a history is told as it is: head before the fact, the facts after
// it. Alerts are not corrected: they keep no history.
func (t *turn) truly(key string, fact record.Hash, history []record.Hash) bool {
	facts := t.told.facts[key]
	at := slices.Index(facts, fact)
	return at >= 0 && !strings.HasPrefix(key, "alert|") && history[0] == t.told.head(key, at) &&
		slices.Equal(history[1:], facts[at+1:])
}

func (t *turn) correctQuantity(c *record.Correct, f *record.Fact, g record.Goods,
	out func(*Shelved) *uint64) *refusal {
	if !g.Serial.IsZero() {
		return no(record.Conflict)
	}
	shelf := t.shelf(LotID{g.GTIN, g.Lot}, *f.Site, g.Owner)
	if c.Quantity > shelf.Loose+g.Quantity {
		return no(record.QuantityExceeded)
	}
	shelf.Loose = shelf.Loose + g.Quantity - c.Quantity
	n := out(shelf)
	*n = *n - g.Quantity + c.Quantity
	return nil
}

func (t *turn) correctLot(c *record.Correct, x *record.LotRegistered) *refusal {
	id := LotID{x.GTIN, x.Lot}
	l := t.Lots[id]
	if c.Reason == record.DidNotOccur {
		return no(record.Conflict)
	}
	if c.Expiry != 0 {
		l.Expiry = c.Expiry
	}
	if c.Made != 0 {
		l.Made = c.Made
	}
	if l.Made > l.Expiry {
		return no(record.Conflict)
	}
	if c.Quantity != 0 {
		l.Planned = c.Quantity
		if !l.Serialised {
			t.shelf(id, l.Holder, l.Owner).Loose = c.Quantity
			l.Registered = c.Quantity
		}
	}
	return nil
}
