package tests

import (
	"strings"

	"pedigree/gs1"
	"pedigree/record"
	"pedigree/tests/model"
)

// A brink is a moment from which on an order is judged otherwise than before.
type brink struct {
	unix    int64
	by      gs1.GLN
	command string
	body    any
}

const (
	day  = 86_400 // seconds
	soon = 12 * day
)

// toBrink gives the seconds until a brink, or until the last one before it, and has the
// next order be what the rules judge by it.
func (s *simulation) toBrink() (pause int64) {
	near := map[string]map[string]brink{} // by the first word of its name
	for name, b := range s.brinks() {
		if kind, _, _ := strings.Cut(name, " "); s.now < b.unix && b.unix < s.now+soon {
			if near[kind] == nil {
				near[kind] = map[string]brink{}
			}
			near[kind][name] = b
		}
	}
	kind := near[one(s, near)]
	if len(kind) == 0 {
		return 0
	}
	b := kind[one(s, kind)]
	s.due = &b
	return b.unix - int64(s.Intn(2)) - s.now
}

func (s *simulation) brinks() map[string]brink {
	w, all := s.oracle.world, map[string]brink{}
	for id, p := range w.Packs {
		name, by := indexOf.UnitKey(id.GTIN, id.Serial), p.Holder
		if p.Status == record.Active {
			all["expired "+name] = brink{int64(w.Lots[p.Lot].Expiry+1) * day, by, "decommission",
				record.Decommission{Items: []record.Item{{GTIN: id.GTIN, Serial: id.Serial}},
					Reason: "damaged"}}
		} else if !p.Status.Terminal() {
			all["final "+name] = brink{int64(p.Since+11) * day, by, "undo",
				record.Undo{GTIN: id.GTIN, Serial: id.Serial, NotHandedOver: true}}
		}
	}
	for id, p := range w.Proposals {
		by := s.actors["authority"].gln
		if p.Proposer == by {
			by = s.actors["board"].gln
		}
		all["voted "+string(id)] = brink{int64(p.Expires) + 1, by, "approve",
			record.Approve{Proposal: id}}
	}
	for id, g := range w.Grants {
		pack := s.looseAt(g.Grantee, g.Owner)
		if g.Kind == "ship" && !g.Revoked && !pack.Serial.IsZero() {
			all["ended "+string(id)] = brink{int64(g.Until) + 1, g.Grantee, "ship",
				record.Ship{To: s.actors["corner"].gln, Grant: id, Items: []record.Item{pack}}}
		}
	}
	for gln, p := range w.Parties {
		pack := s.looseAt(gln, gln)
		for _, l := range p.Licences {
			if l.Until != 0 && !pack.Serial.IsZero() {
				all["lapsed "+gln.String()] = brink{int64(l.Until+1) * day, gln, "ship",
					record.Ship{To: s.actors["acme"].gln, Items: []record.Item{pack}}}
			}
		}
	}
	return all
}

// looseAt gives a pack that a site has of an owner: the first by its serial.
func (s *simulation) looseAt(site, owner gs1.GLN) (i record.Item) {
	for id, p := range s.oracle.world.Packs {
		if p.Holder == site && p.Owner == owner && p.Status == record.Active &&
			p.Offer == "" && p.Box == (model.BoxID{}) &&
			(i.Serial.IsZero() || indexOf.UnitKey(id.GTIN, id.Serial) < indexOf.UnitKey(i.GTIN, i.Serial)) {
			i = record.Item{GTIN: id.GTIN, Serial: id.Serial}
		}
	}
	return i
}
