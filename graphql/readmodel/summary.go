package readmodel

import (
	"fmt"
	"strings"

	"pedigree/record"
)

// summaryOf says a fact in one English sentence, for lists.
func summaryOf(f *record.Fact, fields any) string {
	switch c := fields.(type) {
	case *record.Authorize:
		return fmt.Sprintf("%s (%s) was authorised: %s", c.Name, c.GLN, roles(c.Licences))
	case *record.GrantPrefix:
		return fmt.Sprintf("company prefix %s was granted to %s", c.Prefix, c.Party)
	case *record.KeyAdded:
		return fmt.Sprintf("device key %s (%s) was added for site %s", c.Key, c.Label, c.Site)
	case *record.RevokeKey:
		return fmt.Sprintf("device key %s was revoked", c.Key)
	case *record.ProductRegistered:
		return fmt.Sprintf("%s %s was registered as %s", c.Name, c.Strength, c.GTIN)
	case *record.LotRegistered:
		if c.Serialised {
			return fmt.Sprintf("lot %s of %s was registered, expiry %s", c.Lot, c.GTIN, c.Expiry)
		}
		return fmt.Sprintf("lot %s of %s was registered, %s, expiry %s",
			c.Lot, c.GTIN, packs(c.Planned), c.Expiry)
	case *record.AddSerials:
		return fmt.Sprintf("%s of lot %s were commissioned", packs(uint64(len(c.Serials))), c.Lot)
	case *record.LotClosed:
		return fmt.Sprintf("lot %s was closed with %s", c.Lot, packs(c.Registered))
	case *record.Shipped:
		return fmt.Sprintf("%s shipped %s to %s", c.Way.FromSite, packs(total(c.Items)), c.Way.ToSite)
	case *record.Received:
		return received(c)
	case *record.Voided:
		who, verb := c.Way.FromSite, "cancelled"
		if f.Command == "refuse" {
			who, verb = c.Way.ToSite, "refused"
		}
		return fmt.Sprintf("%s %s an offer of %s: %s", who, verb, packs(total(c.Items)), c.Reason)
	case *record.Dispensed:
		if c.Part != c.Of {
			return fmt.Sprintf("%d of %d parts of a pack were supplied", c.Part, c.Of)
		}
		return fmt.Sprintf("%s of lot %s supplied to the public", packs(c.Goods.Quantity), c.Goods.Lot)
	case *record.LotRecalled:
		return fmt.Sprintf("lot %s of %s was recalled (class %d, %s level): %s",
			c.Lot, c.GTIN, c.Class, c.Depth, c.Reason)
	case *record.AlertRaised:
		return fmt.Sprintf("alert: %s was refused (%s)", c.Order, c.Code)
	}
	return f.Command
}

func received(c *record.Received) string {
	s := fmt.Sprintf("%s received %s from %s", c.Way.ToSite, packs(total(c.Accepted)), c.Way.FromSite)
	if len(c.Missing) > 0 {
		s += fmt.Sprintf(", %d missing", total(c.Missing))
	}
	if len(c.Extra) > 0 {
		s += fmt.Sprintf(", %d that were not offered", total(c.Extra))
	}
	return s
}

func packs(n uint64) string {
	if n == 1 {
		return "1 pack"
	}
	return fmt.Sprintf("%d packs", n)
}

func total(goods []record.Goods) (sum uint64) {
	for _, g := range goods {
		sum += g.Quantity
	}
	return sum
}

func roles(list []record.Licence) string {
	if len(list) == 0 {
		return "no licence of its own"
	}
	names := make([]string, len(list))
	for i, l := range list {
		names[i] = string(l.Role)
	}
	return strings.Join(names, ", ")
}
