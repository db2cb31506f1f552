package tests

import (
	"fmt"
	"maps"

	"pedigree/gs1"
	"pedigree/record"
)

// maxNesting is how deep containers may stand in each other.
const maxNesting = 5

// place is where goods are, all containers around them considered.
type place struct {
	owner, holder gs1.GLN
	offer         *record.ID // the open one that they are on
	boxed         bool       // in a container that was not dissolved
}

// placeOf follows a pack's containers to the outermost.
func (r *records) placeOf(u *record.Unit) place {
	return r.follow(place{owner: u.Sealed.Owner, holder: u.Sealed.Holder,
		offer: u.Sealed.Transfer}, u.Sealed.Parent)
}

func (r *records) follow(at place, parent *string) place {
	for first := true; parent != nil; first = false {
		c := r.containers[*parent]
		if c == nil {
			return at
		}
		at.owner, at.holder, at.offer = c.Sealed.Owner, c.Sealed.Holder, c.Sealed.Transfer
		if first {
			at.boxed = c.State == record.ContainerPacked
		}
		parent = c.Sealed.Parent
	}
	return at
}

// root gives the key of the outermost container that was not dissolved.
func (r *records) root(key string) string {
	for {
		c := r.containers[key]
		if c.Sealed.Parent == nil || r.containers[*c.Sealed.Parent].State == record.ContainerDissolved {
			return key
		}
		key = *c.Sealed.Parent
	}
}

// checkDepths: aggregation is a forest of depth 5 or less, and each parent is there.
// It comes first: the other checks follow parents to their end.
func (r *records) checkDepths() error {
	for key, u := range r.units {
		if u.Sealed == nil || u.Sealed.Parent == nil {
			continue
		}
		if r.containers[*u.Sealed.Parent] == nil {
			return fmt.Errorf("%s is in %s, which is not there", key, *u.Sealed.Parent)
		}
	}
	for key, c := range r.containers {
		depth := 1
		for parent := c.Sealed.Parent; parent != nil; parent = r.containers[*parent].Sealed.Parent {
			if depth++; depth > maxNesting {
				return fmt.Errorf("%s is in more than %d containers", key, maxNesting)
			}
			if r.containers[*parent] == nil {
				return fmt.Errorf("%s is in %s, which is not there", key, *parent)
			}
		}
	}
	return nil
}

// checkForest: contents, boxes and packs of each container are those of its children. Quantities have no record of
// their own: they are what the contents say beyond the children's.
func (r *records) checkForest() error {
	contents, boxes, direct := map[string]map[string]uint64{}, map[string]uint64{}, map[string]uint64{}
	put := func(parent string, inside map[string]uint64) {
		if r.containers[parent].State == record.ContainerDissolved {
			return // it was left behind, and is loose
		}
		if contents[parent] == nil {
			contents[parent] = map[string]uint64{}
		}
		for lot, n := range inside {
			contents[parent][lot] += n
		}
	}
	for _, u := range r.units {
		if u.Sealed == nil || u.Sealed.Parent == nil {
			continue
		}
		put(*u.Sealed.Parent, map[string]uint64{r.lotName(u): 1})
		direct[*u.Sealed.Parent]++
	}
	for key, c := range r.containers {
		if c.Sealed.Parent == nil {
			continue
		}
		if c.State == record.ContainerDissolved {
			return fmt.Errorf("%s was dissolved and is in %s", key, *c.Sealed.Parent)
		}
		put(*c.Sealed.Parent, said(c))
		boxes[*c.Sealed.Parent]++
	}
	for key, c := range r.containers {
		if err := r.checkBox(key, c, contents[key], boxes[key], direct[key]); err != nil {
			return err
		}
	}
	return nil
}

// lotName names a pack's lot as contents do.
func (r *records) lotName(u *record.Unit) string {
	l := r.lots[record.LotKey(u.Lot)].Sealed
	return ordinalName(l.Product.String(), l.Ordinal)
}

func said(c *record.Container) map[string]uint64 {
	rows := map[string]uint64{}
	for _, x := range c.Sealed.Contents {
		rows[ordinalName(x.GTIN.String(), x.Lot)] = x.Count
	}
	return rows
}

