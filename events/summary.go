package events

import (
	"fmt"
	"strconv"
	"strings"

	"pedigree/gs1"
	"pedigree/record"
)

// Summary says a fact in one plain sentence. Facts know numbers, not names: parties and
// sites appear as their GLN.
func Summary(f *record.Fact) string {
	fields, err := record.FieldsOf(f)
	if err != nil {
		return fmt.Sprintf("Fact %s cannot be read.", f.ID())
	}
	return Sentence(f, fields)
}

// Sentence is Summary of a fact whose fields have been read already.
func Sentence(f *record.Fact, fields any) string {
	if s := tradeSentence(f, fields); s != "" {
		return s
	}
	return registrySentence(f, fields)
}

func tradeSentence(f *record.Fact, fields any) string {
	by := actor(f)
	switch x := fields.(type) {
	case *record.Shipped:
		return fmt.Sprintf("%s shipped %s to %s%s.", by, goodsText(x.Items), x.Way.ToParty,
			keepText(x))
	case *record.Received:
		return by + receivedText(x)
	case *record.Voided:
		if f.Command == "cancel" {
			return fmt.Sprintf("%s took back the offer of %s to %s: %s.", by, goodsText(x.Items),
				x.Way.ToParty, x.Reason)
		}
		return fmt.Sprintf("%s refused %s from %s: %s.", by, goodsText(x.Items), x.Way.FromParty,
			x.Reason)
	case *record.Dispensed:
		if x.Part < x.Of {
			return fmt.Sprintf("%s dispensed %d of %d of %s.", by, x.Part, x.Of,
				goodsText([]record.Goods{x.Goods}))
		}
		return fmt.Sprintf("%s dispensed %s.", by, goodsText([]record.Goods{x.Goods}))
	case *record.LotRecalled:
		return fmt.Sprintf("%s recalled lot %s of %s, class %s, down to %s: %s.", by, x.Lot,
			x.GTIN, record.RomanClass(x.Class), x.Depth, x.Reason)
	}
	return leaveSentence(f, fields)
}

func registrySentence(f *record.Fact, fields any) string {
	by := actor(f)
	switch x := fields.(type) {
	case *record.LotRegistered:
		kind := count(x.Planned) + " packs"
		if x.Serialised {
			kind = "serialised"
		}
		return fmt.Sprintf("%s registered lot %s of %s, %s, expiry %s.", by, x.Lot, x.GTIN, kind,
			x.Expiry)
	case *record.AddSerials:
		return fmt.Sprintf("%s commissioned %s of lot %s.", by, packs(uint64(len(x.Serials))), x.Lot)
	case *record.LotClosed:
		return fmt.Sprintf("%s closed lot %s with %s.", by, x.Lot, packs(x.Registered))
	case *record.Authorize:
		what := "party " + x.GLN.String()
		if !x.Parent.IsZero() {
			what = fmt.Sprintf("site %s of %s", x.GLN, x.Parent)
		}
		return fmt.Sprintf("%s authorized %s (%s, %s)%s.", by, what, x.Name, x.Country, roles(x.Licences))
	case *record.GrantPrefix:
		return fmt.Sprintf("%s granted GS1 company prefix %s to %s.", by, x.Prefix, x.Party)
	case *record.KeyAdded:
		return fmt.Sprintf("%s added device key %s (%s) of site %s%s.", by, x.Key, x.Label, x.Site,
			recovery(x.Recovery, x.Party))
	case *record.KeyEnded:
		return fmt.Sprintf("%s revoked device key %s of site %s%s.", by, x.Key, x.Site,
			recovery(x.Recovery, x.Party))
	case *record.ProductRegistered:
		return fmt.Sprintf("%s registered product %s: %s, %s.", by, x.GTIN, x.Name, x.Strength)
	case *record.AlertRaised:
		return fmt.Sprintf("Alert %s: %s by %s was refused%s.", x.Code, x.Order, by, packText(x))
	}
	return governSentence(f, fields)
}

func actor(f *record.Fact) string {
	if f.Party == nil {
		return "Genesis"
	}
	return f.Party.String()
}

func keepText(x *record.Shipped) string {
	if x.Keep {
		return ", the owner stays the same"
	}
	return ""
}

// receivedText: " received 1,150 of 1,200 packs of lot L1 from 952…; 50 missing."
func receivedText(x *record.Received) string {
	var b strings.Builder
	accepted, missing := total(x.Accepted), total(x.Missing)
	if missing > 0 {
		all := append(append([]record.Goods{}, x.Accepted...), x.Missing...)
		fmt.Fprintf(&b, " received %s of %s", count(accepted), goodsText(all))
	} else {
		fmt.Fprintf(&b, " received %s", goodsText(x.Accepted))
	}
	fmt.Fprintf(&b, " from %s", x.Way.FromParty)
	if missing > 0 {
		fmt.Fprintf(&b, "; %s missing", count(missing))
	}
	if extra := total(x.Extra); extra > 0 {
		fmt.Fprintf(&b, "; %s not offered", count(extra))
	}
	if x.State.Pending() {
		b.WriteString("; the rest is awaited")
	}
	return b.String() + "."
}

// goodsText names one pack or container, or counts many.
func goodsText(goods []record.Goods) string {
	if len(goods) == 1 && !goods[0].SSCC.IsZero() {
		return fmt.Sprintf("container %s (%s)", goods[0].SSCC, packs(goods[0].Quantity))
	}
	if len(goods) == 1 && !goods[0].Serial.IsZero() {
		g := goods[0]
		return fmt.Sprintf("pack %s of %s", g.Serial, lotText(g.GTIN, g.Lot))
	}
	n := packs(total(goods))
	if gtin, lot, _ := common(goods); lot != "" {
		return n + " of lot " + lot
	} else if gtin != "" {
		return n + " of " + gtin
	}
	return n
}

func lotText(g gs1.GTIN, l gs1.Lot) string {
	if l.IsZero() {
		return g.String()
	}
	return "lot " + l.String()
}

func packText(x *record.AlertRaised) string {
	switch {
	case !x.Serial.IsZero():
		return fmt.Sprintf(", pack %s of %s", x.Serial, x.GTIN)
	case !x.Lot.IsZero():
		return fmt.Sprintf(", lot %s of %s", x.Lot, x.GTIN)
	case !x.GTIN.IsZero():
		return ", product " + x.GTIN.String()
	}
	return ""
}

func roles(ls []record.Licence) string {
	if len(ls) == 0 {
		return ""
	}
	names := make([]string, len(ls))
	for i, l := range ls {
		names[i] = string(l.Role)
	}
	return " as " + strings.Join(names, ", ")
}

func total(goods []record.Goods) (n uint64) {
	for _, g := range goods {
		n += g.Quantity
	}
	return n
}

func packs(n uint64) string {
	if n == 1 {
		return "1 pack"
	}
	return count(n) + " packs"
}

// count writes 1200 as 1,200.
func count(n uint64) string {
	s := strconv.FormatUint(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// recovery says that authorities acted on a key, and not the party that it is of.
func recovery(yes bool, party gs1.GLN) string {
	if !yes {
		return ""
	}
	return fmt.Sprintf(" as an authority, in place of its party %s", party)
}
