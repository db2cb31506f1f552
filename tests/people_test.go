package tests

import (
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strings"

	"pedigree/gs1"
	"pedigree/record"
)

// Steps that bring people into a scenario, and that look at what they have.

// party registers a party with a device key, and maybe a prefix.
func (s *scenario) party(_ string, w []string) error {
	gln := glnOf(s.t, len(s.actors))
	a := newActor(w[0], gln, gln)
	s.actors[w[0]] = a
	if err := s.register(record.Authorize{GLN: a.gln, Name: w[0], Country: w[2],
		Licences: licences(w[1:2])}); err != nil {
		return err
	}
	if err := s.addKey(record.AddKey{Public: a.public(), Site: a.gln, Label: w[0]}); err != nil {
		return err
	}
	if len(w) < 4 {
		return nil
	}
	return s.must("grant_prefix", record.GrantPrefix{Prefix: w[3], Party: a.gln})
}

// site registers a site of a party with a device key.
func (s *scenario) site(_ string, w []string) error {
	parent := s.actors[w[1]]
	a := newActor(w[0], glnOf(s.t, len(s.actors)), parent.gln)
	s.actors[w[0]] = a
	if err := s.register(record.Authorize{GLN: a.gln, Name: w[0], Country: "DE", Parent: parent.gln,
		Licences: licences(w[2:])}); err != nil {
		return err
	}
	return s.addKey(record.AddKey{Public: a.public(), Site: a.gln, Label: w[0]})
}

// device adds a key to a site, as its order says.
func (s *scenario) device(line string, w []string) error {
	site := s.actors[w[1]]
	a := newActor(w[0], site.gln, site.party)
	a.device = true
	s.actors[w[0]] = a
	k := record.AddKey{Public: a.public(), Site: a.gln, Label: w[0]}
	if err := json.Unmarshal([]byte(line[strings.Index(line, "{"):]), &k); err != nil {
		return err
	}
	return s.addKey(k)
}

func licences(roles []string) (ls []record.Licence) {
	for _, r := range roles {
		if r != "-" {
			ls = append(ls, record.Licence{Role: record.Role(r)})
		}
	}
	return ls
}

func (s *scenario) register(a record.Authorize) error { return s.must("authorize", a) }
func (s *scenario) addKey(k record.AddKey) error      { return s.must("add_key", k) }

// must has the authority order what has to succeed.
func (s *scenario) must(command string, body any) error {
	tx, err := s.actors["authority"].sign(s.now, command, record.MustMarshal(body))
	if err != nil {
		return err
	}
	return s.expect(tx, "ok", "")
}

// rowsOf gives the holdings of a lot by the site's name.
func (s *scenario) rowsOf(gtin, number string) (map[string][]record.HoldingRow, error) {
	g, l, err := lotOf(gtin, number)
	if err != nil {
		return nil, err
	}
	prefix, rows := record.HoldingPrefix(indexOf.LotKey(g, l)), map[string][]record.HoldingRow{}
	for _, key := range s.state().keys(prefix) {
		if record.IsBound(key) {
			continue
		}
		h, err := record.DecodeHolding(s.state()[key])
		if err != nil {
			return nil, err
		}
		rows[s.nameOf(strings.TrimPrefix(key, prefix))] = h.Sealed.Rows
	}
	return rows, nil
}

func lotOf(gtin, number string) (g gs1.GTIN, l gs1.Lot, err error) {
	if g, err = gs1.ParseGTIN(gtin); err == nil {
		l, err = gs1.ParseLot(number)
	}
	return g, l, err
}

func (s *scenario) nameOf(gln string) string {
	for name, a := range s.actors {
		if a.gln.String() == gln && !a.device {
			return name
		}
	}
	return gln
}

// holders compares who has how much of a lot: "acme 3800 medco.outgoing 5".
func (s *scenario) holders(line string, w []string) error {
	rows, err := s.rowsOf(w[0], w[1])
	if err != nil {
		return err
	}
	sums := map[string]uint64{}
	for site, rs := range rows {
		for _, r := range rs {
			sums[site] += r.Held
			sums[site+".outgoing"] += r.Outgoing
			sums[site+".supplied"] += r.Supplied
			sums[site+".gone"] += r.Gone
		}
	}
	return compareCounts(line, sums)
}

// owners compares who owns what is held where: "acme:hub 50".
func (s *scenario) owners(line string, w []string) error {
	rows, err := s.rowsOf(w[0], w[1])
	if err != nil {
		return err
	}
	sums := map[string]uint64{}
	for site, rs := range rows {
		for _, r := range rs {
			sums[s.nameOf(r.Owner.String())+":"+site] += r.Held
		}
	}
	return compareCounts(line, sums)
}

func compareCounts(line string, sums map[string]uint64) error {
	var got []string
	for name, n := range sums {
		if n > 0 {
			got = append(got, fmt.Sprint(name, " ", n))
		}
	}
	sort.Strings(got)
	_, want, _ := strings.Cut(line, "-> ")
	if strings.Join(got, " ") != want {
		return fmt.Errorf("got %s", strings.Join(got, " "))
	}
	return nil
}

func (s *scenario) alerts(_ string, w []string) error {
	if got := fmt.Sprint(len(s.state().keys("alert|"))); got != w[0] {
		return fmt.Errorf("%s alerts", got)
	}
	return nil
}

// alerted looks for an alert of a code that tells just these parties, and names
// the first act or none.
func (s *scenario) alerted(_ string, w []string) error {
	var seen []string
	for _, key := range s.state().keys("alert|") {
		a, err := record.DecodeAlert(s.state()[key])
		if err != nil {
			return err
		}
		var got []string
		for _, p := range a.Sealed.Parties {
			got = append(got, s.nameOf(p.String()))
		}
		sort.Strings(got)
		got = append([]string{a.Sealed.Code.String()}, got...)
		if a.Sealed.First != nil {
			if err := s.isFirstAct(a.Sealed); err != nil {
				return err
			}
			got = append(got, "first")
		}
		if slices.Equal(got, w) {
			return nil
		}
		seen = append(seen, strings.Join(got, " "))
	}
	return fmt.Errorf("there are: %s", strings.Join(seen, "; "))
}

// isFirstAct: an alert names the first act by the head of the pack's history
// right after it.
func (s *scenario) isFirstAct(a *record.AlertSealed) error {
	h := s.audit.histories[indexOf.UnitKey(*a.GTIN, *a.Serial)]
	if h.Head != *a.First {
		return fmt.Errorf("an alert names %s as the first act, the pack's history is at %s", a.First,
			h.Head)
	}
	return nil
}
