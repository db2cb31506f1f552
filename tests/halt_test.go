package tests

import (
	"fmt"
	"testing"

	"pedigree/record"
)

// A site holds goods of one lot for 16 owners at most. Whoever would bring a 17th
// is refused, by whatever order: a record that nobody can read stops every node.
func TestSeventeenthOwner(t *testing.T) {
	s := newScenario(t)
	do := func(format string, args ...any) {
		t.Helper()
		if err := s.step(fmt.Sprintf(format, args...)); err != nil {
			t.Fatalf(format+"\n\t%v", append(args, err)...)
		}
	}
	do("party acme manufacturer DE 4000001")
	do("party corner dispenser DE")
	do("let P 04000001000012")
	do(`acme register_product {"gtin":"$P","name":"A","strength":"1","form":"x","pack":"1"} -> ok`)
	do(`acme register_lot {"gtin":"$P","lot":"Q","expiry":"2028-12-31","planned":%d} -> ok`,
		10*record.MaxOwners)
	do(`acme register_lot {"gtin":"$P","lot":"L","expiry":"2028-12-31","serialised":true} -> ok`)
	do("party late wholesaler DE")
	do(`acme add_serials {"gtin":"$P","lot":"L","serials":["X1","X2"]} -> ok`)
	do(`acme ship {"to":"@late","items":[{"gtin":"$P","serial":"X1"},` +
		`{"gtin":"$P","serial":"X2"}]} -> ok T99`)
	do(`late receive {"transfer":"$T99","all":true} -> ok`)
	for n := range record.MaxOwners {
		do("party w%d wholesaler DE", n)
		do(`acme add_serials {"gtin":"$P","lot":"L","serials":["S%d"]} -> ok`, n)
		do(`acme ship {"to":"@w%d","items":[{"gtin":"$P","lot":"Q","quantity":10},`+
			`{"gtin":"$P","serial":"S%d"}]} -> ok T%d`, n, n, n)
		do(`w%d receive {"transfer":"$T%d","all":true} -> ok`, n, n)
	}
	for n := range record.MaxOwners {
		do(`w%d ship {"to":"@acme","owner":"keep","items":[{"gtin":"$P","lot":"Q","quantity":9},`+
			`{"gtin":"$P","serial":"S%d"}]} -> ok T%d`, n, n, n)
		do(`acme receive {"transfer":"$T%d","all":true} -> ok`, n)
	}
	do(`acme close_lot {"gtin":"$P","lot":"Q","yield":%d} -> Conflict`, 10*record.MaxOwners+1)
	do(`acme add_serials {"gtin":"$P","lot":"L","serials":["NEW"]} -> Conflict`)
	do(`w0 ship {"to":"@acme","items":[{"gtin":"$P","lot":"Q","quantity":1}]} -> ok T0`)
	for _, how := range []string{`"all":true`, `"accepted":[{"gtin":"$P","lot":"Q"}]`} {
		do(`acme receive {"transfer":"$T0",%s} -> Conflict`, how)
	}
	// What one of the 16 has there already, it may have more of.
	do(`w0 cancel {"transfer":"$T0","reason":"full"} -> ok`)
	do(`w0 ship {"to":"@acme","owner":"keep","items":[{"gtin":"$P","lot":"Q","quantity":1}]} -> ok T0`)
	do(`acme receive {"transfer":"$T0","all":true} -> ok`)
	// Packs by name and packs among the rest meet the same limit.
	do(`late ship {"to":"@acme","items":[{"gtin":"$P","serial":"X1"},{"gtin":"$P","serial":"X2"}],` +
		`"owner":"keep"} -> ok T99`)
	do(`acme receive {"transfer":"$T99","accepted":[{"gtin":"$P","serial":"X1"}],` +
		`"partial":true} -> Conflict`)
	do(`acme receive {"transfer":"$T99","missing":[{"gtin":"$P","serial":"X1"}],` +
		`"all":true} -> Conflict`)
	do(`acme refuse {"transfer":"$T99","reason":"full"} -> ok`)
}
