package system

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pedigree/gs1"
	"pedigree/proof"
	"pedigree/record"
)

// Whatever a gateway says, the verdict is computed from the proof and a trust root fixed
// beforehand: a lie gives UNKNOWN, never another verdict than the truth.
func TestLyingGateway(t *testing.T) {
	s := serve(t, "--no-demo")
	pharmacy, serials := s.stock(amoxal, "AMX1", 4)
	good, supplied := code(serials[0]), code(serials[1])
	invented := "(01)" + amoxal + "(21)NEVERREGISTERED"
	l, u := s.liar()
	var old said // of the good pack that is supplied later
	l.tells(lie{tell: func(_ testing.TB, s said) { old = s }})
	u.verify(0, s.trust(), supplied).is(t, "GENUINE", "OK", "PROVEN")
	s.order(pharmacy, "dispense", record.Dispense{GTIN: gtin(t, amoxal),
		Serial: serialNumber(t, serials[1])})
	l.tells(lie{})
	u.verify(0, s.trust(), good).is(t, "GENUINE", "OK", "PROVEN")
	u.verify(3, s.trust(), supplied, "--purpose", "DISPENSE").is(t, "BLOCKED", "STOP", "PROVEN")
	u.verify(4, s.trust(), invented).is(t, "NOT_REGISTERED", "STOP", "PROVEN")

	elsewhere := serve(t, "--no-demo") // another chain, on which the same packs are good
	elsewhere.stockOf(amoxal, "AMX1", serials)
	l.trust = read(t, elsewhere.trust()) // nobody may believe it
	lies := append(words(), proofs(old)...)
	lies = append(lies, lie{name: "another chain's answer", url: elsewhere.url},
		lie{name: "another pack's answer", code: func(c string) string {
			if c == good {
				return supplied
			}
			return good
		}})
	told := 0
	for _, lie := range lies {
		for _, code := range []string{good, supplied, invented} {
			l.tells(lie)
			p := u.run("verify", code, "--trust", s.trust(), "--purpose", "DISPENSE", "--json")
			if !l.lied() {
				continue // of this pack it was the truth
			}
			told++
			if p.status != 1 || !strings.Contains(p.out, `"verdict":"UNKNOWN"`) ||
				strings.Contains(p.out, "PROVEN") {
				t.Errorf("%s, asked for %s: status %d\n%s%s", lie.name, code, p.status, p.out, p.err)
			}
		}
	}
	if told < 2*len(lies) {
		t.Errorf("only %d lies were told", told)
	}
	t.Logf("%d kinds of lies, told %d times: UNKNOWN each time", len(lies), told)

	// Without a trust root nothing is proven; the gateway's word is for who asks for it.
	l.tells(lie{tell: func(_ testing.TB, s said) { s.claim("GENUINE", "OK") }})
	u.verify(1, "", supplied, "--purpose", "DISPENSE").is(t, "UNKNOWN", "STOP", "REPORTED")
	u.verify(0, "", supplied, "--purpose", "DISPENSE", "--reported").is(t, "GENUINE", "OK", "REPORTED")
}

// words are lies beside a true proof, or without any.
func words() []lie {
	var lies []lie
	for _, c := range [][2]string{{"GENUINE", "OK"}, {"BLOCKED", "STOP"}, {"MISMATCH", "STOP"},
		{"NOT_REGISTERED", "STOP"}, {"SCAN_FAULT", "STOP"}, {"OWN_DUPLICATE", "NOTICE"}} {
		lies = append(lies,
			lie{name: "says " + c[0], tell: func(_ testing.TB, s said) {
				if s["verdict"] != c[0] {
					s.claim(c[0], c[1])
				}
			}},
			lie{name: "says " + c[0] + " without proof", tell: func(_ testing.TB, s said) {
				s.claim(c[0], c[1])
				s["bundle"] = nil
			}})
	}
	return append(lies,
		lie{name: "other use", tell: func(_ testing.TB, s said) { s["use"] = "NOTICE" }},
		lie{name: "other authenticity", tell: func(_ testing.TB, s said) {
			s["authenticity"] = "UNKNOWN"
		}},
		lie{name: "no reasons", tell: func(_ testing.TB, s said) { s["reasons"] = []any{} }},
		lie{name: "other reasons", tell: func(_ testing.TB, s said) {
			s["reasons"] = []any{map[string]any{"code": "Recalled", "text": "x"}}
		}},
		lie{name: "one height more", tell: func(t testing.TB, s said) {
			s["height"] = fmt.Sprint(1 + number(t, s["height"].(string)))
		}},
		lie{name: "an hour later", tell: func(t testing.TB, s said) { s.moveTime(t, time.Hour) }},
		lie{name: "a second earlier", tell: func(t testing.TB, s said) { s.moveTime(t, -time.Second) }},
		lie{name: "proof stripped", tell: func(_ testing.TB, s said) { s["bundle"] = nil }},
		lie{name: "proof empty", tell: func(_ testing.TB, s said) { s["bundle"] = "" }},
		lie{name: "proof cut", tell: func(_ testing.TB, s said) {
			b := s["bundle"].(string)
			s["bundle"] = b[:len(b)/2]
		}},
		lie{name: "line break in the proof", tell: func(_ testing.TB, s said) {
			s["bundle"] = s["bundle"].(string) + "\n"
		}},
		lie{name: "no answer", raw: `{"errors":[{"message":"no"}]}`},
		lie{name: "no JSON", raw: `GENUINE`},
		lie{name: "null", raw: `{"data":{"verify":null}}`})
}

