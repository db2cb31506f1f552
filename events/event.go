package events

import (
	"fmt"

	"pedigree/record"
)

// Event is a fact in the words of EPCIS.
type Event struct {
	JSON     []byte // JSON-LD; the same bytes for the same fact
	ID       string // eventID: the event hash id of CBV 2.0 (see Hashes)
	FactID   string // height/tx index/n
	FactHash record.Hash

	// Standard says that EPCIS 2.0 defines the event. Otherwise Type is of our own
	// vocabulary and Action, BizStep and Disposition are empty.
	Standard    bool
	Type        string // ObjectEvent, …; pedigree:PartyEvent, …
	Action      string // ADD, OBSERVE, DELETE
	BizStep     string // CBV 2.0, 7.1
	Disposition string // CBV 2.0, 7.2

	GTIN string // of all goods of the event, "" when they have none or several
	Lot  string // likewise, together with GTIN
	SSCC string // of the one container that the event is about

	// Subject is where the stream carries the event:
	// epcis.<bizStep>.<gtin or sscc or _>.<shard>.
	Subject string
}

// Types of our own vocabulary (docs/events.md).
const (
	PartyEvent      = "pedigree:PartyEvent"      // parties, sites, licences, prefixes, keys
	MasterDataEvent = "pedigree:MasterDataEvent" // trade items
	AlertEvent      = "pedigree:AlertEvent"      // a refused order that others must know of
	RecallEvent     = "pedigree:RecallEvent"     // a site's answer to a recall
	NetworkEvent    = "pedigree:NetworkEvent"    // proposals, validators, parameters, upgrades
)

// Render says what a fact means. It fails only for a fact whose fields are not those of
// its command.
func Render(f *record.Fact) (Event, error) {
	encoded := f.Encode()
	d, g, err := write(f, encoded)
	if err != nil {
		return Event{}, err
	}
	e := Event{
		FactID: d.FactID, FactHash: record.FactHash(encoded),
		Standard: d.BizStep != "",
		Type:     d.Type, Action: d.Action, BizStep: d.BizStep, Disposition: d.Disposition,
	}
	e.GTIN, e.Lot, e.SSCC = common(g)
	e.Subject = subject(&e)
	e.JSON, err = d.bytes()
	e.ID = d.EventID
	return e, err
}

// RenderNamed gives the JSON-LD that Render makes of a fact, by the eventID that Render
// found: nearly all of its work is to find that.
func RenderNamed(f *record.Fact, id string) ([]byte, error) {
	d, _, err := write(f, f.Encode())
	if err != nil {
		return nil, err
	}
	d.EventID = id
	return d.encode()
}

// write says all but the eventID.
func write(f *record.Fact, encoded []byte) (*document, []record.Goods, error) {
	fields, err := record.FieldsOf(f)
	if err != nil {
		return nil, nil, err
	}
	d := newDocument(f, encoded)
	g, err := d.say(f, fields)
	return d, g, err
}

// say fills in what is particular to a command and gives the goods that it is about.
func (d *document) say(f *record.Fact, fields any) ([]record.Goods, error) {
	switch x := fields.(type) {
	case *record.LotRegistered:
		return d.lotRegistered(x), nil
	case *record.AddSerials:
		return d.serialsAdded(f, x), nil
	case *record.LotClosed:
		return d.lotClosed(f, x), nil
	case *record.Shipped:
		return d.shipped(x), nil
	case *record.Received:
		return d.received(x), nil
	case *record.Voided:
		return d.voided(f, x), nil
	case *record.Dispensed:
		return d.dispensed(f, x), nil
	case *record.LotRecalled:
		return d.recalled(x), nil
	case *record.Authorize, *record.GrantPrefix, *record.KeyAdded, *record.KeyEnded:
		d.Type, d.Detail = PartyEvent, x
		return nil, nil
	case *record.ProductRegistered:
		d.Type, d.Detail = MasterDataEvent, x
		return []record.Goods{{GTIN: x.GTIN}}, nil
	case *record.AlertRaised:
		d.Type, d.Detail = AlertEvent, x
		return []record.Goods{{GTIN: x.GTIN, Lot: x.Lot, Serial: x.Serial}}, nil
	}
	if goods, ok := d.moved(f, fields); ok {
		return goods, nil
	}
	if goods, ok := d.trouble(f, fields); ok {
		return goods, nil
	}
	if goods, ok := d.govern(fields); ok {
		return goods, nil
	}
	return nil, fmt.Errorf("event: fact %s of %q has no rendering", f.ID(), f.Command)
}
