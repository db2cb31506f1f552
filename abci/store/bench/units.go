package bench

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"

	"pedigree/abci/store"
	"pedigree/gs1"
	"pedigree/record"
)

const (
	products   = 500
	smallLot   = 10_000
	largeLot   = 100_000
	serialSize = 14
	alphabet   = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
)

// goods are the packs of a country's year, drawn from a seed: pack i is always
// the same, so that none has to be remembered.
type goods struct {
	seed   uint64
	gtins  []gs1.GTIN
	starts []int // the number of the first pack of each lot
	owners []int // the product of each lot, at random
	party  gs1.GLN
}

func newGoods(seed uint64, packs, products int) (*goods, error) {
	g := &goods{seed: seed}
	for i := range products {
		gtin, err := gs1.ParseGTIN(checked(fmt.Sprintf("0400%09d", i*7919)))
		if err != nil {
			return nil, err
		}
		g.gtins = append(g.gtins, gtin)
	}
	r := rand.New(rand.NewPCG(seed, 1))
	for at := 0; at < packs; at += smallLot + r.IntN(largeLot-smallLot+1) {
		g.starts, g.owners = append(g.starts, at), append(g.owners, r.IntN(products))
	}
	var err error
	g.party, err = gs1.ParseGLN(checked("400000100000"))
	return g, err
}

// checked appends the check digit.
func checked(body string) string {
	d, err := gs1.CheckDigit(body)
	if err != nil {
		panic(err) // body is made of digits
	}
	return body + string(d)
}

// lot gives the lot of a pack.
func (g *goods) lot(i int) int {
	n, exact := slices.BinarySearch(g.starts, i)
	if !exact {
		n--
	}
	return n
}

// serial draws 14 random characters.
func (g *goods) serial(i int) gs1.Serial {
	r := rand.New(rand.NewPCG(g.seed, uint64(i)+2))
	b := make([]byte, serialSize)
	for j := range b {
		b[j] = alphabet[r.IntN(len(alphabet))]
	}
	s, err := gs1.ParseSerial(string(b))
	if err != nil {
		panic(err) // the alphabet is GS1's
	}
	return s
}

func (g *goods) key(i int) string {
	return indexed(record.UnitName(g.gtins[g.owners[g.lot(i)]], g.serial(i)))
}

// indexed gives a key as evenly spread as those of a chain. What an index costs is not
// the store's.
func indexed(n record.Name) string {
	h := sha256.Sum256(n.Input())
	return n.Key(record.Index(h[:20]))
}

// lotIndex stands for that of a pack's lot.
func (g *goods) lotIndex(i int) (index record.Index) {
	binary.BigEndian.PutUint64(index[:], uint64(g.lot(i)+1))
	return index
}

// register makes the row of a pack that nothing has happened to.
func (g *goods) register(i int) store.Change {
	return change(g.key(i), record.Unit{Lot: g.lotIndex(i)})
}

// dispense makes the row of a pack that was supplied; n makes it differ from an
// earlier one.
func (g *goods) dispense(i, n int) store.Change {
	key := g.key(i)
	var salt record.Salt
	fact := record.FactHash(binary.BigEndian.AppendUint64([]byte(key), uint64(n)))
	random := record.FactHash(fact[:]) // or it would shrink beside the history
	copy(salt[:], random[:])
	return change(key, record.Unit{Lot: g.lotIndex(i), Status: record.Supplied,
		Since: record.Day(20_000 + n%365), Sealed: &record.UnitSealed{Salt: salt, Owner: g.party,
			Holder: g.party, ParentCount: 3, History: record.History{Count: 4, Head: fact}}})
}

func change(key string, u record.Unit) store.Change {
	v := u.Encode()
	return store.Change{Key: key, Value: &store.Value{Open: v.Open, Sealed: v.Sealed}}
}

// fact is what the ledger logs of a dispensing.
func (g *goods) fact(i int) []byte {
	n := uint64(i)
	return record.Fact{Height: n / 5000, Index: n % 5000, Time: 1_800_000_000 + n/5000,
		TxID: record.FactHash(binary.BigEndian.AppendUint64(nil, n)), Party: &g.party, Site: &g.party,
		Command: "dispense", Subjects: []string{g.key(i)}, Fields: record.MustMarshal(
			record.Dispensed{Goods: record.Goods{GTIN: g.gtins[g.owners[g.lot(i)]],
				Serial: g.serial(i), Quantity: 1, Owner: g.party}})}.Encode()
}
