package model

import (
	"slices"

	"pedigree/gs1"
	"pedigree/record"
)

// Recalls and their answers; what partners of an offer settle.

// Recall is the order to take a lot back.
type Recall struct {
	Lot   LotID
	Class uint64
	Depth string
}

// Answer is a site's acknowledgement of a recall.
type Answer struct {
	Recall record.ID
	Site   gs1.GLN
}

// Exception is a difference that the partners of an offer settle.
type Exception struct {
	Transfer          record.ID
	Kind              string
	Reporter, Partner gs1.GLN
	Items             []record.Goods
	Resolved          bool
	Outcome           string
}

var depths = []string{"wholesale", "retail", "patient"}

func recall(t *turn, c *record.RecallLot) *refusal {
	lot := LotID{c.GTIN, c.Lot}
	l := t.Lots[lot]
	if l == nil {
		return no(record.NotFound)
	}
	if l.Maker != t.Party && !t.isAuthority() {
		return no(record.Forbidden)
	}
	now := record.Recalled{Class: c.Class, Depth: c.Depth}
	if old := l.Recall; old != nil {
		now.Class = min(now.Class, old.Class)
		now.Depth = depths[max(slices.Index(depths, now.Depth), slices.Index(depths, old.Depth))]
		if now == *old {
			return no(record.AlreadyExists)
		}
	}
	l.Recall = &now
	id := t.newID("recall")
	t.Recalls[id] = &Recall{Lot: lot, Class: c.Class, Depth: c.Depth}
	t.say("recall", record.LotRecalled{ID: id, GTIN: c.GTIN, Lot: c.Lot, Class: c.Class,
		Depth: c.Depth, Reason: c.Reason})
	return nil
}

func acknowledge(t *turn, c *record.AcknowledgeRecall) *refusal {
	r := t.Recalls[c.Recall]
	if r == nil {
		return no(record.NotFound)
	}
	at := Place{r.Lot, t.Site}
	if !t.Had[at] {
		return no(record.NotHolder)
	}
	if t.Answers[Answer{c.Recall, t.Site}] {
		return no(record.AlreadyExists)
	}
	t.Answers[Answer{c.Recall, t.Site}] = true
	f := record.RecallAcknowledged{Recall: c.Recall, GTIN: r.Lot.GTIN, Lot: r.Lot.Number, Note: c.Note}
	for shelf, x := range t.Holdings() {
		if shelf.Place == at {
			f.Held, f.Outgoing = f.Held+x.Held, f.Outgoing+x.Outgoing
			f.Supplied, f.Gone = f.Supplied+x.Supplied, f.Gone+x.Gone
		}
	}
	t.say("acknowledge_recall", f)
	return nil
}

func reportException(t *turn, c *record.ReportException) *refusal {
	o := t.Offers[c.Transfer]
	if o == nil {
		return no(record.NotFound)
	}
	var partner gs1.GLN
	switch t.Party {
	case o.Way.FromParty:
		partner = o.Way.ToParty
	case o.Way.ToParty:
		partner = o.Way.FromParty
	default:
		return no(record.Forbidden)
	}
	if c.Kind == "shortage" || c.Kind == "damaged" {
		for _, i := range c.Items {
			if !t.wasOffered(o, i) {
				return no(record.NotAddressee)
			}
		}
	}
	id, goods := t.newID("exception"), asSeen(c.Items)
	t.Exceptions[id] = &Exception{Transfer: c.Transfer, Kind: c.Kind, Reporter: t.Party,
		Partner: partner, Items: goods}
	t.say("report_exception", record.ExceptionReported{ID: id, Transfer: c.Transfer, Way: o.Way,
		Kind: c.Kind, Items: goods, Text: c.Text})
	return nil
}

// wasOffered tells whether a line may have covered the goods: it names them or their
// lot, or is a container, in which any registered goods may have been.
func (t *turn) wasOffered(o *Offer, i record.Item) bool {
	key, box := t.lastUse(i.SSCC)
	pack := t.Packs[PackID{i.GTIN, i.Serial}]
	lot := LotID{i.GTIN, i.Lot}
	if pack != nil {
		lot = pack.Lot
	}
	_, exists := t.Lots[lot]
	exists = exists && (i.Serial.IsZero() || pack != nil)
	for _, line := range o.Lines {
		inBox := line.Box != BoxID{}
		switch {
		case !i.SSCC.IsZero():
			if inBox && (box != nil || line.Box.SSCC == key.SSCC) {
				return true
			}
		case inBox && exists,
			!inBox && !i.Serial.IsZero() && line.Lot.GTIN == i.GTIN && line.Serial == i.Serial,
			!inBox && exists && line.Serial.IsZero() && line.Lot == lot:
			return true
		}
	}
	return false
}

func resolveException(t *turn, c *record.ResolveException) *refusal {
	x := t.Exceptions[c.Exception]
	switch {
	case x == nil:
		return no(record.NotFound)
	case t.Party != x.Partner && !t.isAuthority():
		return no(record.Forbidden)
	case x.Resolved:
		return no(record.Closed)
	}
	x.Resolved, x.Outcome = true, c.Outcome
	t.say("resolve_exception", record.ExceptionResolved{ID: c.Exception, Transfer: x.Transfer,
		Way: t.Offers[x.Transfer].Way, Kind: x.Kind, Outcome: c.Outcome})
	return nil
}