func (r *records) checkBox(key string, c *record.Container, inside map[string]uint64,
	boxes, direct uint64) error {
	s := c.Sealed
	if c.State == record.ContainerDissolved {
		if len(s.Contents) > 0 || s.Children != 0 || s.Transfer != nil {
			return fmt.Errorf("%s was dissolved and holds %v", key, s.Contents)
		}
		return nil
	}
	rows := said(c)
	if len(rows) == 0 {
		return fmt.Errorf("%s holds nothing and was not dissolved", key)
	}
	for lot, n := range rows {
		l := r.lots[r.lotKeys[lot]]
		if l.Serialised && n != inside[lot] || n < inside[lot] {
			return fmt.Errorf("%s says it holds %v, in it are %v", key, rows, inside)
		}
		if !l.Serialised {
			direct += n - inside[lot]
		}
		delete(inside, lot)
	}
	if len(inside) > 0 || boxes != s.Boxes() || direct != s.Direct() {
		return fmt.Errorf("%s says %d boxes and %d packs, there are %d and %d; and %v", key, s.Boxes(),
			s.Direct(), boxes, direct, maps.Clone(inside))
	}
	return nil
}

// checkPacked: what holdings say is packed is what outermost containers hold.
func (r *records) checkPacked() error {
	packed := tally{}
	for key, c := range r.containers {
		if c.State == record.ContainerDissolved || r.root(key) != key {
			continue
		}
		at := r.follow(place{owner: c.Sealed.Owner, holder: c.Sealed.Holder,
			offer: c.Sealed.Transfer}, c.Sealed.Parent)
		if at.offer != nil {
			continue
		}
		for _, x := range c.Sealed.Contents {
			packed.at(r.lotOf(x.GTIN.String(), x.Lot), at.holder, at.owner).packed += x.Count
		}
	}
	return r.compareRows(packed, func(_ *record.Lot, row figures) (figures, bool) {
		return figures{packed: row.packed}, true
	})
}

// checkBoxLine: a line of a container offers what is in it.
func (r *records) checkBoxLine(offer string, line record.TransferItem, outgoing tally,
	from gs1.GLN) error {
	if line.Left() == 0 {
		return nil
	}
	c := r.containers[*line.SSCC]
	if c == nil || c.Sealed.Transfer == nil || record.TransferKey(*c.Sealed.Transfer) != offer {
		return fmt.Errorf("%s is not on it", *line.SSCC)
	}
	sum := uint64(0)
	for _, x := range c.Sealed.Contents {
		sum += x.Count
		outgoing.at(r.lotOf(x.GTIN.String(), x.Lot), from, line.Owner).outgoing += x.Count
	}
	if sum != line.Left() {
		return fmt.Errorf("%d packs are left, %s holds %d", line.Left(), *line.SSCC, sum)
	}
	return nil
}

// checkIndexes: lots are numbered from 1 within their product, and each number
// leads to its lot.
func (r *records) checkIndexes() error {
	lots := map[string]uint64{}
	for key, lot := range r.lots {
		gtin, number := lot.Sealed.Product, lot.Sealed.Number
		if indexOf.LotKey(gtin, number) != key {
			return fmt.Errorf("%s is of lot %s", key, number)
		}
		if r.numbers[record.LotNumberKey(gtin, lot.Sealed.Ordinal)] != number {
			return fmt.Errorf("ordinal %d of %s does not lead to lot %s", lot.Sealed.Ordinal, gtin, number)
		}
		lots[gtin.String()]++
	}
	for key, lot := range r.lots {
		if !r.bounds[record.HoldingPrefix(key)+record.RangeFirst] || !r.bounds[record.HoldingPrefix(key)+record.RangeLast] {
			return fmt.Errorf("%s of %s has no marks around what sites have of it", key, lot.Sealed.Product)
		}
	}
	if n := 2 * (len(r.lots) + len(r.products)); len(r.bounds) != n {
		return fmt.Errorf("%d marks at the ends of ranges, %d are due", len(r.bounds), n)
	}
	for key, p := range r.products {
		if prefix := "lotno|" + productOf(key) + "|"; !r.bounds[prefix+record.RangeFirst] || !r.bounds[prefix+record.RangeLast] {
			return fmt.Errorf("%s has no marks around its lots", key)
		}
		if p.Sealed.Lots != lots[productOf(key)] {
			return fmt.Errorf("%s counts %d lots, there are %d", key, p.Sealed.Lots, lots[productOf(key)])
		}
	}
	if len(r.numbers) != len(r.lots) {
		return fmt.Errorf("%d lot numbers for %d lots", len(r.numbers), len(r.lots))
	}
	return nil
}
