package ledger

import (
	"errors"
	"slices"

	"pedigree/record"
)

// withdrawProduct takes a trade item off markets. It cannot be taken back: there
// are no new lots of what is withdrawn everywhere, and no supply where it is
// withdrawn.
type withdrawProduct struct{ record.WithdrawProduct }

func (c *withdrawProduct) Body() any { return &c.WithdrawProduct }

func (c *withdrawProduct) Check() error {
	if c.GTIN.IsZero() {
		return errNoGTIN
	}
	if len(c.Markets) == 0 || len(c.Markets) > 26*26 {
		return errors.New(`markets are required; ["*"] is all of them`)
	}
	if !slices.Equal(c.Markets, record.Markets(nil, c.Markets)) {
		return errors.New(`markets are sorted, each once; "*" stands alone`)
	}
	for _, m := range c.Markets {
		if m != record.Everywhere && !isCountry(m) {
			return errors.New("a market is two capital letters (ISO 3166-1 alpha-2)")
		}
	}
	return checkText("reason", c.Reason, true)
}

func (c *withdrawProduct) Apply(s *State) *Refused {
	old := s.product(c.GTIN)
	if old == nil {
		return no(record.NotFound, "product %s is not registered", c.GTIN)
	}
	if old.Sealed.Maker != s.Party && !s.governs(s.Party) {
		return no(record.Forbidden, "only the maker of product %s or an authority may withdraw it",
			c.GTIN)
	}
	p := *old
	p.Withdrawn = record.Markets(old.Withdrawn, c.Markets)
	if slices.Equal(p.Withdrawn, old.Withdrawn) {
		return no(record.AlreadyExists, "product %s is withdrawn from these markets already", c.GTIN)
	}
	s.put(record.ProductKey(c.GTIN), p.Encode())
	s.emit("withdraw_product", c.WithdrawProduct)
	return nil
}
