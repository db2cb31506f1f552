package events

import (
	"fmt"

	"pedigree/gs1"
	"pedigree/record"
)

const aggregationEvent = "AggregationEvent"

// moved renders what becomes of goods beside transfer and supply. It is false for a fact
// of another kind.
func (d *document) moved(f *record.Fact, fields any) ([]record.Goods, bool) {
	switch x := fields.(type) {
	case *record.Left:
		return d.left(f, x), true
	case *record.ActUndone:
		return d.undone(f, x), true
	case *record.HoldsChanged:
		return d.held(f, x), true
	case *record.Packed:
		return d.packed(f, x), true
	case *record.Unpacked:
		return d.unpacked(f, x), true
	case *record.Returned:
		return d.returned(x), true
	}
	return nil, false
}

type useDetail struct {
	Generation uint64 `json:"generation,omitempty"` // use of the SSCC, from 0
	Dissolved  bool   `json:"dissolved,omitempty"`
}

func (d *document) packed(f *record.Fact, x *record.Packed) []record.Goods {
	d.aggregation("ADD", "packing", "in_progress", x.SSCC, x.Items)
	d.ReadPoint, d.BizLocation = placeOf(f.Site), placeOf(f.Site)
	if x.Generation > 0 {
		d.Detail = useDetail{Generation: x.Generation}
	}
	return []record.Goods{{SSCC: x.SSCC}}
}

// unpacked without children means all of them (EPCIS 2.0, 7.4.3).
func (d *document) unpacked(f *record.Fact, x *record.Unpacked) []record.Goods {
	d.aggregation("DELETE", "unpacking", "in_progress", x.SSCC, x.Items)
	d.ReadPoint, d.BizLocation = placeOf(f.Site), placeOf(f.Site)
	if x.Generation > 0 || x.Dissolved {
		d.Detail = useDetail{x.Generation, x.Dissolved}
	}
	return []record.Goods{{SSCC: x.SSCC}}
}

// aggregation makes the document an AggregationEvent: the container is the parent, its
// goods are children. It reads them as an ObjectEvent reads its objects.
func (d *document) aggregation(action, bizStep, disposition string, parent gs1.SSCC,
	children []record.Goods) {
	d.object(action, bizStep, disposition, children)
	d.Type, d.ParentID = aggregationEvent, ssccLink(parent)
	d.ChildEPCs, d.ChildQuantities = d.EPCs, d.Quantities
	d.EPCs, d.Quantities = nil, nil
}

type returnDetail struct {
	shipDetail
	Saleable bool `json:"saleable,omitempty"`
}

// returned is shipping back: CBV's disposition says so.
func (d *document) returned(x *record.Returned) []record.Goods {
	goods := d.shipped(&x.Shipped)
	d.Disposition = "returned"
	d.Detail = returnDetail{shipDetail{x.Purpose, x.Keep, x.Deadline, x.Carrier}, x.Saleable}
	return goods
}

func aggregationSentence(f *record.Fact, fields any) string {
	by := actor(f)
	switch x := fields.(type) {
	case *record.Packed:
		return fmt.Sprintf("%s packed %s into container %s.", by, goodsText(x.Items), x.SSCC)
	case *record.Unpacked:
		if len(x.Items) == 0 {
			return fmt.Sprintf("%s unpacked container %s.", by, x.SSCC)
		}
		return fmt.Sprintf("%s took %s out of container %s.", by, goodsText(x.Items), x.SSCC)
	case *record.Returned:
		return fmt.Sprintf("%s returned %s to %s%s.", by, goodsText(x.Items), x.Way.ToParty,
			keepText(&x.Shipped))
	}
	return ""
}
