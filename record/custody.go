package record

// maxDepth is how deep containers may be packed into each other (rules.md, pack).
const maxDepth = 5

// readCustody looks for holds and offers at the unit, at its lot while the unit
// is untouched, and at the containers that it is packed in, as far as they are
// shown to the asker. It says whether all that is shown could be read.
func (j *judgement) readCustody() bool {
	s := j.unit.Sealed
	if s == nil {
		j.hidden = j.withheld || j.lotShut
		if !j.withheld && j.lot.Sealed != nil {
			j.offer = j.lot.Sealed.Transfer
		}
		return true
	}
	j.offer = s.Transfer
	parent := s.Parent
	for range maxDepth {
		if parent == nil {
			return true
		}
		v, p := j.known.Lookup(*parent)
		if p != Present {
			j.hidden = true
			return true
		}
		c, err := DecodeContainer(v)
		if err != nil {
			return false
		}
		j.flag(c.Hold)
		if c.Sealed == nil {
			j.hidden = true
			return true
		}
		if j.offer == nil {
			j.offer = c.Sealed.Transfer
		}
		parent = c.Sealed.Parent
	}
	return parent == nil
}

// transit judges goods on their way. Receiving them is what they wait for; a
// patient is not told of the trade's ways; an inspector is told, not stopped.
func (j *judgement) transit() {
	if j.offer == nil || j.q.Purpose == ForPatient {
		return
	}
	if j.q.Purpose == ForInspect {
		j.notice("InTransit", "this pack is on its way from one site to another")
		return
	}
	t := j.readOffer()
	if j.q.Purpose == ForReceive && (t == nil || t.ToSite == j.q.Asker) {
		j.toWhom = t == nil
		return
	}
	j.stop(InTransit, "this pack is on its way from one site to another")
	if t != nil && t.Disputed(j.unix) {
		j.stop(Disputed, "its transfer was not answered in time")
	}
}

func (j *judgement) readOffer() *TransferSealed {
	v, p := j.known.Lookup(TransferKey(*j.offer))
	if p == Present {
		if t, err := DecodeTransfer(v); err == nil && t.Sealed != nil {
			return t.Sealed
		}
	}
	j.hidden = true
	return nil
}
