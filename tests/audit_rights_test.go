package tests

import (
	"fmt"
	"slices"
	"strings"

	"pedigree/abci/ledger"
	"pedigree/gs1"
	"pedigree/record"
)

// checkForever: nothing is deleted, what left the trade stays out of it, recalls
// only widen, and a closed lot stays closed.
func checkForever(before, now state, changed []string) error {
	for key := range before {
		if _, ok := now[key]; !ok {
			return fmt.Errorf("%s was deleted", key)
		}
	}
	for _, key := range changed {
		old, ok := before[key]
		if !ok {
			continue
		}
		switch record.KindOf(key) {
		case "unit":
			x, _ := record.DecodeUnit(old)
			y, _ := record.DecodeUnit(now[key])
			// Undo goes all the way; what is illegitimate can only be got rid of.
			back := y.Status < x.Status && y.Status > record.PartiallySupplied && !y.Status.Terminal() ||
				x.Status == record.Illegitimate && y.Status < x.Status && !y.Status.Terminal()
			if x.Status.Terminal() && y.Status != x.Status || back || y.Lot != x.Lot {
				return fmt.Errorf("%s went from %s to %s", key, x.Status, y.Status)
			}
		case "lot":
			x, _ := record.DecodeLot(old)
			y, _ := record.DecodeLot(now[key])
			if x.Closed && !y.Closed || x.Closed && x.Sealed.Registered != y.Sealed.Registered {
				return fmt.Errorf("%s was closed", key)
			}
			if x.Recall != nil && (y.Recall == nil || y.Recall.Class > x.Recall.Class) {
				return fmt.Errorf("%s: the recall went from %v to %v", key, x.Recall, y.Recall)
			}
			// What was registered wrongly is corrected while nothing else happened.
			corrected := x.Sealed.History.Count == 1
			if x.Expiry != y.Expiry && !corrected || x.Maker != y.Maker || x.Sealed.Ordinal != y.Sealed.Ordinal ||
				x.Sealed.Product != y.Sealed.Product {
				return fmt.Errorf("%s is another lot now", key)
			}
		case "exception":
			x, _ := record.DecodeException(old)
			if x.Sealed.Resolved != 0 {
				return fmt.Errorf("%s was resolved", key)
			}
		case "case":
			if err := checkCase(old, now[key]); err != nil {
				return fmt.Errorf("%s: %w", key, err)
			}
		case "recall", "ack", "alert", "prefix", "lotno":
			return fmt.Errorf("%s was changed", key)
		case "product", "param", "gov", "grant":
			if err := governedForever(key, old, now[key]); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkRefused: a refused order changes its key's window, and adds the alert that
// it raised; nothing else. One done for a party changes only what is that
// party's, or what its partner in a transfer gave out of hand.
func (a *audit) checkRefused(txs [][]byte, results []ledger.Result, changed []string) error {
	if len(txs) != 1 {
		return nil // whose change it was cannot be told
	}
	tx, err := record.DecodeTx(txs[0])
	if err != nil || results[0].Code != record.OK && !usesSequence(results[0].Code) {
		if len(changed) > 0 {
			return fmt.Errorf("%s changed %v", results[0].Code, changed)
		}
		return nil
	}
	if results[0].Code == record.OK {
		return a.checkConsent(tx, changed)
	}
	alerts := 0
	for _, key := range changed {
		switch kind := record.KindOf(key); {
		case kind == "alert":
			alerts++
		case key != record.KeyKey(tx.Key) && key != record.KeyLogHead:
			return fmt.Errorf("%s was refused with %s and changed %s", tx.Command, results[0].Code, key)
		}
	}
	if alerts != len(results[0].Facts) {
		return fmt.Errorf("%d alerts, %d facts", alerts, len(results[0].Facts))
	}
	return nil
}

func (a *audit) checkConsent(tx *record.Tx, changed []string) error {
	key, err := record.DecodeDeviceKey(a.before[record.KeyKey(tx.Key)])
	if err != nil {
		return err
	}
	var partner gs1.GLN // who offered what is received or refused
	if tx.Command == "receive" || tx.Command == "refuse" {
		if partner, err = a.offeredTo(key.Site, changed); err != nil {
			return err
		}
	}
	if tx.Command == "move" {
		if partner, err = a.ownSite(key.Party, tx.Body); err != nil {
			return err
		}
	}
	governs := a.isAuthority(key.Party)
	for _, k := range changed {
		if quarantines(tx.Command) && (governs || a.madeBy(key.Party, k)) {
			continue
		}
		if tx.Command == "close_case" && a.emptied(k) {
			continue // what is left of a container of the case, wherever it was unpacked
		}
		if !a.mayChange(key, partner, governs, k) {
			return fmt.Errorf("%s of %s at %s changed %s", tx.Command, key.Party, key.Site, k)
		}
	}
	return nil
}

func (a *audit) emptied(key string) bool {
	if record.KindOf(key) != "sscc" {
		return false
	}
	c, err := record.DecodeContainer(a.before[key])
	return err == nil && c.State == record.ContainerDissolved
}

// offeredTo gives the sender of the one offer to a site that changed.
func (a *audit) offeredTo(site gs1.GLN, changed []string) (from gs1.GLN, err error) {
	n := 0
	for _, k := range changed {
		if record.KindOf(k) != "transfer" {
			continue
		}
		t, err := record.DecodeTransfer(a.before[k])
		if err != nil {
			return from, fmt.Errorf("%s: %w", k, err)
		}
		if t.Sealed.ToSite != site {
			return from, fmt.Errorf("%s was not offered to %s", k, site)
		}
		from = t.Sealed.FromSite
		n++
	}
	if n != 1 {
		return from, fmt.Errorf("%d offers changed", n)
	}
	return from, nil
}

func (a *audit) isAuthority(g gs1.GLN) bool {
	p, err := record.DecodeParty(a.before[record.PartyKey(g)])
	for _, l := range p.Licences {
		if err == nil && l.Role == record.Authority {
			return true
		}
	}
	return false
}

func (a *audit) mayChange(by *record.DeviceKey, partner gs1.GLN, governs bool, key string) bool {
	old, existed := a.before[key]
	switch kind := record.KindOf(key); kind {
	case "holding":
		if record.IsBound(key) {
			return !existed // a lot's marks are made with it, and stay
		}
		return strings.HasSuffix(key, "|"+by.Site.String()) ||
			!partner.IsZero() && strings.HasSuffix(key, "|"+partner.String())
	case "unit":
		u, _ := record.DecodeUnit(old)
		if !existed || u.Sealed == nil {
			return true // its lot's holder is seen at the holding
		}
		site := u.Sealed.Holder
		if u.Sealed.Parent != nil {
			site = a.siteOf(*u.Sealed.Parent)
		}
		return site == by.Site || site == partner
	case "lot":
		if !existed {
			return true
		}
		l, _ := record.DecodeLot(old)
		return l.Maker == by.Party || governs || l.Sealed.Holder == by.Site || l.Sealed.Holder == partner
	case "transfer":
		if !existed {
			return true
		}
		t, _ := record.DecodeTransfer(old)
		return t.Sealed.FromParty == by.Party || t.Sealed.ToParty == by.Party || governs
	case "product":
		p, _ := record.DecodeProduct(old)
		return !existed || p.Sealed.Maker == by.Party || governs
	case "grant":
		g, _ := record.DecodeGrant(old)
		return !existed || g.Sealed.Owner == by.Party
	case "party", "prefix", "gov", "param", "validator", "upgrade":
		return governs
	case "key":
		k, _ := record.DecodeDeviceKey(old)
		return governs || !existed || k.Party == by.Party
	case "sscc":
		if !existed {
			return true
		}
		site := a.siteOf(key)
		return site == by.Site || site == partner
	case "exception":
		x, _ := record.DecodeException(old)
		return !existed || x.Sealed.Partner == by.Party || governs
	case "ack":
		return !existed && strings.HasSuffix(key, "|"+by.Site.String())
	case "case":
		return true // checkCase has seen it
	case "lotno", "recall":
		return !existed
	}
	return key == record.KeyLogHead
}

// checkCase: findings are only added, and a decision stands.
func checkCase(before, now record.Value) error {
	x, err := record.DecodeCase(before)
	if err != nil {
		return err
	}
	y, err := record.DecodeCase(now)
	if err != nil {
		return err
	}
	old, new := x.Sealed, y.Sealed
	if len(new.Findings) < len(old.Findings) || !slices.Equal(new.Findings[:len(old.Findings)], old.Findings) {
		return fmt.Errorf("findings were changed")
	}
	if old.Closed != 0 && (new.Closed != old.Closed || new.Outcome != old.Outcome ||
		new.Classification != old.Classification) {
		return fmt.Errorf("decided anew")
	}
	if !slices.Equal(old.Subjects, new.Subjects) || old.Party != new.Party || old.Reason != new.Reason {
		return fmt.Errorf("another case now")
	}
	return nil
}

// quarantines names the orders that makers may give for their own lots, and
// authorities for all, wherever the goods are.
func quarantines(command string) bool {
	switch command {
	case "hold", "release", "destroy", "report_stolen", "open_case", "close_case":
		return true
	}
	return false
}

// madeBy says whether a record is of a lot that the party made: of all of it, of what a
// site has of it, or of a pack.
func (a *audit) madeBy(party gs1.GLN, key string) bool {
	kind := record.KindOf(key)
	if kind != "lot" && kind != "holding" && kind != "unit" {
		return false
	}
	for of, v := range a.before {
		if record.KindOf(of) != "lot" {
			continue
		}
		l, err := record.DecodeLot(v)
		if err != nil || l.Maker != party {
			continue
		}
		u, err := record.DecodeUnit(a.before[key])
		if key == of || strings.HasPrefix(key, holdingOf(of, gs1.GLN{})) ||
			kind == "unit" && err == nil && record.LotKey(u.Lot) == of {
			return true
		}
	}
	return false
}

// siteOf gives the site of the outermost container around one.
func (a *audit) siteOf(key string) gs1.GLN {
	for {
		c, err := record.DecodeContainer(a.before[key])
		if err != nil {
			return gs1.GLN{}
		}
		if c.Sealed.Parent == nil {
			return c.Sealed.Holder
		}
		key = *c.Sealed.Parent
	}
}

// ownSite gives the site that a party moves goods to: its own.
func (a *audit) ownSite(party gs1.GLN, body record.Raw) (gs1.GLN, error) {
	var m record.Move
	if err := record.Unmarshal(body, &m); err != nil {
		return m.To, err
	}
	p, err := record.DecodeParty(a.before[record.PartyKey(m.To)])
	if err != nil {
		return m.To, err
	}
	if p.GLN != party && (p.Parent == nil || *p.Parent != party) {
		return m.To, fmt.Errorf("%s moved goods to %s, which is another's", party, m.To)
	}
	return m.To, nil
}
