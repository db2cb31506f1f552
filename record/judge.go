package record

// Judge turns what is known into a verdict, at a block time in unix seconds. It
// is the one function behind every verdict: gateway, command line, web page and
// the ledger's own checks. What is not shown never becomes an accusation: it
// gives UNKNOWN. GENUINE needs unit, lot and product shown, and readable.
//
// A label whose expiry has day 00 was read as the last day of its month, and is
// registered as that (GenSpecs 3.4.7). What the label does not say is not compared.
func Judge(q Question, known Records, unix int64) Verdict {
	l := q.Label
	switch {
	case l.GTIN.IsZero():
		return unknown("NoGTIN", "this code names no medicine (no GTIN)", adviceScanSquare)
	case l.Serial.IsZero() && l.Lot.IsZero():
		return unknown("NoSerial", "this code names the product, not the pack", adviceScanSquare)
	case unix <= 0:
		return unknown("NoTime", "it is not known of what moment this is asked", adviceAgain)
	}
	j := judgement{q: q, known: known, unix: unix}
	if l.Serial.IsZero() {
		return j.byLot()
	}
	unit, proven := known.Index(UnitName(l.GTIN, l.Serial))
	if !proven {
		return notShown("serial")
	}
	v, presence := known.Lookup(UnitKey(unit))
	switch presence {
	case Present:
		u, err := DecodeUnit(v)
		if err != nil {
			return unreadable()
		}
		j.unit, j.withheld = u, v.Withheld
		return j.byUnit()
	case Absent:
		return j.unlisted()
	}
	return notShown("serial")
}

// unlisted judges a label whose serial was never registered: false, unless its
// lot is one whose packs are registered by quantity, without serials.
func (j *judgement) unlisted() Verdict {
	l := j.q.Label
	if _, p := j.known.Lookup(ProductKey(l.GTIN)); p == Absent {
		return notRegistered("this product was never registered here")
	}
	if l.Lot.IsZero() {
		return notRegistered("this serial number was never registered for this product")
	}
	v, p := j.printedLot()
	switch p {
	case NotShown:
		return notShown("lot")
	case Absent:
		return notRegistered("neither this serial number nor this lot was ever registered for " +
			"this product")
	}
	lot, err := DecodeLot(v)
	switch {
	case err != nil:
		return unreadable()
	case lot.Serialised:
		return notRegistered("this serial number was never registered for this product")
	}
	return j.byLot()
}

// byLot judges a label by its lot alone.
func (j *judgement) byLot() Verdict {
	v, p := j.printedLot()
	switch p {
	case Absent:
		return notRegistered("this lot was never registered for this product")
	case NotShown:
		return notShown("lot")
	}
	lot, err := DecodeLot(v)
	if err != nil {
		return unreadable()
	}
	j.lot = lot
	if r := j.readProduct(); r != nil {
		return *r
	}
	j.flag(lot.Hold)
	if lot.Serialised {
		j.goods()
		return j.withoutSerial()
	}
	j.compareExpiry()
	j.goods()
	j.notice("NoSerials", "this lot is registered by quantity: the single pack was not checked")
	return j.verdict()
}

// byUnit judges a label whose serial is registered.
func (j *judgement) byUnit() Verdict {
	l := j.q.Label
	v, p := j.known.Lookup(LotKey(j.unit.Lot))
	if p != Present {
		return notShown("pack's lot")
	}
	lot, err := DecodeLot(v)
	if err != nil {
		return unreadable()
	}
	j.lot, j.lotShut = lot, v.Withheld
	if r := j.readProduct(); r != nil {
		return *r
	}
	if !l.Lot.IsZero() {
		switch printed, proven := j.known.Index(LotName(l.GTIN, l.Lot)); {
		case !proven:
			return notShown("lot")
		case printed != j.unit.Lot:
			j.mismatches(LotMismatch,
				"the pack is registered in another lot than the one on its label")
		}
	}
	j.compareExpiry()
	j.flag(lot.Hold)
	j.flag(j.unit.Hold)
	if !j.readCustody() {
		return unreadable()
	}
	j.goods()
	j.consumed()
	j.transit()
	return j.verdict()
}

// readProduct reads the product; if it cannot be had, that is the verdict.
func (j *judgement) readProduct() *Verdict {
	v, p := j.known.Lookup(ProductKey(j.q.Label.GTIN))
	if p != Present {
		r := notShown("product")
		return &r
	}
	product, err := DecodeProduct(v)
	if err != nil {
		r := unreadable()
		return &r
	}
	j.product = product
	return nil
}

// printedLot finds the lot that the label names.
func (j *judgement) printedLot() (Value, Presence) {
	i, proven := j.known.Index(LotName(j.q.Label.GTIN, j.q.Label.Lot))
	if !proven {
		return Value{}, NotShown
	}
	return j.known.Lookup(LotKey(i))
}
