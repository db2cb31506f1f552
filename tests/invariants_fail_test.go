package tests

import (
	"maps"
	"strings"
	"testing"

	"pedigree/gs1"
	"pedigree/record"
)

// Each invariant is broken once by hand: an audit that finds nothing would let a
// ledger that loses goods pass.
func TestInvariantsCanFail(t *testing.T) {
	s := newScenario(t)
	for _, line := range []string{
		"party acme manufacturer DE 4000001", "party medco wholesaler DE", "let P 04000001000012",
		`acme register_product {"gtin":"$P","name":"A","strength":"1","form":"x","pack":"1"} -> ok`,
		`acme register_lot {"gtin":"$P","lot":"L","expiry":"2028-12-31","serialised":true} -> ok`,
		`acme add_serials {"gtin":"$P","lot":"L","serials":["S1","S2","S3"]} -> ok`,
		`acme ship {"to":"@medco","items":[{"gtin":"$P","serial":"S1"}]} -> ok T1`,
		`acme ship {"to":"@medco","items":[{"gtin":"$P","serial":"S2"}]} -> ok T2`,
		`medco receive {"transfer":"$T1","all":true} -> ok`,
	} {
		if err := s.step(line); err != nil {
			t.Fatal(line, err)
		}
	}
	g, l, err := lotOf("04000001000012", "L")
	if err != nil {
		t.Fatal(err)
	}
	medco, acme := s.actors["medco"].gln, s.actors["acme"].gln
	pack := func(st state, serial string, change func(*record.Unit)) {
		n, err := gs1.ParseSerial(serial)
		if err != nil {
			t.Fatal(err)
		}
		key := indexOf.UnitKey(g, n)
		u, err := record.DecodeUnit(st[key])
		if err != nil {
			t.Fatal(err)
		}
		change(u)
		st[key] = u.Encode()
	}
	lot := func(st state, change func(*record.Lot)) {
		x, err := record.DecodeLot(st[indexOf.LotKey(g, l)])
		if err != nil {
			t.Fatal(err)
		}
		change(x)
		st[indexOf.LotKey(g, l)] = x.Encode()
	}
	row := func(st state, site gs1.GLN, change func(*record.HoldingRow)) {
		key := indexOf.HoldingKey(g, l, site)
		h, err := record.DecodeHolding(st[key])
		if err != nil {
			t.Fatal(err)
		}
		change(&h.Sealed.Rows[0])
		st[key] = h.Encode()
	}
	box, inner := "sscc|106141412345678908|00", "sscc|106141412345678908|01"
	stack := func(st state, holder gs1.GLN, parent *string, key string, count uint64) {
		c := record.Container{Sealed: &record.ContainerSealed{Owner: medco, Holder: holder, Parent: parent,
			History: record.NewHistory(key)}}
		c.Sealed.SetChildren(0, 0, count)
		if count > 0 {
			c.Sealed.Contents = []record.Content{{GTIN: g, Lot: 1, Count: count}}
		}
		st[key] = c.Encode()
	}
	packed := func(st state) {
		pack(st, "S1", func(u *record.Unit) { u.Sealed.Parent = &box })
		row(st, medco, func(r *record.HoldingRow) { r.Packed = 1 })
	}
	for want, broken := range map[string]func(state){
		"":                 func(st state) { packed(st); stack(st, medco, nil, box, 1) },
		"holdings sum up":  func(st state) { row(st, medco, func(r *record.HoldingRow) { r.Held++ }) },
		"holdings sum up ": func(st state) { lot(st, func(x *record.Lot) { x.Sealed.Registered++ }) },
		"the goods say": func(st state) {
			pack(st, "S1", func(u *record.Unit) { u.Sealed.Holder = acme })
		},
		"the goods say ": func(st state) {
			pack(st, "S1", func(u *record.Unit) { u.Status = record.Supplied })
		},
		"are untouched": func(st state) { lot(st, func(x *record.Lot) { x.Sealed.Untouched++ }) },
		"is of no lot":  func(st state) { pack(st, "S3", func(u *record.Unit) { u.Lot = record.Index{9} }) },
		"are on no offer": func(st state) {
			pack(st, "S2", func(u *record.Unit) { u.Sealed.Transfer = nil })
			row(st, acme, func(r *record.HoldingRow) { r.Held++; r.Outgoing-- })
		},
		"does not lead to": func(st state) { delete(st, record.LotNumberKey(g, 1)) },
		"is in sscc|106141412345678908|00, which is not there": packed,
		"says it holds map[04000001000012|1:2]": func(st state) {
			packed(st)
			stack(st, medco, nil, box, 2)
		},
		"the goods say  ": func(st state) { // the box stands elsewhere
			packed(st)
			stack(st, acme, nil, box, 1)
		},
		"holds nothing": func(st state) {
			packed(st)
			stack(st, medco, nil, box, 1)
			stack(st, medco, nil, inner, 0)
		},
		"in it are": func(st state) {
			packed(st)
			stack(st, medco, nil, box, 1)
			stack(st, medco, &box, inner, 1)
		},
		"in more than 5 containers": func(st state) { // a circle
			packed(st)
			stack(st, medco, &inner, box, 1)
			stack(st, medco, &box, inner, 1)
		},
	} {
		st := maps.Clone(s.state())
		broken(st)
		err := checkInvariants(st)
		want = strings.TrimSpace(want)
		found := err != nil && want != "" && strings.Contains(err.Error(), want)
		if !found && (err != nil || want != "") {
			t.Errorf("%q: %v", want, err)
		}
	}
}
