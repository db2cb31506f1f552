package model

import (
	"pedigree/gs1"
	"pedigree/record"
)

// Offer is goods that one site offers to another.
type Offer struct {
	State      record.TransferState
	Way        record.Way
	Keep       bool
	Purpose    string
	Shipped    uint64
	Deadline   uint64
	Carrier    string
	References []record.Reference
	Lines      []*Line
}

// Line is one thing that is offered: a pack, a container, packs without serials, or the
// rest of a lot with serials.
type Line struct {
	Lot                        LotID
	Serial                     gs1.Serial
	Box                        BoxID
	Owner                      gs1.GLN
	Whole                      bool
	Offered, Accepted, Missing uint64
}

func (l *Line) left() uint64 { return l.Offered - l.Accepted - l.Missing }

func (l *Line) byQuantity(w *World) bool {
	return l.Serial.IsZero() && l.Box == (BoxID{}) && !w.Lots[l.Lot].Serialised
}

// shipment is an offer while it is made.
type shipment struct {
	record.Ship
	permitted gs1.GLN // owner who gave the permission
	allowed   allowed
	saleable  bool // a return of what shall be sold again
}

func ship(t *turn, c *record.Ship) *refusal {
	f, r := t.offer(&shipment{Ship: *c})
	if r == nil {
		t.say("ship", *f)
	}
	return r
}

func returnGoods(t *turn, c *record.ReturnGoods) *refusal {
	s := &shipment{Ship: record.Ship{To: c.To, Items: c.Items, Owner: c.Owner, Purpose: "return",
		Deadline: c.Deadline, Carrier: c.Carrier, References: c.References}, saleable: c.Saleable}
	if !c.Saleable {
		s.allowed = anyState
	}
	f, r := t.offerAllowing(s)
	if r == nil {
		t.say("return", record.Returned{Shipped: *f, Saleable: c.Saleable})
	}
	return r
}

// move ships and receives in one order, between sites of one party.
func move(t *turn, c *record.Move) *refusal {
	if t.Parties[c.To] != nil && t.partyOf(c.To) != t.Party {
		return no(record.Forbidden)
	}
	f, r := t.offerAllowing(&shipment{Ship: record.Ship{To: c.To, Items: c.Items, Owner: "keep",
		Purpose: "move", Carrier: c.Carrier}, allowed: anyState})
	if r != nil {
		return r
	}
	t.say("ship", *f)
	d := &delivery{turn: t, id: f.Transfer, offer: t.Offers[f.Transfer]}
	if r := d.settleRest(true); r != nil {
		return r
	}
	d.offer.State = record.TransferReceived
	t.say("receive", record.Received{Transfer: f.Transfer, Way: f.Way, Accepted: d.accepted,
		State: record.TransferReceived, Keep: true})
	return nil
}

func (t *turn) offer(s *shipment) (*record.Shipped, *refusal) {
	if s.Purpose == "" {
		s.Purpose = "supply"
	}
	if s.Purpose != "supply" {
		s.allowed = anyState
	}
	return t.offerAllowing(s)
}

func (t *turn) offerAllowing(s *shipment) (*record.Shipped, *refusal) {
	if rs := t.wholeOrder(s); len(rs) > 0 {
		return nil, no(rs...)
	}
	if s.Deadline == 0 {
		s.Deadline = uint64(t.Now) + 3600*t.Params["deadlineHours"]
	}
	id := t.newID("transfer")
	o := &Offer{Way: record.Way{FromParty: t.Party, FromSite: t.Site, ToParty: t.partyOf(s.To),
		ToSite: s.To}, Keep: s.Owner == "keep", Purpose: s.Purpose, Shipped: uint64(t.Now),
		Deadline: s.Deadline, Carrier: s.Carrier, References: s.References}
	t.Offers[id] = o
	f := &record.Shipped{Transfer: id, Way: o.Way, Keep: o.Keep, Purpose: o.Purpose,
		Deadline: o.Deadline, Carrier: o.Carrier, References: o.References, Grant: s.Grant, Affirm: s.Affirm}
	rows := 0
	for _, i := range s.Items {
		line, goods, rs := t.line(s, id, i, &rows)
		if len(rs) > 0 {
			return nil, no(rs...)
		}
		o.Lines, f.Items = append(o.Lines, line), append(f.Items, goods)
	}
	return f, nil
}

// federal: where the law that knows the transaction statement holds.
var federal = map[string]bool{"US": true, "PR": true, "VI": true, "GU": true, "AS": true, "MP": true, "UM": true}

// wholeOrder lists what speaks against an offer before its goods are looked at.
func (t *turn) wholeOrder(s *shipment) (rs list) {
	to, owner := t.Parties[s.To], t.Parties[t.partyOf(s.To)]
	switch {
	case to == nil:
		rs.add(true, record.NotFound)
	case s.To == t.Site:
		rs.add(true, record.Conflict)
	default:
		rs.add(to.Suspended || owner.Suspended || !t.has(s.To, trading...) &&
			!t.has(t.partyOf(s.To), trading...), record.NotLicensed)
	}
	rs.add(s.Purpose == "supply" && !t.licensed(trading...), record.NotLicensed)
	rs.add(s.Affirm && to != nil && !federal[to.Country], record.Conflict)
	rs.add(s.Deadline != 0 && s.Deadline <= uint64(t.Now), record.Conflict)
	if s.Grant == "" {
		return rs
	}
	g := t.Grants[s.Grant]
	if g == nil {
		return append(rs, record.NotFound)
	}
	rs.add(g.Grantee != t.Party || g.Kind != "ship" || !g.standing(t.Now), record.Forbidden)
	rs.add(!t.licensed(record.Logistics), record.NotLicensed)
	s.permitted = g.Owner
	return rs
}

