package abci_test

import (
	"encoding/binary"
	"errors"
	"strings"
	"testing"

	"pedigree/abci"
	"pedigree/abci/store"
	"pedigree/gs1"
	"pedigree/record"
)

// audited is a chain with a few parties, and an order refused.
func audited(t *testing.T) *direct {
	authority := newDevice("authority")
	d := newDirect(t, authority)
	d.block(d.party(authority, 1, 1), d.party(authority, 2, 1), d.party(authority, 3, 4))
	d.block(d.party(authority, 4, 2), d.party(authority, 5, 3))
	return d
}

// spoil writes a block with one row beside the tree changed or gone, or one record.
func (d *direct) spoil(row store.AuxRow, changes ...store.Change) {
	d.t.Helper()
	p, err := d.store.Apply(d.store.Height()+1, changes, []store.AuxRow{row})
	if err == nil {
		err = d.store.Commit(p)
	}
	if err != nil {
		d.t.Fatal(err)
	}
}

func TestAuditPasses(t *testing.T) {
	d := audited(t)
	a, err := abci.Audit(d.store, true, func(string, uint64) {})
	if err != nil || a.First != 1 || a.Facts < 5 || a.Orders != 5 || a.Height != 2 {
		t.Errorf("%+v: %v", a, err)
	}
}

// TestAuditNamesTheFirstDifference changes one row beside the tree at a time.
func TestAuditNamesTheFirstDifference(t *testing.T) {
	key := func(kind byte, numbers ...uint64) []byte {
		k := []byte{kind}
		for _, n := range numbers {
			k = binary.BigEndian.AppendUint64(k, n)
		}
		return k
	}
	signed := binary.BigEndian.AppendUint32(key('s', 2), 0)
	for _, c := range []struct {
		name, want string
		row        func(d *direct) store.AuxRow
	}{
		{"a fact deleted", "fact 3 is missing", func(*direct) store.AuxRow {
			return store.AuxRow{Key: key('f', 3), Delete: true}
		}},
		{"the last fact doubled", "follows", func(d *direct) store.AuxRow {
			n, _ := d.FactCount()
			last, _ := d.FactsFrom(n)
			return store.AuxRow{Key: key('f', n+1), Value: last[0]}
		}},
		{"a fact cut", "fact 2", func(d *direct) store.AuxRow {
			f, _ := d.FactsFrom(2)
			return store.AuxRow{Key: key('f', 2), Value: f[0][:9]}
		}},
		{"a fact of another time", "had head", func(d *direct) store.AuxRow {
			b, _ := d.FactsFrom(4)
			f, err := record.DecodeFact(b[0])
			if err != nil {
				d.t.Fatal(err)
			}
			f.Time++
			return store.AuxRow{Key: key('f', 4), Value: f.Encode()}
		}},
		{"the last fact of another time", "chain to", func(d *direct) store.AuxRow {
			n, _ := d.FactCount()
			b, _ := d.FactsFrom(n)
			f, err := record.DecodeFact(b[0])
			if err != nil {
				d.t.Fatal(err)
			}
			f.Time++
			return store.AuxRow{Key: key('f', n), Value: f.Encode()}
		}},
		{"a head of the log", "noted is", func(*direct) store.AuxRow {
			return store.AuxRow{Key: key('h', 6), Value: make([]byte, 32)}
		}},
		{"the number of facts", "counts", func(*direct) store.AuxRow {
			return store.AuxRow{Key: key('n'), Value: make([]byte, 8)}
		}},
		{"an order deleted", "as they were signed", func(*direct) store.AuxRow {
			return store.AuxRow{Key: signed, Delete: true}
		}},
		{"an order spoiled", "order", func(*direct) store.AuxRow {
			return store.AuxRow{Key: signed, Value: []byte{1}}
		}},
		{"an order of somebody else", "no answer", func(d *direct) store.AuxRow {
			return store.AuxRow{Key: signed, Value: d.party(newDevice("else"), 1, 7)}
		}},
	} {
		d := audited(t)
		d.spoil(c.row(d))
		_, err := abci.Audit(d.store, true, nil)
		if !errors.Is(err, abci.ErrAudit) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// TestFullAuditChecksHistoriesAndSignatures changes a record so that the root is right
// for what it says, and only the facts and the orders contradict it.
func TestFullAuditChecksHistoriesAndSignatures(t *testing.T) {
	authority := newDevice("authority")
	product, err := gs1.ParseGTIN("04000001000012")
	if err != nil {
		t.Fatal(err)
	}
	lot, err := gs1.ParseLot("L1")
	if err != nil {
		t.Fatal(err)
	}
	holding := record.Holding{Sealed: &record.HoldingSealed{
		History: record.History{Count: 1}}}.Encode()
	public := authority.public()
	kid := record.KIDOf(public[:])
	key := record.DeviceKey{Public: newDevice("else").public(), Party: gln(t, "4012345000009"),
		Site: gln(t, "4012345000009")}.Encode()
	for want, c := range map[string]store.Change{
		"has history 1": {Key: indexOf.HoldingKey(product, lot, partyGLN(t, 1)),
			Value: &store.Value{Open: holding.Open, Sealed: holding.Sealed}},
		"is not signed by": {Key: record.KeyKey(kid), Value: &store.Value{Open: key.Open}},
	} {
		d := audited(t)
		d.spoil(store.AuxRow{Key: []byte("x"), Delete: true}, c)
		if _, err := abci.Audit(d.store, false, nil); err != nil {
			t.Errorf("%s, in an audit that is not full: %v", want, err)
		}
		_, err := abci.Audit(d.store, true, nil)
		if !errors.Is(err, abci.ErrAudit) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}
