package ledger

import (
	"bytes"

	"pedigree/gs1"
	"pedigree/record"
)

// MaxCost is the most that the orders of one block may cost, in hundredths of a
// signature check: half a second of one core on the slowest machine we support.
// No order costs more, or it could never be carried out.
const MaxCost = 1_000_000

// counted is a command whose cost grows with what it names.
type counted interface{ items() int }

// answering is a command about an offer. The whole offer is read and written
// again, and who does not name goods means all that is left of it.
type answering interface {
	offer() (id record.ID, whole bool)
}

// moving is a command that names containers: each lot in one is counted on its own.
type moving interface{ goods() []record.Item }

// weighed is a command that names a record which leads to others: how much more
// it costs is seen there.
type weighed interface{ weigh(g *Gate) uint64 }

// hanging is a command that ends at once where a record is missing: the product
// or the container of the first thing that it names, its offer, its case.
type hanging interface{ hangsOn() string }

// making is a command that makes something which a later order of the same block
// may take apart. What that is, is not in the state yet: it weighs what it cost.
type making interface {
	makes(tx *record.Tx) (key string)
}

// cost weighs an order by itself, by the state before the block, and by what the
// orders before it make. An offer is weighed by its bytes: reading its lines for
// that would cost what it measures.
func (g *Gate) cost(o *Order) uint64 {
	k := entry(o.Tx.Command)
	cost := k.cost*100 + ReadingCost(o.bytes)
	if c, ok := o.command.(hanging); ok && !g.there(c.hangsOn()) {
		return min(cost, MaxCost)
	}
	if c, ok := o.command.(counted); ok {
		cost += k.costPerItem * uint64(c.items())
	}
	if c, ok := o.command.(answering); ok {
		cost += g.weighOffer(c.offer())
	}
	if c, ok := o.command.(moving); ok {
		for _, i := range c.goods() {
			cost += g.weighBox(i.SSCC)
		}
	}
	if c, ok := o.command.(weighed); ok {
		cost += c.weigh(g)
	}
	return min(cost, MaxCost)
}

// ReadingCost is what the bytes of an order cost, whatever they say: they are read
// strictly, kept, and sent on. A block's bytes cost a block.
func ReadingCost(bytes int) uint64 { return uint64(bytes) / 4 }

// there says whether a record is in the state, or made in this block.
func (g *Gate) there(key string) bool {
	if _, made := g.made[key]; made {
		return true
	}
	_, ok := g.b.get(key)
	return ok
}

// hook is the record on which a line hangs: its container, or its product.
func hook(items []record.Item) string {
	switch {
	case len(items) == 0:
		return ""
	case !items[0].SSCC.IsZero():
		return record.ContainerKey(items[0].SSCC, 0)
	}
	return record.ProductKey(items[0].GTIN)
}

func (g *Gate) weighOffer(id record.ID, whole bool) uint64 {
	key := record.TransferKey(id)
	v, _ := g.b.get(key)
	size := uint64(len(v.Sealed))
	if !whole {
		return size/8 + g.made[key]
	}
	// Lines of containers are found by their keys, without reading the offer.
	cost := size/8 + size*2 + g.made[key]
	rest := v.Sealed
	for n := 0; n < maxItems; n++ {
		_, after, found := bytes.Cut(rest, []byte("sscc|"))
		if !found || len(after) < len("340000010000000013|00") {
			break
		}
		cost += g.weighContents("sscc|" + string(after[:len("340000010000000013|00")]))
		rest = after
	}
	return cost
}

// weighBox weighs what the last use of an SSCC holds.
func (g *Gate) weighBox(sscc gs1.SSCC) (cost uint64) {
	if sscc.IsZero() {
		return 0
	}
	for n := range maxGenerations {
		key := record.ContainerKey(sscc, uint8(n))
		if _, used := g.b.get(key); !used {
			break
		}
		cost = g.weighContents(key)
	}
	return cost + g.made[record.ContainerKey(sscc, 0)]
}

// weighContents: for each lot, of some twenty bytes, what two sites have of it is
// read and written. A container that holds nothing has less than 192 bytes.
func (g *Gate) weighContents(key string) uint64 {
	v, _ := g.b.get(key)
	return 11 * (max(uint64(len(v.Sealed)), 192) - 192)
}

// weighCase: each subject of a case, of some forty bytes, is read with its lot and
// the containers around it.
func (g *Gate) weighCase(id record.ID) uint64 {
	key := record.CaseKey(id)
	v, _ := g.b.get(key)
	return uint64(len(v.Sealed))*2 + g.made[key]
}
