package ledger

import (
	"errors"

	"pedigree/record"
)

// registerProduct registers a trade item under the maker's prefix.
type registerProduct struct{ record.RegisterProduct }

func (c *registerProduct) Body() any { return &c.RegisterProduct }

func (c *registerProduct) makes(*record.Tx) string { return record.ProductKey(c.GTIN) }

func (c *registerProduct) Check() error {
	if c.GTIN.IsZero() {
		return errNoGTIN
	}
	for _, f := range []struct {
		name, text string
		required   bool
	}{
		{"name", c.Name, true}, {"substance", c.Substance, false}, {"strength", c.Strength, true},
		{"form", c.Form, true}, {"pack", c.Pack, true},
	} {
		if err := checkText(f.name, f.text, f.required); err != nil {
			return err
		}
	}
	if len(c.Codes) > 64 {
		return errors.New("codes: at most 64")
	}
	for _, code := range c.Codes {
		if checkText("scheme", code.Scheme, true) != nil || checkText("code", code.Code, true) != nil {
			return errors.New("codes: scheme and code are short texts")
		}
	}
	if c.Storage != nil && (c.Storage.Min > c.Storage.Max || c.Storage.Min < -273 ||
		c.Storage.Max > 1000) {
		return errors.New("storage: not a range of temperatures")
	}
	return nil
}

func (c *registerProduct) Apply(s *State) *Refused {
	var reasons []*record.Refusal
	if !s.licensed(record.Manufacturer, record.Repackager) {
		reasons = append(reasons, record.Refuse(record.NotLicensed,
			"registering products takes a valid manufacturer's or repackager's licence"))
	}
	reasons = append(reasons, s.mayIssue(c.GTIN))
	if s.has(record.ProductKey(c.GTIN)) {
		reasons = append(reasons, record.Refuse(record.AlreadyExists,
			"product %s is registered already", c.GTIN))
	}
	if r := refusedFor(reasons); r != nil {
		return r
	}
	key := record.ProductKey(c.GTIN)
	p := record.Product{Name: c.Name, Substance: c.Substance, Strength: c.Strength,
		Form: c.Form, Pack: c.Pack, Codes: c.Codes, Storage: c.Storage,
		Sealed: &record.ProductSealed{Salt: s.salt(key), Maker: s.Party}}
	s.put(key, p.Encode())
	s.bound(record.LotNumberPrefix(c.GTIN))
	s.emit("register_product", record.ProductRegistered{RegisterProduct: c.RegisterProduct,
		Maker: s.Party})
	return nil
}
