package model

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"golang.org/x/text/language"

	"pedigree/gs1"
	"pedigree/record"
)

// What an order has to look like, whatever the state is. What does not is Malformed.

const (
	mostThings   = 4096
	mostPacks    = 1_000_000_000
	latestMoment = 253_402_300_799 // 9999-12-31T23:59:59Z
)

var (
	hex32  = regexp.MustCompile(`^[0-9a-f]{32}$`)
	digits = regexp.MustCompile(`^[0-9]{4,12}$`)
)

// text: at most 200 bytes of NFC, each character a letter, mark, number, punctuation or
// symbol that is seen, or the space.
func text(s string) bool {
	return len(s) <= 200 && utf8.ValidString(s) && norm.NFC.IsNormalString(s) && !strings.ContainsFunc(s, hidden)
}

// Text is the rule for those who compare it.
func Text(s string) bool { return text(s) }

func hidden(r rune) bool {
	blank := unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) ||
		r == 0x2800 || r == 0xfffc || r == 0xfffd
	return r != ' ' && (blank || !unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.P, unicode.S))
}

// IsCountry asks another table of ISO 3166-1 than the ledger's.
func IsCountry(s string) bool {
	region, err := language.ParseRegion(s)
	// Codes of no country: reserved for others (AC to TA, UN, EZ), or of one that is no more.
	if strings.Contains("AC CP CQ DG EA EZ IC TA UN AN CS FQ NT PC SU YU", s) {
		return false
	}
	return len(s) == 2 && err == nil && region.IsCountry() && region.Canonicalize() == region && region.String() == s
}

func someText(s string) bool { return text(s) && strings.TrimSpace(s) != "" }

func isID(id record.ID) bool { return hex32.MatchString(string(id)) }

func oneOf(s string, of ...string) bool { return slices.Contains(of, s) }

// formItem: a pack, a lot or a quantity of it, or a container.
func formItem(i record.Item) bool {
	switch {
	case !i.SSCC.IsZero():
		return i == record.Item{SSCC: i.SSCC}
	case i.GTIN.IsZero():
		return false
	case !i.Serial.IsZero():
		return i.Quantity == 0 && i.Owner.IsZero()
	}
	return !i.Lot.IsZero() && i.Quantity <= mostPacks
}

// formItems: no line twice.
func formItems(items []record.Item) bool {
	type named struct {
		gtin   gs1.GTIN
		lot    gs1.Lot
		serial gs1.Serial
		sscc   gs1.SSCC
		owner  gs1.GLN
	}
	seen := map[named]bool{}
	for _, i := range items {
		n := named{i.GTIN, i.Lot, i.Serial, i.SSCC, i.Owner}
		if !i.Serial.IsZero() {
			n.lot = gs1.Lot{}
		}
		if !formItem(i) || seen[n] {
			return false
		}
		seen[n] = true
	}
	return len(items) <= mostThings
}

// formLoose: things that are no containers.
func formLoose(items []record.Item) bool {
	return len(items) > 0 && formItems(items) &&
		!slices.ContainsFunc(items, func(i record.Item) bool { return !i.SSCC.IsZero() })
}

func formNumbers(serials []gs1.Serial) bool {
	seen := map[gs1.Serial]bool{}
	for _, s := range serials {
		if s.IsZero() || seen[s] {
			return false
		}
		seen[s] = true
	}
	return len(serials) > 0 && len(serials) <= mostThings
}

func formProduct(c *record.RegisterProduct) bool {
	for _, code := range c.Codes {
		if !someText(code.Scheme) || !someText(code.Code) {
			return false
		}
	}
	storable := c.Storage == nil || -273 <= c.Storage.Min && c.Storage.Min <= c.Storage.Max &&
		c.Storage.Max <= 1000
	return !c.GTIN.IsZero() && someText(c.Name) && text(c.Substance) && someText(c.Strength) &&
		someText(c.Form) && someText(c.Pack) && len(c.Codes) <= 64 && storable
}

func formAmendProduct(c *record.AmendProduct) bool { return formProduct(&c.RegisterProduct) }

func formLot(c *record.RegisterLot) bool {
	for _, d := range c.Documents {
		if !someText(d.Name) {
			return false
		}
	}
	return !c.GTIN.IsZero() && !c.Lot.IsZero() && c.Expiry != 0 && c.Made <= c.Expiry &&
		c.Planned <= mostPacks && (c.Serialised || c.Planned > 0) && len(c.Documents) <= 64
}

func formSerials(c *record.AddSerials) bool {
	return !c.GTIN.IsZero() && !c.Lot.IsZero() && formNumbers(c.Serials)
}

