package record

import "strings"

// What can be said of single values without looking at others. Decoding asks
// these rules (checkValid); state.cddl states them as far as CDDL can.

func (id ID) valid() error {
	if !id.Valid() {
		return invalid("id %q", string(id))
	}
	return nil
}

func (d Day) valid() error {
	if d > lastDay {
		return invalid("day %d is after 9999-12-31", uint32(d))
	}
	return nil
}

func (r Role) valid() error {
	for _, known := range Roles() {
		if r == known {
			return nil
		}
	}
	return invalid("role %q", string(r))
}

func (s Status) valid() error {
	if int(s) >= len(statusNames) {
		return invalid("unit status %d", uint64(s))
	}
	return nil
}

func (h HoldFlag) valid() error {
	if h > Suspected {
		return invalid("hold flag %d", uint64(h))
	}
	return nil
}

func (s TransferState) valid() error {
	if int(s) >= len(transferNames) {
		return invalid("transfer state %d", uint64(s))
	}
	return nil
}

func (s ContainerState) valid() error {
	if s > ContainerDissolved {
		return invalid("container state %d", uint64(s))
	}
	return nil
}

func (r Recalled) valid() error { return validRecall(r.Class, r.Depth) }

func (r Recall) valid() error {
	if err := validKeys([]string{r.Lot}); err != nil {
		return err
	}
	return validRecall(r.Class, r.Depth)
}

func validRecall(class uint64, depth string) error {
	if class < 1 || class > 3 {
		return invalid("recall class %d", class)
	}
	switch depth {
	case "wholesale", "retail", "patient":
		return nil
	}
	return invalid("recall depth %q", depth)
}

// maxKey is the longest key of the state, in bytes.
const maxKey = 64

func validKeys(keys []string) error {
	for _, k := range keys {
		if k == "" || len(k) > maxKey {
			return invalid("key %q", k)
		}
	}
	if !ascendingText(keys) {
		return invalid("keys out of order")
	}
	return nil
}

// validParent judges the key of a container, where there is one.
func validParent(key *string) error {
	if key == nil {
		return nil
	}
	sscc, generation, _ := strings.Cut(strings.TrimPrefix(*key, "sscc|"), "|")
	if !strings.HasPrefix(*key, "sscc|") || !digits(sscc, 18) || !digits(generation, 2) {
		return invalid("container key %q", *key)
	}
	return nil
}

func digits(s string, n int) bool { return len(s) == n && strings.Trim(s, "0123456789") == "" }

// A unit's part is there exactly while it is partly supplied.
func (u Unit) valid() error {
	if u.Status == PartiallySupplied {
		if u.Part == 0 || u.Part >= u.Of {
			return invalid("%d of %d parts supplied", u.Part, u.Of)
		}
		return nil
	}
	if u.Part != 0 || u.Of != 0 {
		return invalid("a part of a unit that is %s", u.Status)
	}
	return nil
}

func (s UnitSealed) valid() error { return validParent(s.Parent) }

func (s ContainerSealed) valid() error {
	if len(s.Contents) > MaxContents {
		return invalid("%d lots in a container, at most %d", len(s.Contents), MaxContents)
	}
	if !ascending(s.Contents, beforeContent) {
		return invalid("contents out of order")
	}
	return validParent(s.Parent)
}

func beforeContent(a, b *Content) bool {
	if a.GTIN != b.GTIN {
		return a.GTIN.String() < b.GTIN.String()
	}
	return a.Lot < b.Lot
}

func (s HoldingSealed) valid() error {
	if len(s.Rows) > MaxOwners {
		return invalid("%d owners at a site, at most %d", len(s.Rows), MaxOwners)
	}
	byOwner := func(a, b *HoldingRow) bool { return a.Owner.String() < b.Owner.String() }
	if !ascending(s.Rows, byOwner) {
		return invalid("owners out of order")
	}
	return nil
}

func (r HoldingRow) valid() error {
	if r.Packed > r.Held {
		return invalid("%d packed of %d held", r.Packed, r.Held)
	}
	return nil
}

func (i TransferItem) valid() error {
	if i.Accepted > i.Offered || i.Missing > i.Offered-i.Accepted {
		return invalid("%d accepted and %d missing of %d offered", i.Accepted, i.Missing, i.Offered)
	}
	return validParent(i.SSCC)
}

func (p Product) valid() error {
	if !ascendingText(p.Withdrawn) {
		return invalid("withdrawn markets out of order")
	}
	return nil
}

func (s AlertSealed) valid() error {
	if !ascendingGLN(s.Parties) {
		return invalid("parties out of order")
	}
	return nil
}

func (s CaseSealed) valid() error { return validKeys(s.Subjects) }

func (s GovSealed) valid() error {
	if !ascendingGLN(s.Approvals) {
		return invalid("approvals out of order")
	}
	return checkBody(s.Body)
}

// A parameter is a number or a byte string.
func (p Param) valid() error {
	if len(p.Value) > 0 && (p.Value[0]>>5 == majorUint || p.Value[0]>>5 == majorBytes) {
		return nil
	}
	return invalid("a parameter that is neither number nor bytes")
}

// Party and site are both named, or, at genesis, neither.
func (f Fact) valid() error {
	if (f.Party == nil) != (f.Site == nil) {
		return invalid("a party without a site, or a site without a party")
	}
	if f.Index > GenesisIndex {
		return invalid("transaction index %d", f.Index)
	}
	return validKeys(f.Subjects)
}
