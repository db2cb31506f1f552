package tests

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"pedigree/abci/ledger"
	"pedigree/gs1"
	"pedigree/record"
	"pedigree/tests/model"
)

// oracle is the model of the rules beside the chains: it judges each order before it
// looks at what they made of it.
type oracle struct {
	world  *model.World
	height uint64
	look   func(*model.World, []byte) func(record.Code) // at each order, before it is judged
}

func newOracle(g ledger.Genesis) *oracle {
	params := map[string]uint64{"approvals": g.Approvals}
	for name, n := range map[string]uint64{"deadlineHours": g.OfferHours, "alertsPerDay": g.AlertsPerDay} {
		if n != 0 {
			params[name] = n
		}
	}
	w := model.New(scenarioChain, params)
	w.Index = indexOf
	for _, a := range g.Authorities {
		var keys []record.PublicKey
		for _, k := range a.Keys {
			keys = append(keys, k.Public)
		}
		w.Authority(a.GLN, a.Name, a.Country, keys...)
	}
	v := firstValidator()
	w.Validators[v.Public] = v.Power
	return &oracle{world: w}
}

// judge judges the orders of a block and compares what became of them.
func (o *oracle) judge(unix int64, txs [][]byte, results []ledger.Result) error {
	o.height++
	o.world.Begin(o.height, unix)
	for i, tx := range txs {
		ended := func(record.Code) {}
		if o.look != nil {
			ended = o.look(o.world, tx)
		}
		want := o.world.Deliver(tx)
		ended(want.Code)
		if err := sameOutcome(want, results[i]); err != nil {
			return disagreement{order: i, want: want.Code, err: err}
		}
		o.world.Tell(results[i].Facts)
	}
	return nil
}

// compare compares the state that the last block left.
func (o *oracle) compare(now state) error {
	r, err := readState(now)
	if err != nil {
		return err
	}
	return sameWorld(o.world, r, now)
}

// disagreement says what the model expected of an order.
type disagreement struct {
	order int
	want  record.Code
	err   error
}

func (d disagreement) Error() string { return fmt.Sprintf("order %d: %v", d.order, d.err) }

// sameOutcome compares code and facts.
func sameOutcome(want model.Outcome, got ledger.Result) error {
	if want.Code != got.Code {
		return fmt.Errorf("the model says %s, the ledger %s (%s)", want.Code, got.Code, got.Text)
	}
	if len(want.Events) != len(got.Facts) {
		return fmt.Errorf("the model states %d facts, the ledger %d", len(want.Events), len(got.Facts))
	}
	for i, e := range want.Events {
		f, err := record.DecodeFact(got.Facts[i])
		if err != nil {
			return err
		}
		if e.Command != f.Command || *f.Party != e.Party || *f.Site != e.Site {
			return fmt.Errorf("the model says %s by %s at %s, the ledger %s by %s at %s", e.Command, e.Party,
				e.Site, f.Command, f.Party, f.Site)
		}
		if fields := record.MustMarshal(e.Fields); !bytes.Equal(fields, f.Fields) {
			said, err := record.FieldsOf(f)
			return fmt.Errorf("fields of %s:\n  model  %+v\n  ledger %+v (%v)", e.Command, e.Fields, said, err)
		}
	}
	return nil
}

// The model judges every command there is.
func TestModelJudgesAll(t *testing.T) {
	if names := slices.Sorted(slices.Values(ledger.Names())); !slices.Equal(names, model.Judges()) {
		t.Errorf("the ledger knows %v, the model judges %v", names, model.Judges())
	}
}

// comparing tells what of the state the model sees otherwise.
type comparing struct {
	w   *model.World
	r   *records
	s   state
	err error
}

func (c *comparing) differ(what string, model, ledger any) {
	if x, y := fmt.Sprintf("%+v", model), fmt.Sprintf("%+v", ledger); c.err == nil && x != y {
		c.err = fmt.Errorf("%s:\n  model  %s\n  ledger %s", what, x, y)
	}
}

func sameWorld(w *model.World, r *records, s state) error {
	c := &comparing{w: w, r: r, s: s}
	c.lots()
	c.packs()
	c.boxes()
	c.holdings()
	c.offers()
	c.people()
	c.others()
	return c.err
}

