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
type weighed interface{ weigh(b *Block) uint64 }

// cost weighs an order by itself and by the state before the block. An offer is
// weighed by its bytes: reading its lines for that would cost what it measures.
func (b *Block) cost(a *admitted) uint64 {
	k := entry(a.tx.Command)
	cost := k.cost * 100
	if c, ok := a.command.(counted); ok {
		cost += k.costPerItem * uint64(c.items())
	}
	if c, ok := a.command.(answering); ok {
		cost += b.weighOffer(c.offer())
	}
	if c, ok := a.command.(moving); ok {
		for _, i := range c.goods() {
			cost += b.weighBox(i.SSCC)
		}
	}
	if c, ok := a.command.(weighed); ok {
		cost += c.weigh(b)
	}
	return min(cost, MaxCost)
}

func (b *Block) weighOffer(id record.ID, whole bool) uint64 {
	v, _ := b.get(record.TransferKey(id))
	size := uint64(len(v.Sealed))
	if !whole {
		return size / 8
	}
	// Lines of containers are found by their keys, without reading the offer.
	cost := size/8 + size*2
	rest := v.Sealed
	for n := 0; n < maxItems; n++ {
		_, after, found := bytes.Cut(rest, []byte("sscc|"))
		if !found || len(after) < len("340000010000000013|00") {
			break
		}
		cost += b.weighContents("sscc|" + string(after[:len("340000010000000013|00")]))
		rest = after
	}
	return cost
}

// weighBox weighs what the last use of an SSCC holds.
func (b *Block) weighBox(sscc gs1.SSCC) (cost uint64) {
	if sscc.IsZero() {
		return 0
	}
	for n := range maxGenerations {
		key := record.ContainerKey(sscc, uint8(n))
		if _, used := b.get(key); !used {
			break
		}
		cost = b.weighContents(key)
	}
	return cost
}

// weighContents: for each lot, of some twenty bytes, what two sites have of it is
// read and written. A container that holds nothing has less than 192 bytes.
func (b *Block) weighContents(key string) uint64 {
	v, _ := b.get(key)
	return 11 * (max(uint64(len(v.Sealed)), 192) - 192)
}

// weighCase: each subject of a case, of some forty bytes, is read with its lot and
// the containers around it.
func (b *Block) weighCase(id record.ID) uint64 {
	v, _ := b.get(record.CaseKey(id))
	return uint64(len(v.Sealed)) * 2
}
