package ledger

import (
	"errors"

	"pedigree/gs1"
	"pedigree/record"
)

// reportException tells the other partner of a transfer that it is not what it
// should be. It moves nothing.
type reportException struct{ record.ReportException }

func (c *reportException) Body() any  { return &c.ReportException }
func (c *reportException) items() int { return len(c.Items) }

func (c *reportException) offer() (record.ID, bool) { return c.Transfer, false }

func (c *reportException) Check() error {
	if !c.Transfer.Valid() {
		return errors.New("transfer is the id of the offer: 32 hex digits")
	}
	if !record.ExceptionKind(c.Kind) {
		return errors.New("kind is overage, shortage, wrong_lot, wrong_serial, wrong_party, " +
			"no_data or damaged")
	}
	if len(c.Items) == 0 && c.Kind != "no_data" && c.Kind != "wrong_party" {
		return errors.New("items are required: name the goods")
	}
	if err := checkText("text", c.Text, false); err != nil {
		return err
	}
	return checkItems("items", c.Items)
}

func (c *reportException) Apply(s *State) *Refused {
	t := s.transfer(c.Transfer)
	if t == nil {
		return no(record.NotFound, "no offer %s", c.Transfer)
	}
	partner, ok := partnerOf(t, s.Party)
	if !ok {
		return no(record.Forbidden, "only the two partners of an offer report what is wrong with it")
	}
	id := s.newID("exception")
	goods := goodsOf(c.Items)
	s.openException(id, &record.ExceptionSealed{Transfer: c.Transfer, Kind: c.Kind,
		Partner: partner, Items: goods, Text: c.Text})
	s.touch(record.TransferKey(c.Transfer))
	s.emit("report_exception", record.ExceptionReported{ID: id, Transfer: c.Transfer, Way: wayOf(t),
		Kind: c.Kind, Items: goods, Text: c.Text})
	return nil
}

// openException writes a difference that waits for the partner.
func (s *State) openException(id record.ID, x *record.ExceptionSealed) {
	key := record.ExceptionKey(id)
	x.Salt, x.Reporter, x.Opened = s.salt(key), s.Party, uint64(s.Time())
	s.put(key, record.Exception{Sealed: x}.Encode())
}

// partnerOf gives the other partner of an offer; it is false for who is none. One
// who sends to himself is his own.
func partnerOf(t *record.TransferSealed, party gs1.GLN) (partner gs1.GLN, ok bool) {
	switch party {
	case t.FromParty:
		return t.ToParty, true
	case t.ToParty:
		return t.FromParty, true
	}
	return partner, false
}

func wayOf(t *record.TransferSealed) record.Way {
	return record.Way{FromParty: t.FromParty, FromSite: t.FromSite, ToParty: t.ToParty,
		ToSite: t.ToSite}
}
