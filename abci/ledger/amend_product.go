package ledger

import "pedigree/record"

// amendProduct states anew what is known of a trade item. Its GTIN, its maker, its
// lots and its withdrawals stay.
type amendProduct struct{ record.AmendProduct }

func (c *amendProduct) Body() any { return &c.AmendProduct }

func (c *amendProduct) Check() error { return (&registerProduct{c.RegisterProduct}).Check() }

func (c *amendProduct) Apply(s *State) *Refused {
	old := s.product(c.GTIN)
	if old == nil {
		return no(record.NotFound, "product %s is not registered", c.GTIN)
	}
	var reasons []*record.Refusal
	if old.Sealed.Maker != s.Party {
		reasons = append(reasons, record.Refuse(record.Forbidden,
			"only the maker of product %s may amend it", c.GTIN))
	}
	if !s.licensed(record.Manufacturer, record.Repackager) {
		reasons = append(reasons, record.Refuse(record.NotLicensed,
			"amending products takes a valid manufacturer's or repackager's licence"))
	}
	reasons = append(reasons, s.mayIssue(c.GTIN))
	if r := refusedFor(reasons); r != nil {
		return r
	}
	p := *old
	p.Name, p.Substance, p.Strength, p.Form, p.Pack = c.Name, c.Substance, c.Strength, c.Form, c.Pack
	p.Codes, p.Storage = c.Codes, c.Storage
	s.put(record.ProductKey(c.GTIN), p.Encode())
	s.emit("amend_product", c.AmendProduct)
	return nil
}
