package ledger

import (
	"errors"
	"strings"

	"pedigree/record"
)

// correct declares a fact of one's own wrong, and repairs what it did: only while
// nothing happened after it to the things that it was about.
type correct struct{ record.Correct }

func (c *correct) Body() any  { return &c.Correct }
func (c *correct) items() int { return len(c.Histories) }

// Limits of a correction.
const (
	maxCorrected = 16 // subjects of the fact
	maxLater     = 64 // facts after it that are named
)

func (c *correct) Check() error {
	f, fields, err := record.Corrected{Fact: c.Fact}.Said()
	if err != nil {
		return err
	}
	switch {
	case c.Reason != record.DidNotOccur && c.Reason != record.IncorrectData:
		return errors.New("reason is did_not_occur or incorrect_data")
	case (c.Reason == record.IncorrectData) != (c.Quantity != 0 || c.Expiry != 0 || c.Made != 0):
		return errors.New("incorrect_data says what is right, did_not_occur does not")
	case c.Quantity > maxPlanned:
		return errors.New("quantity is too large")
	case len(f.Subjects) > maxCorrected || len(c.Histories) != len(f.Subjects):
		return errors.New("histories has one list for each subject of the fact, of which there are 16 at most")
	}
	for _, h := range c.Histories {
		if len(h) == 0 || len(h) > 1+maxLater {
			return errors.New("a history is the head before the fact, and the hashes of at most 64 facts after it")
		}
	}
	if _, lot := fields.(*record.LotRegistered); !lot && (c.Expiry != 0 || c.Made != 0) {
		return errors.New("only a lot has expiry and made")
	}
	return nil
}

func (c *correct) Apply(s *State) *Refused {
	f, fields, err := record.Corrected{Fact: c.Fact}.Said()
	must(err) // Check has read it
	if f.Party == nil || *f.Party != s.Party {
		return no(record.Forbidden, "only who made a fact may declare it wrong")
	}
	if *f.Site != s.Site {
		return no(record.NotHolder, "the fact is to be corrected where it was made, at %s", f.Site)
	}
	if r := c.isLast(s, f); r != nil {
		return r
	}
	var r *Refused
	switch x := fields.(type) {
	case *record.LotRegistered:
		r = c.lot(s, x)
	case *record.Dispensed:
		r = c.quantity(s, f, x.Goods, record.Supplied)
	case *record.Left:
		if f.Command != "decommission" || len(x.Items) != 1 {
			return c.cannot(f)
		}
		status, _ := record.ReasonStatus(x.Reason)
		r = c.quantity(s, f, x.Items[0], status)
	default:
		return c.cannot(f)
	}
	if r != nil {
		return r
	}
	s.emit("correct", record.Corrected{Fact: c.Fact, Reason: c.Reason, Quantity: c.Quantity,
		Expiry: c.Expiry, Made: c.Made})
	return nil
}

func (c *correct) cannot(f *record.Fact) *Refused {
	return no(record.Conflict,
		"a fact of %s is not taken back by a correction: use undo, cancel or refuse, or repeat it rightly",
		f.Command)
}

// isLast says whether the ledger logged the fact, and whether anything came after
// it.
func (c *correct) isLast(s *State, f *record.Fact) *Refused {
	if len(f.Subjects) == 0 {
		return c.cannot(f)
	}
	hash := record.FactHash(c.Fact)
	var later []string
	for i, key := range f.Subjects {
		told := c.Histories[i]
		h := record.History{Head: told[0]}.Add(hash)
		for _, next := range told[1:] {
			h = h.Add(next)
			later = append(later, next.String())
		}
		if now, ok := s.historyAt(key); !ok || now.Head != h.Head {
			return no(record.NotFound, "the fact is not in the history of %s as told here", key)
		}
	}
	if len(later) > 0 {
		return no(record.DependsOnLater, "later acts depend on it: %s", strings.Join(later, ", "))
	}
	return nil
}

// historyAt gives the history of a record that has one.
func (s *State) historyAt(key string) (h record.History, ok bool) {
	switch record.KindOf(key) {
	case "lot":
		if l, there := load(s, key, record.DecodeLot); there {
			return l.Sealed.History, true
		}
	case "holding":
		if x := s.holding(key); x != nil {
			return x.History, true
		}
	case "unit":
		if u, there := load(s, key, record.DecodeUnit); there && u.Sealed != nil {
			return u.Sealed.History, true
		}
	case "sscc":
		if b, there := load(s, key, record.DecodeContainer); there {
			return b.Sealed.History, true
		}
	case "transfer":
		if t, there := load(s, key, record.DecodeTransfer); there {
			return t.Sealed.History, true
		}
	}
	return h, false
}

// quantity puts right how many packs of a lot without serials left the stock; none
// if it did not occur.
func (c *correct) quantity(s *State, f *record.Fact, g record.Goods, status record.Status) *Refused {
	if !g.Serial.IsZero() {
		return c.cannot(f)
	}
	l := s.lot(g.GTIN, g.Lot)
	if loose := s.loose(l, s.Site, g.Owner); c.Quantity > loose+g.Quantity {
		return no(record.QuantityExceeded, "%d packs of lot %s were at this site, not %d",
			loose+g.Quantity, g.Lot, c.Quantity)
	}
	s.count(l, s.Site, g.Owner, func(r *record.HoldingRow) {
		r.Held = r.Held + g.Quantity - c.Quantity
		out := figureOf(r, status)
		*out = *out - g.Quantity + c.Quantity
	})
	return nil
}

// lot puts right what was registered of a lot. The lot itself stays: its number was
// given for ever.
func (c *correct) lot(s *State, x *record.LotRegistered) *Refused {
	l := s.lot(x.GTIN, x.Lot)
	if c.Reason == record.DidNotOccur {
		return no(record.Conflict, "a lot stays registered; close it without packs")
	}
	if c.Expiry != 0 {
		l.Expiry = c.Expiry
	}
	if c.Made != 0 {
		l.Made = c.Made
	}
	if l.Made > l.Expiry {
		return no(record.Conflict, "made after it expires")
	}
	if c.Quantity != 0 {
		l.Sealed.Planned = c.Quantity
	}
	if was := l.Sealed.Registered; !l.Serialised && c.Quantity != 0 {
		l.Sealed.Registered = c.Quantity
		s.count(l, l.Sealed.Holder, l.Sealed.Owner, func(r *record.HoldingRow) {
			r.Held = r.Held + c.Quantity - was
		})
	}
	s.putLot(l)
	return nil
}
