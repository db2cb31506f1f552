package events_test

import (
	"testing"

	"pedigree/events"
	"pedigree/gs1"
	"pedigree/record"

	"pgregory.net/rapid"
)

// set82 is GS1 AI encodable character set 82 (GenSpecs figure 7.11-1).
var set82 = []rune(`!"%&'()*+,-./0123456789:;<=>?` +
	`ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz`)

type dice struct{ *rapid.T }

func (d dice) text82() string {
	return rapid.StringOfN(rapid.RuneFrom(set82), 1, 20, -1).Draw(d.T, "text82")
}
func (d dice) words() string  { return rapid.StringN(0, 40, -1).Draw(d.T, "words") }
func (d dice) number() uint64 { return rapid.Uint64Range(0, 1<<48).Draw(d.T, "number") }
func (d dice) yes() bool      { return rapid.Bool().Draw(d.T, "yes") }
func (d dice) day() record.Day {
	return record.Day(rapid.Uint32Range(1, 40_000).Draw(d.T, "day"))
}
func (d dice) digits(n int) string {
	decimal := rapid.RuneFrom([]rune("0123456789"))
	return checked(rapid.StringOfN(decimal, n-1, n-1, -1).Draw(d.T, "digits"))
}
func (d dice) gln() gs1.GLN   { return gln(d.digits(13)) }
func (d dice) gtin() gs1.GTIN { return must(gs1.ParseGTIN(d.digits(14))) }
func (d dice) lot() gs1.Lot   { return lot(d.text82()) }
func (d dice) serial() gs1.Serial {
	return serial(d.text82())
}
func (d dice) hash() (h record.Hash) {
	copy(h[:], rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(d.T, "hash"))
	return h
}
func (d dice) id() record.ID { return record.NewID("any", d.hash(), 0) }

func (d dice) goods() []record.Goods {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) record.Goods {
		d := dice{t}
		g := record.Goods{Quantity: d.number(), Owner: d.gln()}
		switch rapid.IntRange(0, 2).Draw(t, "kind") {
		case 0:
			g.SSCC = must(gs1.ParseSSCC(d.digits(18)))
		case 1:
			g.GTIN, g.Lot, g.Serial = d.gtin(), d.lot(), d.serial()
		default:
			g.GTIN, g.Lot, g.Whole = d.gtin(), d.lot(), d.yes()
		}
		return g
	}), 0, 8).Draw(d.T, "goods")
}

func (d dice) way() record.Way {
	return record.Way{FromParty: d.gln(), FromSite: d.gln(), ToParty: d.gln(), ToSite: d.gln()}
}

// fields draws the fields of any command there is.
func (d dice) fields() (string, any) {
	command := rapid.SampledFrom([]string{"authorize", "grant_prefix", "add_key", "revoke_key",
		"register_product", "register_lot", "add_serials", "close_lot", "ship", "receive", "refuse",
		"cancel", "dispense", "recall", "alert", "propose", "approve", "amend_party", "suspend", "reinstate",
		"grant", "revoke_grant", "set_validator", "set_param", "schedule_upgrade", "amend_product",
		"withdraw_product"}).Draw(d.T, "command")
	switch command {
	case "authorize":
		return command, record.Authorize{GLN: d.gln(), Name: d.words(), Country: "DE"}
	case "grant_prefix":
		return command, record.GrantPrefix{Prefix: d.words(), Party: d.gln()}
	case "add_key":
		return command, record.KeyAdded{Party: d.gln(),
			AddKey: record.AddKey{Site: d.gln(), Label: d.words()}}
	case "revoke_key":
		return command, record.KeyEnded{Party: d.gln(), Site: d.gln(),
			RevokeKey: record.RevokeKey{Reason: d.words()}}
	case "register_product":
		return command, record.ProductRegistered{Maker: d.gln(),
			RegisterProduct: record.RegisterProduct{GTIN: d.gtin(), Name: d.words(), Form: d.words()}}
	case "alert":
		first := d.hash()
		return command, record.AlertRaised{ID: d.id(), Code: record.Code(d.number() % 99),
			Order: d.words(),
			GTIN:  d.gtin(), Lot: d.lot(), Parties: []gs1.GLN{d.gln()}, First: &first}
	}
	if fields := d.govern(command); fields != nil {
		return command, fields
	}
	return command, d.trade(command)
}

func (d dice) trade(command string) any {
	switch command {
	case "register_lot":
		return record.LotRegistered{RegisterLot: record.RegisterLot{GTIN: d.gtin(), Lot: d.lot(),
			Expiry: d.day(), Made: d.day(), Serialised: d.yes(), Planned: d.number()},
			Ordinal: d.number(), Maker: d.gln(), Holder: d.gln()}
	case "add_serials":
		n := rapid.IntRange(1, 5).Draw(d.T, "serials")
		serials := make([]gs1.Serial, n)
		for i := range serials {
			serials[i] = d.serial()
		}
		return record.AddSerials{GTIN: d.gtin(), Lot: d.lot(), Serials: serials}
	case "close_lot":
		return record.LotClosed{GTIN: d.gtin(), Lot: d.lot(), Registered: d.number()}
	case "ship":
		return record.Shipped{Transfer: d.id(), Way: d.way(), Items: d.goods(), Keep: d.yes(),
			Purpose: d.words(), Deadline: d.number(), Carrier: d.words(), Affirm: d.yes(),
			References: []record.Reference{{Type: d.words(), Hash: d.hash()}}}
	case "receive":
		return record.Received{Transfer: d.id(), Way: d.way(), Accepted: d.goods(), Missing: d.goods(),
			Extra: d.goods(), State: record.TransferState(d.number() % 5), Keep: d.yes()}
	case "refuse", "cancel":
		return record.Voided{Transfer: d.id(), Way: d.way(), Items: d.goods(), Reason: d.words()}
	case "dispense":
		g := record.Goods{GTIN: d.gtin(), Lot: d.lot(), Serial: d.serial(), Quantity: 1, Owner: d.gln()}
		return record.Dispensed{Goods: g, Part: d.number(), Of: d.number(), Receipt: d.hash()}
	}
	return record.LotRecalled{ID: d.id(), GTIN: d.gtin(), Lot: d.lot(), Class: 1 + d.number()%3,
		Depth: "retail", Reason: d.words()}
}

func (d dice) fact() *record.Fact {
	command, fields := d.fields()
	f := newWorld().fact(command, d.gln(), d.gln(), fields)
	f.Height, f.Index, f.N = d.number(), d.number(), d.number()
	f.Time = rapid.Uint64Range(0, 253_402_300_799).Draw(d.T, "time") // to the end of year 9999
	if d.yes() {
		f.Site = nil
	}
	return f
}

// TestEveryFactRenders: whatever a fact says, it makes a valid event that carries it.
func TestEveryFactRenders(t *testing.T) {
	schema := epcisSchema(t)
	rapid.Check(t, func(t *rapid.T) {
		f := dice{t}.fact()
		e, err := events.Render(f)
		if err != nil {
			t.Fatal(err)
		}
		if err := check(schema, e.JSON); err != nil {
			t.Fatalf("%v\n%s", err, e.JSON)
		}
		checkEvent(t, f, e)
		if events.Summary(f) == "" {
			t.Fatal("no sentence")
		}
	})
}
