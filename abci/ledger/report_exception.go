package ledger

import (
	"errors"
	"strings"

	"pedigree/gs1"
	"pedigree/record"
)

// reportException tells the other partner of a transfer that it is not what it
// should be. It moves nothing.
type reportException struct{ record.ReportException }

func (c *reportException) Body() any  { return &c.ReportException }
func (c *reportException) items() int { return len(c.Items) }

func (c *reportException) offer() (record.ID, bool) { return c.Transfer, false }

func (c *reportException) hangsOn() string { return record.TransferKey(c.Transfer) }
func (c *reportException) makes(tx *record.Tx) string {
	return record.ExceptionKey(record.NewID("exception", tx.ID, 0))
}

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
	if r := c.offered(s, t); r != nil {
		return refusedFor([]*record.Refusal{r})
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

// offered refuses to call damaged or missing what cannot have been on the offer.
// Other kinds name goods as they were seen: they came instead, or besides.
func (c *reportException) offered(s *State, t *record.TransferSealed) *record.Refusal {
	if c.Kind != "shortage" && c.Kind != "damaged" {
		return nil
	}
	o := newOffered(t)
	for _, i := range c.Items {
		if !o.had(s, i) {
			return record.Refuse(record.NotAddressee, "%s was not on this offer; report what came "+
				"instead or besides as overage, wrong_lot or wrong_serial", describe(i))
		}
	}
	return nil
}

// offered is what an offer names, and what may have been inside of that.
type offered struct {
	packs map[goodsName]bool
	lots  map[goodsName]bool
	boxes map[string]bool // SSCCs
}

// goodsName is a pack of a product, or a lot of it by ordinal.
type goodsName struct {
	gtin   gs1.GTIN
	serial gs1.Serial
	lot    uint64
}

func newOffered(t *record.TransferSealed) *offered {
	o := &offered{packs: make(map[goodsName]bool), lots: make(map[goodsName]bool),
		boxes: make(map[string]bool)}
	for _, line := range t.Items {
		switch {
		case line.SSCC != nil:
			o.boxes[strings.Split(*line.SSCC, "|")[1]] = true
		case line.Serial != nil:
			o.packs[goodsName{gtin: *line.GTIN, serial: *line.Serial}] = true
		default:
			o.lots[goodsName{gtin: *line.GTIN, lot: line.Lot}] = true
		}
	}
	return o
}

// had says whether goods may have been on the offer: by their own name, with their
// lot, or in one of its containers. What was in those at that time is written nowhere
// once they are unpacked, so that whatever is registered may have been.
func (o *offered) had(s *State, i record.Item) bool {
	if !i.SSCC.IsZero() {
		return o.boxes[i.SSCC.String()] || len(o.boxes) > 0 && s.box(i.SSCC) != nil
	}
	var l *lot
	if i.Serial.IsZero() {
		l = s.lot(i.GTIN, i.Lot)
	} else if o.packs[goodsName{gtin: i.GTIN, serial: i.Serial}] {
		return true
	} else if p := s.pack(i.GTIN, i.Serial); p != nil {
		l = p.lot
	}
	return l != nil && (len(o.boxes) > 0 || o.lots[goodsName{gtin: i.GTIN, lot: l.Sealed.Ordinal}])
}

func describe(i record.Item) string {
	switch {
	case !i.SSCC.IsZero():
		return "container " + i.SSCC.String()
	case !i.Serial.IsZero():
		return "pack " + i.Serial.String()
	}
	return "lot " + i.Lot.String()
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