// proofs are lies with a proof that was tampered with.
func proofs(old said) []lie {
	return []lie{
		{name: "old proof under new words", tell: func(_ testing.TB, s said) {
			s["bundle"] = old["bundle"]
		}},
		{name: "header of another time", tell: changed(func(b *proof.Bundle) {
			b.Header.Time.Seconds++
		})},
		{name: "header of another height", tell: changed(func(b *proof.Bundle) { b.Header.Height++ })},
		{name: "other app hash", tell: changed(func(b *proof.Bundle) { b.Header.AppHash[3] ^= 1 })},
		{name: "other chain id", tell: changed(func(b *proof.Bundle) {
			b.ChainID, b.Header.ChainID = b.ChainID+"x", b.ChainID+"x"
		})},
		{name: "other validator", tell: changed(func(b *proof.Bundle) {
			b.Validators[0].PublicKey[5] ^= 1
		})},
		{name: "more power", tell: changed(func(b *proof.Bundle) { b.Validators[0].Power++ })},
		{name: "other signature", tell: changed(func(b *proof.Bundle) {
			b.Signatures[0].Signature[7] ^= 1
		})},
		{name: "no signature", tell: changed(func(b *proof.Bundle) { b.Signatures = nil })},
		{name: "other round", tell: changed(func(b *proof.Bundle) { b.Round++ })},
		{name: "record of the pack changed", tell: changed(restatus)},
		{name: "pack left out", tell: changed(func(b *proof.Bundle) { hide(b, "unit|") })},
		{name: "product left out", tell: changed(func(b *proof.Bundle) { hide(b, "product|") })},
		{name: "no records", tell: changed(func(b *proof.Bundle) { b.Proof = nil })},
	}
}

// restatus makes a supplied pack new, and a new one supplied.
func restatus(b *proof.Bundle) {
	for i, token := range b.Proof {
		if token.Kind != proof.Record || record.KindOf(token.Key) != "unit" {
			continue
		}
		unit, err := record.DecodeUnit(record.Value{Open: token.Open})
		if err != nil {
			panic(err)
		}
		if unit.Status == record.Active {
			unit.Status = record.Supplied
		} else {
			unit.Status, unit.Since = record.Active, 0
		}
		b.Proof[i].Open = unit.Encode().Open
	}
}

// hide makes the hash of a neighbour, or of a subtree, of a record.
func hide(b *proof.Bundle, prefix string) {
	for i, token := range b.Proof {
		if token.Kind == proof.Record && strings.HasPrefix(token.Key, prefix) {
			b.Proof[i] = proof.Token{Kind: proof.Pruned, Hash: token.Hash}
		}
	}
}

// stock registers a product and a lot with serials and brings it to corner, which
// dispenses. It gives corner's device and the serials.
func (s *server) stock(product, lot string, n int) (*device, []string) {
	s.t.Helper()
	serials := randomSerials(n)
	return s.stockOf(product, lot, serials), serials
}

func (s *server) stockOf(product, lot string, serials []string) *device {
	t := s.t
	t.Helper()
	devices := s.admit(s.authority(), acme, corner)
	maker := devices["acme"]
	g, l := gtin(t, product), lotNumber(t, lot)
	parsed := make([]gs1.Serial, len(serials))
	for i := range serials {
		parsed[i] = serialNumber(t, serials[i])
	}
	s.order(maker, "register_product", record.RegisterProduct{GTIN: g, Name: "Amoxal",
		Strength: "500 mg", Form: "capsule", Pack: "20"})
	s.order(maker, "register_lot", record.RegisterLot{GTIN: g, Lot: l, Serialised: true,
		Expiry: record.DayFrom(must(gs1.ParseLabel("(01)"+product+"(17)291231", 2026))(t).Expiry)})
	s.order(maker, "add_serials", record.AddSerials{GTIN: g, Lot: l, Serials: parsed})
	s.order(maker, "close_lot", record.CloseLot{GTIN: g, Lot: l})
	offer := s.order(maker, "ship", record.Ship{To: gln(t, corner.gln),
		Items: []record.Item{{GTIN: g, Lot: l}}})
	s.order(devices["corner"], "receive", record.Receive{Transfer: record.ID(offer.transfer(t)),
		All: true})
	return devices["corner"]
}
