package ledger

import (
	"errors"
	"slices"

	"pedigree/record"
)

// openCase puts goods under suspicion: they are held until the case is closed.
type openCase struct{ record.OpenCase }

func (c *openCase) Body() any  { return &c.OpenCase }
func (c *openCase) items() int { return len(c.Items) }

func (c *openCase) hangsOn() string { return hook(c.Items) }
func (c *openCase) makes(tx *record.Tx) string {
	return record.CaseKey(record.NewID("case", tx.ID, 0))
}

func (c *openCase) Check() error {
	if len(c.Items) > maxSubjects {
		return errors.New("items: at most 256 in one case")
	}
	if err := checkText("reason", c.Reason, true); err != nil {
		return err
	}
	return checkHold(record.HoldGoods{Items: c.Items})
}

func (c *openCase) Apply(s *State) *Refused {
	id := s.newID("case")
	q := &quarantining{s: s, c: record.HoldGoods{Items: c.Items, Reason: record.ReasonSuspect},
		change: s.accuse(id)}
	if r := q.each(); r != nil {
		return r
	}
	key := record.CaseKey(id)
	s.putCase(id, &record.CaseSealed{Salt: s.salt(key), Subjects: q.subjects(), Party: s.Party,
		Site: s.Site, Reason: c.Reason, Opened: uint64(s.Time())})
	s.emit("open_case", record.CaseOpened{ID: id, Reason: c.Reason, Items: q.fact.Items})
	return nil
}

// subjects are the keys of what was put on hold, sorted.
func (q *quarantining) subjects() (keys []string) {
	for _, i := range q.fact.Items {
		g := i.Goods
		switch {
		case !g.SSCC.IsZero():
			keys = append(keys, q.s.box(g.SSCC).key)
		case !g.Serial.IsZero():
			keys = append(keys, q.s.unitKey(g.GTIN, g.Serial))
		case !i.Site.IsZero():
			keys = append(keys, record.HoldingKey(q.s.lot(g.GTIN, g.Lot).key, i.Site))
		default:
			keys = append(keys, q.s.lot(g.GTIN, g.Lot).key)
		}
	}
	slices.Sort(keys)
	return keys
}