// forShipping lists what the right to goods of a lot speaks against.
func (t *turn) forShipping(s *shipment, owner gs1.GLN, lots ...LotID) (rs list) {
	rs.add(s.Owner != "keep" && owner != t.Party && owner != s.permitted, record.NotOwner)
	for _, lot := range lots {
		maker := t.Lots[lot].Maker == t.partyOf(s.To)
		rs.add(s.Purpose == "return" && !maker && !t.Had[Place{lot, s.To}], record.Forbidden)
	}
	return rs
}

// line puts one thing on an offer.
func (t *turn) line(s *shipment, id record.ID, i record.Item, rows *int) (*Line, record.Goods, list) {
	switch {
	case !i.SSCC.IsZero():
		return t.boxLine(s, id, i, rows)
	case !i.Serial.IsZero():
		return t.packLine(s, id, i)
	}
	lot := LotID{i.GTIN, i.Lot}
	l := t.Lots[lot]
	if l == nil {
		return nil, record.Goods{}, list{record.NotFound}
	}
	rs := append(t.printed(lot, i.Lot, i.Expiry), t.lotReasons(lot, s.allowed, t.lotFlag(lot, t.Site))...)
	if l.Serialised {
		return t.restLine(s, id, i, rs)
	}
	n, owner, more := t.quantity(i)
	rs = append(append(rs, more...), t.forShipping(s, owner, lot)...)
	if len(rs) > 0 {
		return nil, record.Goods{}, rs
	}
	t.shelf(lot, t.Site, owner).Loose -= n
	return &Line{Lot: lot, Owner: owner, Offered: n},
		record.Goods{GTIN: i.GTIN, Lot: i.Lot, Quantity: n, Owner: owner}, nil
}

func (t *turn) packLine(s *shipment, id record.ID, i record.Item) (*Line, record.Goods, list) {
	p := t.Packs[PackID{i.GTIN, i.Serial}]
	if p == nil {
		return nil, record.Goods{}, list{record.NotFound}
	}
	rs := append(t.printed(p.Lot, i.Lot, i.Expiry), t.packReasons(p, s.allowed)...)
	rs.add(p.Holder != t.Site && !p.gone(), record.NotHolder)
	rs.add(p.Box != BoxID{}, record.InContainer)
	rs.add(p.Status == record.Supplied, record.AlreadySupplied)
	rs.add(p.opened() && (s.Purpose == "supply" || s.saleable), record.Conflict)
	if rs = append(rs, t.forShipping(s, p.Owner, p.Lot)...); len(rs) > 0 {
		return nil, record.Goods{}, rs
	}
	p.touch()
	p.Offer = id
	return &Line{Lot: p.Lot, Serial: i.Serial, Owner: p.Owner, Offered: 1},
		t.packGoods(PackID{i.GTIN, i.Serial}), nil
}

// restLine offers all packs of a closed lot that nothing has happened to yet.
func (t *turn) restLine(s *shipment, id record.ID, i record.Item, rs list) (*Line, record.Goods, list) {
	lot := LotID{i.GTIN, i.Lot}
	l, rest := t.Lots[lot], t.rest(lot)
	rs.add(l.Holder != t.Site, record.NotHolder)
	rs.add(!l.Closed || i.Quantity != 0 || !i.Owner.IsZero(), record.Conflict)
	rs.add(len(rest) == 0, record.QuantityExceeded)
	rs.add(len(rest) > 0 && rest[0].Offer != "", record.InTransit)
	if rs = append(rs, t.forShipping(s, l.Owner, lot)...); len(rs) > 0 {
		return nil, record.Goods{}, rs
	}
	for _, p := range rest {
		p.Offer = id
	}
	n := uint64(len(rest))
	return &Line{Lot: lot, Owner: l.Owner, Whole: true, Offered: n},
		record.Goods{GTIN: i.GTIN, Lot: i.Lot, Quantity: n, Owner: l.Owner, Whole: true}, nil
}

func (t *turn) boxLine(s *shipment, id record.ID, i record.Item, rows *int) (*Line, record.Goods, list) {
	key, b := t.lastUse(i.SSCC)
	if b == nil {
		return nil, record.Goods{}, list{record.NotFound}
	}
	contents := t.contents(key)
	rs := append(t.boxReasons(key, s.allowed), t.forShipping(s, b.Owner, lotsOf(contents)...)...)
	*rows += len(contents)
	rs.add(*rows > 4096, record.Conflict)
	if len(rs) > 0 {
		return nil, record.Goods{}, rs
	}
	b.Left = BoxID{}
	goods := t.boxGoods(key)
	t.hand(key, func(to *custody) { to.offer = id })
	return &Line{Box: key, Owner: b.Owner, Offered: goods.Quantity}, goods, nil
}
