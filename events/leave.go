package events

import (
	"fmt"

	"pedigree/record"
)

type leftDetail struct {
	Reason  string              `json:"reason,omitempty"`
	Country string              `json:"country,omitempty"`
	Ended   []record.OfferEnded `json:"ended,omitempty"` // offers of which nothing is left by it
}

// left goods have gone out of the trade. A destroyed pack exists no more, so that is
// DELETE; what is decommissioned may come back (undo), and what is stolen is somewhere.
func (d *document) left(f *record.Fact, x *record.Left) []record.Goods {
	switch f.Command {
	case "destroy":
		d.object("DELETE", "destroying", "destroyed", x.Items)
	case "report_stolen":
		d.object("OBSERVE", "stock_taking", "stolen", x.Items)
	default:
		d.object("OBSERVE", "decommissioning", "inactive", x.Items)
	}
	d.ReadPoint = placeOf(f.Site)
	d.Detail = leftDetail{x.Reason, x.Country, x.Ended}
	return x.Items
}

// didNotOccur says that an event never happened (EPCIS 2.0, 7.4.1.4). Undone names the
// fact of that event, where the order named it.
type didNotOccur struct {
	Time   string `json:"declarationTime"`
	Reason string `json:"reason"`
	Undone string `json:"pedigree:undone,omitempty"`
}

type undoDetail struct {
	Was    string      `json:"was"`
	Part   uint64      `json:"part,omitempty"` // of Of, that stay supplied
	Of     uint64      `json:"of,omitempty"`
	Head   record.Hash `json:"head"` // of the pack's history with the undone act
	Reason string      `json:"reason,omitempty"`
}

// undone says again what was said, and that it did not occur.
func (d *document) undone(f *record.Fact, x *record.ActUndone) []record.Goods {
	goods := []record.Goods{x.Goods}
	switch x.Was {
	case record.Supplied:
		d.object("OBSERVE", "dispensing", "dispensed", goods)
	case record.PartiallySupplied:
		d.object("OBSERVE", "dispensing", "partially_dispensed", goods)
	default:
		d.object("OBSERVE", "decommissioning", "inactive", goods)
	}
	d.Error = &didNotOccur{Time: d.EventTime, Reason: "did_not_occur"}
	if !x.Undone.IsZero() {
		d.Error.Undone = "urn:pedigree:fact:sha-256:" + x.Undone.String()
	}
	d.ReadPoint, d.BizLocation = placeOf(f.Site), placeOf(f.Site)
	d.Detail = undoDetail{x.Was.String(), x.Part, x.Of, x.Head, x.Reason}
	return goods
}

func leaveSentence(f *record.Fact, fields any) string {
	by := actor(f)
	switch x := fields.(type) {
	case *record.Left:
		what := goodsText(x.Items)
		switch f.Command {
		case "destroy":
			return fmt.Sprintf("%s destroyed %s%s.", by, what, because(x.Reason))
		case "report_stolen":
			return fmt.Sprintf("%s reported %s stolen%s.", by, what, because(x.Reason))
		}
		return fmt.Sprintf("%s decommissioned %s: %s%s.", by, what, x.Reason, into(x.Country))
	case *record.ActUndone:
		what := goodsText([]record.Goods{x.Goods})
		if x.Part > 0 {
			return fmt.Sprintf("%s took back a part of %s; %d of %d stay supplied%s.", by, what, x.Part,
				x.Of, because(x.Reason))
		}
		return fmt.Sprintf("%s declared that %s was never %s%s.", by, what, x.Was, because(x.Reason))
	case *record.HoldsChanged:
		return fmt.Sprintf("%s %s %s%s.", by, holdWord(f.Command), holdText(x.Items), because(x.Reason))
	}
	return aggregationSentence(f, fields)
}

func because(reason string) string {
	if reason == "" {
		return ""
	}
	return ": " + reason
}

func into(country string) string {
	if country == "" {
		return ""
	}
	return " to " + country
}
