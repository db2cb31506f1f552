package ledger

import (
	"errors"

	"pedigree/record"
)

// registerLot registers a lot of a product.
type registerLot struct{ record.RegisterLot }

func (c *registerLot) Body() any { return &c.RegisterLot }

const maxPlanned = 1_000_000_000

func (c *registerLot) Check() error {
	switch {
	case c.GTIN.IsZero():
		return errNoGTIN
	case c.Lot.IsZero():
		return errors.New("lot is required")
	case c.Expiry == 0:
		return errors.New("expiry is required, as a full date")
	case c.Made != 0 && c.Made > c.Expiry:
		return errors.New("made after it expires")
	case c.Planned > maxPlanned:
		return errors.New("planned is too large")
	case !c.Serialised && c.Planned == 0:
		return errors.New("a lot without serials needs its quantity (planned)")
	case len(c.Documents) > 64:
		return errors.New("documents: at most 64")
	}
	for _, d := range c.Documents {
		if err := checkText("document name", d.Name, true); err != nil {
			return err
		}
	}
	return nil
}

func (c *registerLot) Apply(s *State) *Refused {
	product := s.product(c.GTIN)
	if product == nil {
		return no(record.NotFound, "product %s is not registered; register it first", c.GTIN)
	}
	var reasons []*record.Refusal
	if !s.licensed(record.Manufacturer, record.Repackager) {
		reasons = append(reasons, record.Refuse(record.NotLicensed,
			"registering lots takes a valid licence to manufacture or repackage"))
	}
	if product.Sealed.Maker != s.Party {
		reasons = append(reasons, record.Refuse(record.Forbidden,
			"only the maker of product %s may register its lots", c.GTIN))
	}
	if s.lot(c.GTIN, c.Lot) != nil {
		reasons = append(reasons, record.Refuse(record.AlreadyExists,
			"lot %s of %s is registered already", c.Lot, c.GTIN))
	}
	if product.WithdrawnIn("") {
		reasons = append(reasons, record.Refuse(record.WithdrawnGoods,
			"product %s was withdrawn; it takes no new lots", c.GTIN))
	}
	if r := refusedFor(reasons); r != nil {
		return r
	}
	c.write(s, product)
	return nil
}

func (c *registerLot) write(s *State, product *record.Product) {
	product.Sealed.Lots++
	s.put(record.ProductKey(c.GTIN), product.Encode())
	ordinal := product.Sealed.Lots

	numberKey := record.LotNumberKey(c.GTIN, ordinal)
	s.put(numberKey, record.LotNumber{Sealed: &record.LotNumberSealed{
		Salt: s.salt(numberKey), Number: c.Lot}}.Encode())

	key := record.LotKey(s.indexOf(record.LotName(c.GTIN, c.Lot)))
	l := &lot{key: key, gtin: c.GTIN, Lot: &record.Lot{Expiry: c.Expiry,
		Made: c.Made, Maker: s.Party, Serialised: c.Serialised,
		Sealed: &record.LotSealed{Salt: s.salt(key), Product: c.GTIN, Number: c.Lot, Ordinal: ordinal, Owner: s.Party, Holder: s.Site,
			Planned: c.Planned, Documents: c.Documents, History: record.NewHistory(key)}}}
	s.bound(record.HoldingPrefix(key))
	if !c.Serialised {
		l.Sealed.Registered = c.Planned
		s.count(l, s.Site, s.Party, func(r *record.HoldingRow) { r.Held += c.Planned })
	}
	s.putLot(l)
	s.emit("register_lot", record.LotRegistered{RegisterLot: c.RegisterLot, Ordinal: ordinal,
		Maker: s.Party, Holder: s.Site})
}
