package tests

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"pedigree/gs1"
	"pedigree/record"
)

// makeSSCCs gives each prefix of the simulation a few SSCCs: few, so that each is
// used again and again.
func (s *simulation) makeSSCCs() {
	for _, prefix := range []string{"4000001", "4000002", "4000003", "4000004", "4000009"} {
		for n := range 5 {
			sscc, err := gs1.ParseSSCC(withCheckDigit(s.scenario.t, fmt.Sprintf("3%s%09d", prefix, n)))
			if err != nil {
				s.scenario.t.Fatal(err)
			}
			s.ssccs = append(s.ssccs, sscc)
		}
	}
}

// stock gives makers much to pack.
func (s *simulation) stock() {
	product := `%s register_product {"gtin":"%s","name":"A","strength":"1","form":"x","pack":"1"}`
	s.line(product, "acme", s.gtins[1])
	s.line(product, "bolt", s.gtins[2])
	for n, by := range []string{"acme", "acme", "bolt"} {
		s.line(`%s register_lot {"gtin":"%s","lot":"L2","expiry":"2027-12-31","serialised":true}`,
			by, s.gtins[n])
		s.line(`%s register_lot {"gtin":"%s","lot":"L3","expiry":"2027-12-31","planned":900}`,
			by, s.gtins[n])
		var serials []string
		for i := 6; i < 30; i++ {
			serials = append(serials, fmt.Sprintf(`"S%d"`, i))
		}
		s.line(`%s add_serials {"gtin":"%s","lot":"L2","serials":[%s]}`, by, s.gtins[n],
			strings.Join(serials, ","))
	}
}

// boxing chooses what is done with containers.
func (s *simulation) boxing() (*actor, string, any) {
	switch s.Intn(13) {
	case 0, 1, 2, 3, 4:
		return s.pack()
	case 5, 6, 7:
		return s.unpack()
	case 8, 9:
		return s.receive()
	case 10:
		return s.nest()
	case 11:
		if s.Intn(3) == 0 {
			return s.correct()
		}
		return s.boxShipment()
	}
	by, i := s.boxGoods()
	items := unowned([]record.Item{i})
	switch s.Intn(6) {
	case 0, 1:
		return by, "release", record.HoldGoods{Items: items}
	case 2:
		if s.Intn(3) > 0 {
			return s.release()
		}
		return s.orMaker(by, items), "open_case", record.OpenCase{Items: items, Reason: "seal"}
	case 3:
		return by, "move", record.Move{To: s.sister(by), Items: items}
	case 4:
		return by, "return", record.ReturnGoods{To: s.site().gln, Items: items, Owner: "keep"}
	}
	return s.orMaker(by, items), "hold", record.HoldGoods{Items: items, Reason: pick(s,
		[]string{"quality", "suspect", "temperature"})}
}

// boxShipment offers containers of one site to one that may take them.
func (s *simulation) boxShipment() (*actor, string, any) {
	by, i := s.boxGoods()
	o := record.Ship{To: s.actors[pick(s, []string{"medco", "medco_south", "carrier", "village", "acme",
		"bolt"})].gln, Items: []record.Item{i}, Owner: pick(s, []string{"", "keep", "keep"})}
	for _, key := range s.boxes(by) {
		if i := s.boxItem(key); s.Intn(3) == 0 && !sameThing(o.Items, i) {
			o.Items = append(o.Items, i)
		}
	}
	return by, "ship", o
}

// ssccOf reads the SSCC in a container's key.
func ssccOf(key string) gs1.SSCC {
	sscc, _ := gs1.ParseSSCC(strings.Split(key, "|")[1])
	return sscc
}

func (s *simulation) boxItem(key string) record.Item { return record.Item{SSCC: ssccOf(key)} }

// holderOf says who has a container.
func (s *simulation) holderOf(key string) *actor {
	c := s.known.containers[key]
	return s.at(s.known.follow(place{holder: c.Sealed.Holder}, c.Sealed.Parent).holder)
}

