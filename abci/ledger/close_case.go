package ledger

import (
	"errors"
	"slices"
	"strings"

	"pedigree/gs1"
	"pedigree/record"
)

// closeCase decides a case: the goods are released, or found illegitimate. Who
// opened it may while he holds them, the maker of all of them, and an authority.
type closeCase struct{ record.CloseCase }

func (c *closeCase) Body() any  { return &c.CloseCase }
func (c *closeCase) items() int { return len(c.Items) }

func (c *closeCase) weigh(g *Gate) uint64 { return g.weighCase(c.Case) }

func (c *closeCase) hangsOn() string { return record.CaseKey(c.Case) }

func (c *closeCase) Check() error {
	if !c.Case.Valid() {
		return errors.New("case is its id: 32 hex digits")
	}
	switch c.Outcome {
	case record.CaseCleared:
		if c.Classification != "" || c.Incident != "" {
			return errors.New("cleared goods have neither classification nor incident")
		}
	case record.CaseIllegitimate:
		if !record.Classification(c.Classification) {
			return errors.New("classification is counterfeit, diverted, stolen, adulterated, " +
				"fraudulent_transaction or unfit")
		}
	default:
		return errors.New("outcome is cleared or illegitimate")
	}
	for _, t := range []string{c.Text, c.Incident} {
		if err := checkText("text, incident", t, false); err != nil {
			return err
		}
	}
	return checkHold(record.HoldGoods{Items: c.Items})
}

func (c *closeCase) Apply(s *State) *Refused {
	x := s.caseOf(c.Case)
	switch {
	case x == nil:
		return no(record.NotFound, "no case %s", c.Case)
	case !s.mayClose(x):
		return no(record.Forbidden,
			"who opened the case may close it, the maker of its goods, or an authority")
	case x.Closed != 0:
		return no(record.Closed, "the case is closed already: %s", x.Outcome)
	}
	d := &deciding{s: s, c: c, x: x, named: make(map[string]bool)}
	for _, i := range c.Items {
		if r := d.decide(i); r != nil {
			return r
		}
	}
	if key := d.missing(); key != "" {
		return no(record.QuantityMismatch, "name all goods of the case again: a %s is missing",
			record.KindOf(key))
	}
	d.unpacked()
	x.Closed, x.Outcome, x.Classification = uint64(s.Time()), c.Outcome, c.Classification
	if c.Incident != "" {
		x.Incident = c.Incident
	}
	s.putCase(c.Case, x)
	d.fact.ID, d.fact.Outcome, d.fact.Classification = c.Case, c.Outcome, c.Classification
	d.fact.Incident, d.fact.Text = c.Incident, c.Text
	s.emit("close_case", d.fact)
	return nil
}

func (s *State) mayClose(x *record.CaseSealed) bool {
	if x.Party == s.Party || s.governs(s.Party) {
		return true
	}
	return !s.hasRole(x.Party, record.Authority) &&
		!slices.ContainsFunc(x.Subjects, func(key string) bool {
			return s.subjectAt(key).maker != s.Party
		})
}

// deciding settles the goods of a case one by one.
type deciding struct {
	s     *State
	c     *closeCase
	x     *record.CaseSealed
	named map[string]bool // keys of goods that were named
	fact  record.CaseClosed
}

// missing gives a subject that was not named and still is there.
func (d *deciding) missing() string {
	for _, key := range d.x.Subjects {
		if !d.named[key] && !d.over(key) {
			return key
		}
	}
	return ""
}

// over says that nothing is left to decide about a thing: it was destroyed or
// stolen, or is a container that was unpacked.
func (d *deciding) over(key string) bool {
	switch record.KindOf(key) {
	case "unit":
		u, _ := load(d.s, key, record.DecodeUnit)
		return u.Status.Terminal()
	case "sscc":
		b, _ := load(d.s, key, record.DecodeContainer)
		return b.State == record.ContainerDissolved
	}
	return false
}

func (d *deciding) decide(i record.Item) *Refused {
	switch {
	case !i.SSCC.IsZero():
		return d.container(i)
	case !i.Serial.IsZero():
		return d.pack(i)
	}
	l := d.s.lot(i.GTIN, i.Lot)
	if l == nil {
		return no(record.NotFound, "lot %s of %s is not registered", i.Lot, i.GTIN)
	}
	found := false
	for _, key := range d.x.Subjects {
		site, there := strings.CutPrefix(key, record.HoldingPrefix(l.key))
		var r *Refused
		switch {
		case key == l.key:
			found, r = true, d.lot(l)
		case there:
			at, err := gs1.ParseGLN(site)
			must(err)
			found, r = true, d.site(l, key, at)
		}
		if r != nil {
			return r
		}
	}
	if !found {
		return notOfCase("lot " + i.Lot.String())
	}
	return nil
}

func notOfCase(what string) *Refused { return no(record.Conflict, "%s is not part of this case", what) }