func formCloseLot(c *record.CloseLot) bool {
	return !c.GTIN.IsZero() && !c.Lot.IsZero() && c.Yield <= mostPacks
}

func formShip(c *record.Ship) bool {
	for _, r := range c.References {
		if !someText(r.Type) {
			return false
		}
	}
	if c.Affirm && (c.Owner == "keep" || c.Grant != "" || !oneOf(c.Purpose, "", "supply")) {
		return false // only the owner states it, and only of what it sells
	}
	return !c.To.IsZero() && len(c.Items) > 0 && (c.Grant == "" || isID(c.Grant)) && oneOf(c.Owner, "", "transfer", "keep") &&
		oneOf(c.Purpose, "", "supply", "return", "destruction") && c.Deadline <= latestMoment &&
		len(c.References) <= 64 && text(c.Carrier) && formItems(c.Items)
}

func formReturn(c *record.ReturnGoods) bool {
	for _, i := range c.Items {
		if c.Saleable && (i.Serial.IsZero() || i.Lot.IsZero() || i.Expiry == 0) {
			return false
		}
	}
	return formShip(&record.Ship{To: c.To, Items: c.Items, Owner: c.Owner, Deadline: c.Deadline,
		Carrier: c.Carrier, References: c.References})
}

func formMove(c *record.Move) bool {
	return formShip(&record.Ship{To: c.To, Items: c.Items, Carrier: c.Carrier})
}

func formReceive(c *record.Receive) bool {
	n := len(c.Accepted) + len(c.Missing) + len(c.Extra)
	return isID(c.Transfer) && (c.All || n > 0) && !(c.All && (len(c.Accepted) > 0 || c.Partial)) &&
		n <= mostThings && formItems(c.Accepted) && formItems(c.Missing) && formItems(c.Extra)
}

func formVoid(c *record.VoidOffer) bool { return isID(c.Transfer) && someText(c.Reason) }

func formDispense(c *record.Dispense) bool {
	parts := (c.Part == 0) == (c.Of == 0) && c.Part <= c.Of && c.Of != 1 && c.Of <= 10_000
	if c.Serial.IsZero() {
		return !c.GTIN.IsZero() && !c.Lot.IsZero() && c.Quantity > 0 && c.Quantity <= mostPacks &&
			c.Of == 0 && parts
	}
	return !c.GTIN.IsZero() && c.Quantity == 0 && c.Owner.IsZero() && parts
}

func formDecommission(c *record.Decommission) bool {
	_, known := outOfTrade[c.Reason]
	return known && (c.Reason == "export") == (c.Country != "") &&
		(c.Country == "" || IsCountry(c.Country)) && formLoose(c.Items)
}

func formUndo(c *record.Undo) bool {
	return !c.GTIN.IsZero() && !c.Serial.IsZero() && (!c.Undone.IsZero() || c.Before.IsZero()) &&
		text(c.Reason)
}

func formWriteOff(c *record.WriteOff) bool { return formLoose(c.Items) && text(c.Reason) }

func formPack(c *record.Pack) bool {
	return !c.SSCC.IsZero() && len(c.Items) > 0 && formItems(c.Items)
}

func formUnpack(c *record.Unpack) bool { return !c.SSCC.IsZero() && formItems(c.Items) }

func formRepackage(c *record.Repackage) bool {
	size := func(n uint64) bool { return 1 <= n && n <= 1_000_000 }
	for _, i := range c.Inputs {
		if i.GTIN != c.Inputs[0].GTIN {
			return false
		}
	}
	return !c.GTIN.IsZero() && !c.Lot.IsZero() && size(c.InputSize) && size(c.OutputSize) &&
		c.Lost <= mostPacks*1_000_000 && formLoose(c.Inputs) && formNumbers(c.Serials)
}

func formCorrect(c *record.Correct) bool {
	f, fields, err := record.Corrected{Fact: c.Fact}.Said()
	if err != nil || len(f.Subjects) > 16 || len(c.Histories) != len(f.Subjects) {
		return false
	}
	for _, h := range c.Histories {
		if len(h) < 1 || len(h) > 65 {
			return false
		}
	}
	_, lot := fields.(*record.LotRegistered)
	right := c.Quantity != 0 || c.Expiry != 0 || c.Made != 0
	return oneOf(c.Reason, record.DidNotOccur, record.IncorrectData) &&
		right == (c.Reason == record.IncorrectData) && c.Quantity <= mostPacks &&
		(lot || c.Expiry == 0 && c.Made == 0)
}
