package tests

import (
	"fmt"
	"maps"

	"pedigree/gs1"
	"pedigree/record"
)

// maxNesting is how deep containers may stand in each other.
const maxNesting = 5

// checkForest: aggregation is a forest of depth 5 or less, contents of each
// container are the sum of what is in it, and a child is where its root is.
func (r *records) checkForest() error {
	contents := map[string]map[string]uint64{}
	put := func(parent *string, holder gs1.GLN, what string, inside map[string]uint64) error {
		for depth := 1; parent != nil; depth++ {
			box := r.containers[*parent]
			switch {
			case depth > maxNesting:
				return fmt.Errorf("%s is in more than %d containers", what, maxNesting)
			case box == nil:
				return fmt.Errorf("%s is in %s, which is not there", what, *parent)
			case box.Sealed.Parent == nil && box.Sealed.Holder != holder:
				return fmt.Errorf("%s is at %s, %s at %s", what, holder, *parent, box.Sealed.Holder)
			}
			if contents[*parent] == nil {
				contents[*parent] = map[string]uint64{}
			}
			for lot, n := range inside {
				contents[*parent][lot] += n
			}
			parent = box.Sealed.Parent
		}
		return nil
	}
	for key, u := range r.units {
		if u.Sealed == nil {
			continue
		}
		one := map[string]uint64{ordinalName(gtinOf(key), u.Lot): 1}
		if err := put(u.Sealed.Parent, u.Sealed.Holder, key, one); err != nil {
			return err
		}
	}
	for key, c := range r.containers {
		if err := put(c.Sealed.Parent, c.Sealed.Holder, key, nil); err != nil {
			return err
		}
	}
	for key, c := range r.containers {
		said := map[string]uint64{}
		for _, x := range c.Sealed.Contents {
			said[ordinalName(x.GTIN.String(), x.Lot)] = x.Count
		}
		if !maps.Equal(said, contents[key]) && len(said)+len(contents[key]) > 0 {
			return fmt.Errorf("%s says it holds %v, in it are %v", key, said, contents[key])
		}
	}
	return nil
}

// checkIndexes: lots are numbered from 1 within their product, and each number
// leads to its lot.
func (r *records) checkIndexes() error {
	lots := map[string]uint64{}
	for key, lot := range r.lots {
		gtin, err := gs1.ParseGTIN(gtinOf(key))
		if err != nil {
			return err
		}
		number := lot.Sealed.Number
		if record.LotKey(gtin, number) != key {
			return fmt.Errorf("%s is of lot %s", key, number)
		}
		if r.numbers[record.LotNumberKey(gtin, lot.Ordinal)] != number {
			return fmt.Errorf("ordinal %d of %s does not lead to lot %s", lot.Ordinal, gtin, number)
		}
		lots[gtin.String()]++
	}
	for key, p := range r.products {
		if p.Sealed.Lots != lots[gtinOf(key)] {
			return fmt.Errorf("%s counts %d lots, there are %d", key, p.Sealed.Lots, lots[gtinOf(key)])
		}
	}
	if len(r.numbers) != len(r.lots) {
		return fmt.Errorf("%d lot numbers for %d lots", len(r.numbers), len(r.lots))
	}
	return nil
}