func (c *comparing) lots() {
	c.differ("products", len(c.w.Products), len(c.r.products))
	for gtin, p := range c.w.Products {
		x := c.r.products[record.ProductKey(gtin)]
		if x == nil {
			c.differ("product "+gtin.String(), "is there", "is not")
			continue
		}
		c.differ("product "+gtin.String(),
			fmt.Sprint(p.Name, p.Substance, p.Strength, p.Form, p.Pack, p.Maker, p.Lots, p.Withdrawn),
			fmt.Sprint(x.Name, x.Substance, x.Strength, x.Form, x.Pack, x.Sealed.Maker, x.Sealed.Lots,
				x.Withdrawn))
	}
	c.differ("lots", len(c.w.Lots), len(c.r.lots))
	for id, l := range c.w.Lots {
		x := c.r.lots[indexOf.LotKey(id.GTIN, id.Number)]
		if x == nil {
			c.differ("lot "+id.Number.String(), "is there", "is not")
			continue
		}
		c.differ("lot "+id.Number.String(),
			fmt.Sprint(l.Ordinal, l.Expiry, l.Made, l.Maker, l.Serialised, l.Closed, l.Owner, l.Holder,
				l.Planned, l.Registered, l.Recall, holdsOf(l.Holds)),
			fmt.Sprint(x.Sealed.Ordinal, x.Expiry, x.Made, x.Maker, x.Serialised, x.Closed, x.Sealed.Owner,
				x.Sealed.Holder, x.Sealed.Planned, x.Sealed.Registered, x.Recall, told(x.Sealed.Holds)))
	}
}

// holdsOf and told write holds alike, in any order.
func holdsOf(holds []model.Hold) (texts []string) {
	for _, h := range holds {
		texts = append(texts, fmt.Sprint(h.Placer, " ", h.Reason, " ", h.Case))
	}
	slices.Sort(texts)
	return texts
}

func told(holds []record.Hold) (texts []string) {
	for _, h := range holds {
		id := record.ID("")
		if h.Case != nil {
			id = *h.Case
		}
		texts = append(texts, fmt.Sprint(h.Placer, " ", h.Reason, " ", id))
	}
	slices.Sort(texts)
	return texts
}

func (c *comparing) packs() {
	c.differ("packs", len(c.w.Packs), len(c.r.units))
	for id, p := range c.w.Packs {
		u := c.r.units[indexOf.UnitKey(id.GTIN, id.Serial)]
		if u == nil {
			c.differ("pack "+id.Serial.String(), "is there", "is not")
			continue
		}
		lot := c.r.lots[record.LotKey(u.Lot)].Sealed
		at, box, holds := place{owner: lot.Owner, holder: lot.Holder, offer: lot.Transfer}, "", []record.Hold(nil)
		if u.Sealed != nil {
			at, box, holds = c.r.placeOf(u), c.boxed(u.Sealed.Parent), u.Sealed.Holds
			holds = c.withLeft(holds, u.Sealed.Parent)
		}
		c.differ(fmt.Sprintf("pack %s of %s", id.Serial, id.GTIN),
			fmt.Sprint(p.Lot.Number, p.Status, p.Part, p.Of, p.Since, p.Owner, p.Holder, keyOf(p.Box), p.Offer,
				p.Touched, holdsOf(p.Holds)),
			fmt.Sprint(lot.Number, u.Status, u.Part, u.Of, u.Since, at.owner, at.holder, box, idOf(at.offer),
				u.Sealed != nil, told(holds)))
	}
}

// boxed names the container that something is in, if it was not dissolved.
func (c *comparing) boxed(parent *string) string {
	if parent == nil || c.r.containers[*parent].State == record.ContainerDissolved {
		return ""
	}
	return *parent
}

// withLeft adds the holds of a dissolved container to those of what lies beside it.
func (c *comparing) withLeft(holds []record.Hold, parent *string) []record.Hold {
	if parent == nil || c.r.containers[*parent].State != record.ContainerDissolved {
		return holds
	}
	for _, h := range c.r.containers[*parent].Sealed.Holds {
		if !slices.Contains(told(holds), told([]record.Hold{h})[0]) {
			holds = append(slices.Clone(holds), h)
		}
	}
	return holds
}

func keyOf(b model.BoxID) string {
	if b.SSCC.IsZero() {
		return ""
	}
	return record.ContainerKey(b.SSCC, uint8(b.Use))
}