// boxes gives the keys of containers in use, sorted: all, or those that stand by
// themselves at a site.
func (s *simulation) boxes(at *actor) (keys []string) {
	for key, c := range s.known.containers {
		if c.State == record.ContainerDissolved {
			continue
		}
		if at == nil || s.known.root(key) == key && s.holderOf(key) == at {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

// boxGoods picks a container, and who has it; mostly one that stands by itself.
func (s *simulation) boxGoods() (*actor, record.Item) {
	key := pick(s, s.boxes(nil))
	if key == "" {
		return s.site(), record.Item{SSCC: pick(s, s.ssccs)}
	}
	if s.Intn(6) > 0 {
		key = s.known.root(key)
	}
	return s.holderOf(key), s.boxItem(key)
}

// childGoods picks something in a container.
func (s *simulation) childGoods() (*actor, record.Item) {
	key := pick(s, s.boxes(nil))
	if key == "" {
		return s.site(), s.nonsense()
	}
	return s.holderOf(key), pick(s, s.inside(key))
}

// inside names what is directly in a container, packs first.
func (s *simulation) inside(key string) (items []record.Item) {
	var keys []string
	for unit, u := range s.known.units {
		if u.Sealed != nil && u.Sealed.Parent != nil && *u.Sealed.Parent == key {
			keys = append(keys, unit)
		}
	}
	for box, c := range s.known.containers {
		if c.Sealed.Parent != nil && *c.Sealed.Parent == key {
			keys = append(keys, box)
		}
	}
	slices.Sort(keys)
	for _, k := range keys {
		if strings.HasPrefix(k, "sscc|") {
			items = append(items, s.boxItem(k))
		} else {
			items = append(items, s.named(k))
		}
	}
	for _, c := range s.known.containers[key].Sealed.Contents {
		l := s.known.lots[s.known.lotOf(c.GTIN.String(), c.Lot)]
		if !l.Serialised {
			items = append(items, record.Item{GTIN: c.GTIN, Lot: l.Sealed.Number,
				Quantity: uint64(s.Intn(int(min(c.Count, 40)) + 2))})
		}
	}
	return items
}

// pack fills a container, a new one or one in use, with what its filler has; now
// and then with what is in something else, or in the container itself.
func (s *simulation) pack() (*actor, string, any) {
	by, first := s.goods()
	loose := s.loose(by)
	for range 4 {
		if len(loose) > 3 {
			break
		}
		by, first = s.goods()
		loose = s.loose(by)
	}
	o := record.Pack{SSCC: s.freeSSCC(by)}
	mine := s.boxes(by)
	if len(mine) > 0 && s.Intn(3) == 0 {
		o.SSCC = ssccOf(pick(s, mine))
	}
	if s.Intn(6) == 0 {
		o.Items = append(o.Items, first)
	}
	for range 1 + s.Intn(5) {
		i := pick(s, loose)
		if !i.GTIN.IsZero() && (!sameThing(o.Items, i) || s.Intn(40) == 0) {
			o.Items = append(o.Items, i)
		}
	}
	more := s.Intn(3)
	if s.Intn(4) == 0 { // containers alone: they come to stand in each other
		o.Items, more = nil, 1+s.Intn(3)
	}
	for range more {
		if key := pick(s, mine); key != "" {
			o.Items = append(o.Items, s.withBox(o, key)...)
		}
	}
	if s.Intn(20) == 0 {
		_, i := s.childGoods()
		o.Items = append(o.Items, i)
	}
	if len(o.Items) == 0 {
		o.Items = []record.Item{first}
	}
	s.Shuffle(len(o.Items), func(i, j int) { o.Items[i], o.Items[j] = o.Items[j], o.Items[i] })
	return by, "pack", o
}

// nest puts the highest stack of a site into one more container.
func (s *simulation) nest() (*actor, string, any) {
	by, i := s.boxGoods()
	levels := uint64(0)
	for _, key := range s.boxes(by) {
		if n := s.known.containers[key].Sealed.Levels(); n >= levels {
			i, levels = s.boxItem(key), n
		}
	}
	return by, "pack", record.Pack{SSCC: s.freeSSCC(by), Items: []record.Item{i}}
}

// withBox names a container as goods of another; hostile orders also what is in it.
func (s *simulation) withBox(o record.Pack, key string) (items []record.Item) {
	i := s.boxItem(key)
	if i.SSCC != o.SSCC && !sameThing(o.Items, i) || s.Intn(20) == 0 {
		items = append(items, i)
	}
	if s.Intn(10) == 0 {
		items = append(items, pick(s, s.inside(key)))
	}
	return items
}

// loose names what a site has in no container and on no offer.
func (s *simulation) loose(by *actor) (items []record.Item) {
	for _, key := range slices.Sorted(maps.Keys(s.known.units)) {
		u := s.known.units[key]
		lot := s.known.lots[record.LotKey(u.Lot)].Sealed
		at := place{holder: lot.Holder, offer: lot.Transfer}
		if u.Sealed != nil {
			at = s.known.placeOf(u)
		}
		if u.Status == record.Active && at.holder == by.gln && !at.boxed && at.offer == nil {
			items = append(items, s.named(key))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(s.known.holdings)) {
		lot := s.known.lots[lotOfHolding(key)]
		if lot.Serialised || !strings.HasSuffix(key, by.gln.String()) {
			continue
		}
		for _, row := range s.known.holdings[key].Rows {
			if n := row.Held - row.Packed; n > 0 {
				items = append(items, record.Item{GTIN: lot.Sealed.Product, Lot: lot.Sealed.Number, Owner: row.Owner,
					Quantity: 1 + uint64(s.Intn(int(min(n, 40))))})
			}
		}
	}
	return items
}

// freeSSCC mostly picks one that the site may use.
func (s *simulation) freeSSCC(by *actor) gs1.SSCC {
	prefix := s.prefixes[by.party]
	if prefix == "" || s.Intn(5) == 0 {
		return pick(s, s.ssccs)
	}
	for range 40 {
		if sscc := pick(s, s.ssccs); sscc.HasPrefix(prefix) {
			return sscc
		}
	}
	return pick(s, s.ssccs)
}

func sameThing(items []record.Item, i record.Item) bool {
	return slices.ContainsFunc(items, func(x record.Item) bool {
		return x.GTIN == i.GTIN && x.Serial == i.Serial && x.SSCC == i.SSCC &&
			(x.Lot == i.Lot || !x.Serial.IsZero())
	})
}

// unpack opens a container whole, or takes out a few things by name.
func (s *simulation) unpack() (*actor, string, any) {
	by, i := s.boxGoods()
	o := record.Unpack{SSCC: i.SSCC}
	for key := range s.known.containers {
		if ssccOf(key) != i.SSCC || s.known.containers[key].State == record.ContainerDissolved {
			continue
		}
		if s.Intn(3) == 0 {
			break
		}
		all := s.inside(key)
		s.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		o.Items = all[:min(len(all), 1+s.Intn(4))]
	}
	if s.Intn(15) == 0 {
		_, deeper := s.childGoods()
		o.Items = append(o.Items, deeper)
	}
	return by, "unpack", o
}

// correct declares wrong a fact that was stated, mostly truly telling what came
// after it.
func (s *simulation) correct() (*actor, string, any) {
	b := pick(s, s.stated)
	o := record.Correct{Fact: b, Reason: record.DidNotOccur}
	f, err := record.DecodeFact(b)
	if err != nil {
		return s.site(), "correct", o
	}
	if s.Intn(2) == 0 {
		o.Reason, o.Quantity = record.IncorrectData, uint64(s.Intn(70))
	}
	truly := s.Intn(4) > 0
	for _, key := range f.Subjects {
		h, told := record.NewHistory(key), s.audit.told[key]
		at := slices.Index(told, record.FactHash(b))
		for _, before := range told[:at] {
			h = h.Add(before)
		}
		list := []record.Hash{h.Head}
		if truly {
			list = append(list, told[at+1:]...)
		}
		o.Histories = append(o.Histories, list)
	}
	return s.at(*f.Site), "correct", o
}

// inBoxLine names a line of a container, or something that is in it.
func (s *simulation) inBoxLine(key string) record.Item {
	for s.known.containers[key].State != record.ContainerDissolved && s.Intn(3) > 0 {
		in := pick(s, s.inside(key))
		if in.SSCC.IsZero() {
			return in
		}
		for next, c := range s.known.containers {
			if ssccOf(next) == in.SSCC && c.State != record.ContainerDissolved {
				key = next
			}
		}
	}
	return s.boxItem(key)
}
