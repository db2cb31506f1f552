package events

import (
	"net/url"
	"slices"

	"pedigree/gs1"
	"pedigree/record"
)

// statement is the transaction statement of DSCSA 581(27), as GS1 US writes it. It is
// the seller's own: an event has it only where the seller's order did.
type statement struct {
	Affirm bool   `json:"gs1ushc:affirmTransactionStatement"`
	Notice string `json:"gs1ushc:legalNotice"`
}

const legalNotice = "Seller has complied with each applicable subsection of " +
	"FDCA Sec. 581(27)(A)-(G)."

type shipDetail struct {
	Purpose  string `json:"purpose"`
	Keep     bool   `json:"keep,omitempty"`
	Deadline uint64 `json:"deadline"`
	Carrier  string `json:"carrier,omitempty"`
}

// shipped: while the goods are on their way nobody knows where they are, so there is no
// bizLocation.
func (d *document) shipped(x *record.Shipped) []record.Goods {
	d.object("OBSERVE", "shipping", "in_transit", x.Items)
	d.ReadPoint = placeOf(&x.Way.FromSite)
	d.deal(x.Transfer, x.References)
	d.way(x.Way, x.Keep, x.Items)
	if x.Affirm {
		d.Statement = &statement{Affirm: true, Notice: legalNotice}
	}
	d.Detail = shipDetail{x.Purpose, x.Keep, x.Deadline, x.Carrier}
	return x.Items
}

type receiveDetail struct {
	State   string         `json:"state"`
	Keep    bool           `json:"keep,omitempty"`
	Missing []record.Goods `json:"missing,omitempty"`
	Extra   []record.Goods `json:"extra,omitempty"`
}

// received names what was accepted; what is missing was never there to be observed.
func (d *document) received(x *record.Received) []record.Goods {
	d.object("OBSERVE", "receiving", "in_progress", x.Accepted)
	d.ReadPoint, d.BizLocation = placeOf(&x.Way.ToSite), placeOf(&x.Way.ToSite)
	d.deal(x.Transfer, nil)
	d.way(x.Way, x.Keep, slices.Concat(x.Accepted, x.Missing))
	d.Detail = receiveDetail{x.State.String(), x.Keep, x.Missing, x.Extra}
	if len(x.Accepted) == 0 {
		return x.Missing
	}
	return x.Accepted
}

type voidDetail struct {
	Reason string `json:"reason"`
}

// voided: refused goods lie with the receiver, cancelled ones with the sender.
func (d *document) voided(f *record.Fact, x *record.Voided) []record.Goods {
	d.object("OBSERVE", "void_shipping", "in_progress", x.Items)
	d.ReadPoint = placeOf(&x.Way.ToSite)
	if f.Command == "cancel" {
		d.ReadPoint, d.BizLocation = placeOf(&x.Way.FromSite), placeOf(&x.Way.FromSite)
	}
	d.deal(x.Transfer, nil)
	d.way(x.Way, true, nil) // nothing of it changed its owner
	d.Detail = voidDetail{x.Reason}
	return x.Items
}

// deal names the transfer and the papers of it.
func (d *document) deal(id record.ID, papers []record.Reference) {
	d.Transactions = []bizTransaction{{Type: "pedigree:transfer", ID: transferURN(id)}}
	for _, p := range papers {
		d.Transactions = append(d.Transactions, bizTransaction{paperType(p.Type), referenceURN(p.Hash)})
	}
}

// paperTypes are the business transaction types of CBV 2.0, 7.3.
var paperTypes = []string{
	"bol", "cert", "desadv", "inv", "pedigree", "po", "poc", "prodorder", "recadv", "rma",
	"testprd", "testres", "upevt",
}

func paperType(t string) string {
	if t == "" || slices.Contains(paperTypes, t) {
		return t
	}
	return "pedigree:" + url.QueryEscape(t)
}

// way says from whom to whom (CBV 2.0, 7.4). Owners are named only when ownership goes
// over; a third-party carrier may offer the goods of several owners.
func (d *document) way(w record.Way, keep bool, goods []record.Goods) {
	if !keep {
		for _, o := range owners(w, goods) {
			d.Sources = append(d.Sources, source{"owning_party", glnLink(o)})
		}
		d.Destinations = append(d.Destinations, destination{"owning_party", glnLink(w.ToParty)})
	}
	d.Sources = append(d.Sources,
		source{"possessing_party", glnLink(w.FromParty)}, source{"location", glnLink(w.FromSite)})
	d.Destinations = append(d.Destinations,
		destination{"possessing_party", glnLink(w.ToParty)}, destination{"location", glnLink(w.ToSite)})
}

func owners(w record.Way, goods []record.Goods) []gs1.GLN {
	var all []gs1.GLN
	for _, g := range goods {
		if !g.Owner.IsZero() && !slices.Contains(all, g.Owner) {
			all = append(all, g.Owner)
		}
	}
	if len(all) == 0 {
		return []gs1.GLN{w.FromParty}
	}
	return all
}