func idOf(id *record.ID) record.ID {
	if id == nil {
		return ""
	}
	return *id
}

func (c *comparing) boxes() {
	c.differ("containers", len(c.w.Boxes), len(c.r.containers))
	for id, b := range c.w.Boxes {
		x := c.r.containers[keyOf(id)]
		if x == nil {
			c.differ("container "+keyOf(id), "is there", "is not")
			continue
		}
		c.differ("container "+keyOf(id)+" is dissolved", b.Dissolved, x.State == record.ContainerDissolved)
		if b.Dissolved {
			continue
		}
		at := c.r.follow(place{owner: x.Sealed.Owner, holder: x.Sealed.Holder, offer: x.Sealed.Transfer},
			x.Sealed.Parent)
		c.differ("container "+keyOf(id),
			fmt.Sprint(b.Owner, b.Holder, keyOf(b.In), b.Offer, b.Levels, holdsOf(b.Holds)),
			fmt.Sprint(at.owner, at.holder, c.boxed(x.Sealed.Parent), idOf(at.offer), x.Sealed.Levels(),
				told(c.withLeft(x.Sealed.Holds, x.Sealed.Parent))))
	}
}

func (c *comparing) holdings() {
	want := map[string]figures{}
	for at, f := range c.w.Holdings() {
		want[indexOf.HoldingKey(at.Lot.GTIN, at.Lot.Number, at.Site)+"|"+at.Owner.String()] =
			figures{f.Held, f.Packed, f.Outgoing, f.Supplied, f.Gone}
	}
	got, sites := map[string]figures{}, 0
	for key, h := range c.r.holdings {
		for _, row := range h.Rows {
			got[key+"|"+row.Owner.String()] = rowFigures(row)
		}
		if len(h.Holds) > 0 {
			sites++
		}
	}
	c.differ("holdings", want, got)
	for at, holds := range c.w.SiteHolds {
		h := c.r.holdings[indexOf.HoldingKey(at.Lot.GTIN, at.Lot.Number, at.Site)]
		c.differ(fmt.Sprintf("holds of lot %s at %s", at.Lot.Number, at.Site), holdsOf(holds), told(h.Holds))
		if len(holds) > 0 {
			sites--
		}
	}
	c.differ("sites that hold a lot back", 0, sites)
	for at := range c.w.Had {
		if c.r.holdings[indexOf.HoldingKey(at.Lot.GTIN, at.Lot.Number, at.Site)] == nil {
			c.differ("who had lot "+at.Lot.Number.String(), at.Site, "not")
		}
	}
	c.differ("sites that had lots", len(c.w.Had), len(c.r.holdings))
}

func (c *comparing) offers() {
	c.differ("offers", len(c.w.Offers), len(c.r.transfers))
	for id, o := range c.w.Offers {
		x := c.r.transfers[record.TransferKey(id)]
		if x == nil {
			c.differ("offer "+string(id), "is there", "is not")
			continue
		}
		c.differ("offer "+string(id), fmt.Sprint(o.State, o.Way, o.Keep, o.Purpose, o.Shipped, o.Deadline, o.Carrier),
			fmt.Sprint(x.State, wayOf(x), x.Keep, x.Purpose, x.Shipped, x.Deadline, x.Carrier))
		c.differ("lines of offer "+string(id), len(o.Lines), len(x.Items))
		for n := range min(len(o.Lines), len(x.Items)) {
			line, item := o.Lines[n], x.Items[n]
			var serial gs1.Serial
			if item.Serial != nil {
				serial = *item.Serial
			}
			box, lot := "", gs1.Lot{}
			if item.SSCC != nil {
				box = *item.SSCC
			} else {
				lot = c.r.lots[c.r.lotOf(item.GTIN.String(), item.Lot)].Sealed.Number
			}
			c.differ(fmt.Sprintf("line %d of offer %s", n, id),
				fmt.Sprint(line.Lot.Number, line.Serial, keyOf(line.Box), line.Owner, line.Whole, line.Offered,
					line.Accepted, line.Missing),
				fmt.Sprint(lot, serial, box, item.Owner, item.Whole, item.Offered, item.Accepted, item.Missing))
		}
	}
}

func wayOf(t *record.TransferSealed) record.Way {
	return record.Way{FromParty: t.FromParty, FromSite: t.FromSite, ToParty: t.ToParty, ToSite: t.ToSite}
}
