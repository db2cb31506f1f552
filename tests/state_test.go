package tests

import (
	"fmt"

	"pedigree/abci/ledger"
	"pedigree/gs1"
	"pedigree/record"
)

// States that the rules judge and no command makes yet. They are written as the
// command of a later release would:
//
//	suspend medco                  by the authority
//	lapse medco                    its licences ended yesterday
//	withdraw $P DE                 the product, in a market; * is all
//	hold $P pack S1 suspect        held or suspect: a pack, a lot, or what a site has of one
//	hold $P lot L1 held
//	hold $P site L1 medco
//	status $P S1 DESTROYED
//	approvals 2                    so many authorities have to approve

func (s *scenario) write(key string, v record.Value) error {
	for _, c := range s.chains {
		c.write(s.now, ledger.Change{Key: key, Value: v})
	}
	s.audit.skip(s.state())
	s.oracle = nil
	return nil
}

func (s *scenario) changeParty(name string, change func(*record.Party)) error {
	key := record.PartyKey(s.actors[name].gln)
	p, err := record.DecodeParty(s.state()[key])
	if err != nil {
		return err
	}
	change(p)
	return s.write(key, p.Encode())
}

func (s *scenario) suspend(_ string, w []string) error {
	return s.changeParty(w[0], func(p *record.Party) { p.Suspended = true })
}

func (s *scenario) lapse(_ string, w []string) error {
	return s.changeParty(w[0], func(p *record.Party) {
		for i := range p.Licences {
			p.Licences[i].Until = record.DayOf(s.now) - 1
		}
	})
}

func (s *scenario) approvals(_ string, w []string) error {
	var n uint64
	if _, err := fmt.Sscan(w[0], &n); err != nil {
		return err
	}
	return s.write(record.ParamKey("approvals"), record.NumberParam(n).Encode())
}

func (s *scenario) withdraw(_ string, w []string) error {
	g, err := gs1.ParseGTIN(w[0])
	if err != nil {
		return err
	}
	p, err := record.DecodeProduct(s.state()[record.ProductKey(g)])
	if err != nil {
		return err
	}
	p.Withdrawn = []string{w[1]}
	return s.write(record.ProductKey(g), p.Encode())
}

func (s *scenario) hold(_ string, w []string) error {
	flag := record.Held
	if w[len(w)-1] == "suspect" {
		flag = record.Suspected
	}
	g, err := gs1.ParseGTIN(w[0])
	if err != nil {
		return err
	}
	if w[1] == "pack" {
		return s.changePack(g, w[2], func(u *record.Unit) { u.Hold = flag })
	}
	number, err := gs1.ParseLot(w[2])
	if err != nil {
		return err
	}
	if w[1] == "lot" {
		l, err := record.DecodeLot(s.state()[indexOf.LotKey(g, number)])
		if err != nil {
			return err
		}
		l.Hold = flag
		return s.write(indexOf.LotKey(g, number), l.Encode())
	}
	key := indexOf.HoldingKey(g, number, s.actors[w[3]].gln)
	h, err := record.DecodeHolding(s.state()[key])
	if err != nil {
		return err
	}
	h.Sealed.Holds = []record.Hold{{Placer: s.actors[w[3]].gln, Reason: "quality"}}
	return s.write(key, h.Encode())
}

func (s *scenario) changePack(g gs1.GTIN, serial string, change func(*record.Unit)) error {
	number, err := gs1.ParseSerial(serial)
	if err != nil {
		return err
	}
	key := indexOf.UnitKey(g, number)
	u, err := record.DecodeUnit(s.state()[key])
	if err != nil {
		return err
	}
	change(u)
	return s.write(key, u.Encode())
}

// status also books the pack out of what its holder has.
func (s *scenario) status(_ string, w []string) error {
	g, err := gs1.ParseGTIN(w[0])
	if err != nil {
		return err
	}
	var was *record.Unit
	if err := s.changePack(g, w[1], func(u *record.Unit) {
		was = u
		for was.Status.String() != w[2] {
			was.Status++
		}
		was.Since = record.DayOf(s.now)
	}); err != nil {
		return err
	}
	if was.Sealed == nil {
		return fmt.Errorf("touch pack %s first: ship and receive it", w[1])
	}
	if was.Status == record.Illegitimate {
		return nil // kept apart, but still there
	}
	key := holdingOf(record.LotKey(was.Lot), was.Sealed.Holder)
	h, err := record.DecodeHolding(s.state()[key])
	if err != nil {
		return err
	}
	for i := range h.Sealed.Rows {
		if r := &h.Sealed.Rows[i]; r.Owner == was.Sealed.Owner {
			r.Held--
			r.Gone++
		}
	}
	return s.write(key, h.Encode())
}
