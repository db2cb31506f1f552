package ledger

import (
	"errors"

	"pedigree/gs1"
	"pedigree/record"
)

// addKey registers a device key for a site.
type addKey struct{ record.AddKey }

func (c *addKey) Body() any { return &c.AddKey }

func (c *addKey) Check() error {
	if err := checkPublicKey(c.Public); err != nil {
		return err
	}
	if c.Site.IsZero() {
		return errors.New("site is required")
	}
	if c.Until != 0 && c.Until < c.From {
		return errors.New("the key would end before it begins")
	}
	if c.From > maxMoment || c.Until > maxMoment {
		return errors.New("from and until are before the year 10000")
	}
	if len(c.Commands) > len(table) {
		return errors.New("commands: more than there are")
	}
	for i, name := range c.Commands {
		if entry(name) == nil {
			return errors.New("commands: no such command " + name)
		}
		if i > 0 && c.Commands[i-1] >= name {
			return errors.New("commands are sorted, each once")
		}
	}
	return checkText("label", c.Label, true)
}

func (c *addKey) Apply(s *State) *Refused {
	site := s.party(c.Site)
	if site == nil {
		return no(record.NotFound, "site %s is not registered", c.Site)
	}
	recovery, r := s.mayKeepKeys(ownerOf(site))
	if r != nil {
		return r
	}
	if s.has(record.KeyKey(record.KIDOf(c.Public[:]))) {
		return no(record.AlreadyExists, "this key (or one of its name) is registered already")
	}
	s.addKey(c.AddKey, site, recovery)
	return nil
}

// mayKeepKeys says whether who orders may add or end keys of a party, and whether it
// does so as recovery: in place of a party that cannot. Whoever holds a key of a party
// acts and votes as that party, so no authority may do it alone where several have to
// agree, be it with another authority's keys or a pharmacy's.
func (s *State) mayKeepKeys(owner gs1.GLN) (recovery bool, refused *Refused) {
	switch {
	case owner == s.Party:
		return false, nil
	case !s.governs(s.Party):
		return false, no(record.Forbidden, "a party keeps its own keys; only authorities may in its place")
	}
	return true, s.mayGovern()
}

// addKey writes the record; genesis does it without asking.
func (s *State) addKey(a record.AddKey, site *record.Party, recovery bool) {
	kid := record.KIDOf(a.Public[:])
	k := record.DeviceKey{Public: a.Public, Party: ownerOf(site), Site: a.Site, Label: a.Label,
		Commands: a.Commands, From: a.From, Until: a.Until}
	s.put(record.KeyKey(kid), k.Encode())
	s.emit("add_key", record.KeyAdded{AddKey: a, Party: k.Party, Key: kid,
		Recovery: recovery})
}
