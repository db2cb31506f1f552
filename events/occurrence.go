package events

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"pedigree/gs1"
	"pedigree/record"
)

// occurrence is an event of somebody else, as far as an order can be made of it.
type occurrence struct {
	number int    // in the document, from 1
	id     string // event hash id
	node   *node
	unread error // which of its members cannot be kept

	kind, action, bizStep string
	parent                record.Item
	items                 []record.Item // what it is about; of an aggregation the children
	lot                   gs1.Lot
	expiry                record.Day
}

// title names an event in a report.
func (o *occurrence) title() string {
	return strings.Join(strings.Fields(strings.Join([]string{o.kind, o.action, o.bizStep}, " ")), " ")
}

var errDeclaresWrong = errors.New("it declares an event wrong; take that back by an order of your own")

func (o *occurrence) declaresWrong() bool { return o.node.kid("errorDeclaration") != nil }

// read takes an event apart.
func read(number int, n *node, ignored map[string]bool) *occurrence {
	o := &occurrence{number: number, id: hashID(preHash(n, ignored)), node: n, kind: n.name,
		action: n.say("action"), bizStep: bizSteps.bare(n.say("bizStep"))}
	o.unread = o.readMembers()
	return o
}

func (o *occurrence) readMembers() (err error) {
	if parent := o.node.say("parentID"); parent != "" {
		if o.parent, err = itemOf(parent); err != nil {
			return fmt.Errorf("parentID: %w", err)
		}
		o.parent = thing(o.parent)
	}
	if o.declaresWrong() {
		return errDeclaresWrong
	}
	for _, list := range []string{"epcList", "childEPCs"} {
		for _, epc := range o.node.texts(list) {
			i, err := itemOf(epc)
			if err != nil {
				return fmt.Errorf("%s: %w", list, err)
			}
			if i.SSCC.IsZero() && i.Serial.IsZero() {
				return fmt.Errorf("%s: %s names no single object", list, epc)
			}
			o.items = append(o.items, i)
		}
	}
	for _, list := range []string{"quantityList", "childQuantityList"} {
		if err := o.readQuantities(o.node.kid(list)); err != nil {
			return fmt.Errorf("%s: %w", list, err)
		}
	}
	if err := o.readMasterData(); err != nil {
		return err
	}
	for _, i := range o.items {
		if !o.lot.IsZero() && !i.Lot.IsZero() && i.Lot != o.lot {
			return fmt.Errorf("lotNumber: %s, and %s among its objects", o.lot, i.Lot)
		}
	}
	return nil
}

func (o *occurrence) readQuantities(list *node) error {
	if list == nil {
		return nil
	}
	for k := range list.kids {
		e := &list.kids[k]
		i, err := itemOf(e.say("epcClass"))
		if err != nil {
			return err
		}
		if uom := e.say("uom"); uom != "" {
			return fmt.Errorf("packs are counted, not measured in %s", uom)
		}
		if q := e.say("quantity"); q != "" {
			whole, ok := canonicalNumber(q)
			if i.Quantity, err = strconv.ParseUint(whole, 10, 40); err != nil || !ok || i.Quantity == 0 {
				return fmt.Errorf("%s is no number of packs", q)
			}
		}
		o.items = append(o.items, i)
	}
	return nil
}

// readMasterData reads lot and expiry from ilmd.
func (o *occurrence) readMasterData() (err error) {
	ilmd := o.node.kid("ilmd")
	if ilmd == nil {
		return nil
	}
	for _, k := range ilmd.kids {
		value := strings.TrimSpace(k.text)
		switch masterDataTerm(k.name) {
		case "lotNumber":
			before := o.lot
			if o.lot, err = gs1.ParseLot(value); err != nil {
				return fmt.Errorf("lotNumber: %w", err)
			} else if !before.IsZero() && before != o.lot {
				return fmt.Errorf("lotNumber: both %s and %s", before, o.lot)
			}
		case "itemExpirationDate":
			date, _, _ := strings.Cut(value, "T")
			d, err := gs1.ParseDate(date)
			if err != nil {
				return fmt.Errorf("itemExpirationDate: %w", err)
			}
			before := o.expiry
			if o.expiry = record.DayFrom(d); before != 0 && before != o.expiry {
				return fmt.Errorf("itemExpirationDate: both %s and %s", before, o.expiry)
			}
		}
	}
	return nil
}

// party gives the GLN that a list of sources or destinations has for a type, zero when it
// has none.
func (o *occurrence) party(list, kind string) (gs1.GLN, error) {
	uri, err := o.among(list, kind)
	if err != nil || uri == "" {
		return gs1.GLN{}, err
	}
	return glnOf(uri)
}

// among gives the source or destination of a type, "" when the list has none.
func (o *occurrence) among(list, kind string) (uri string, err error) {
	k := o.node.kid(list)
	if k == nil {
		return "", nil
	}
	for i := range k.kids {
		if sourceDestTypes.bare(k.kids[i].say("type")) != kind {
			continue
		}
		before := uri
		if uri = k.kids[i].say(strings.TrimSuffix(list, "List")); before != "" && before != uri {
			return "", fmt.Errorf("%s: two of type %s", list, kind)
		}
	}
	return uri, nil
}
