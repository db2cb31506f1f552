package ledger

import (
	"slices"
	"strings"

	"pedigree/gs1"
	"pedigree/record"
)

const alertsPerDay = 50

// warn makes an alert of what was scanned. Who is told is added when it is raised:
// the site's party, and the maker of the product, also where it never made this pack.
func warn(g gs1.GTIN, serial gs1.Serial, number gs1.Lot) *record.AlertSealed {
	a := &record.AlertSealed{GTIN: &g}
	if !serial.IsZero() {
		a.Serial = &serial
	}
	if !number.IsZero() {
		a.Lot = &number
	}
	return a
}

// tell adds a party to those whom an alert concerns.
func tell(a *record.AlertSealed, parties ...gs1.GLN) {
	for _, p := range parties {
		if !p.IsZero() && !slices.Contains(a.Parties, p) {
			a.Parties = append(a.Parties, p)
		}
	}
	slices.SortFunc(a.Parties, func(x, y gs1.GLN) int { return strings.Compare(x.String(), y.String()) })
}

// raise commits an alert for a refused order, within the key's daily limit: a
// hostile till must not be able to flood the makers.
func (s *State) raise(order string, code record.Code, a *record.AlertSealed) *record.Refusal {
	keyKey := record.KeyKey(s.tx.Key)
	key, _ := load(s, keyKey, record.DecodeDeviceKey)
	if today := record.DayOf(s.Time()); key.AlertDay != today {
		key.AlertDay, key.Alerts = today, 0
	}
	if key.Alerts >= s.param("alertsPerDay", alertsPerDay) {
		return record.Refuse(record.RateLimited, "this device has raised too many alerts today")
	}
	key.Alerts++
	s.put(keyKey, key.Encode())

	id := s.newID("alert")
	k := record.AlertKey(id)
	tell(a, s.Party)
	if p := s.product(*a.GTIN); p != nil {
		tell(a, p.Sealed.Maker)
	}
	a.Salt, a.Code, a.Site, a.Time = s.salt(k), code, s.Site, uint64(s.Time())
	s.put(k, record.Alert{Sealed: a}.Encode())
	s.touch(k)
	fields := record.AlertRaised{ID: id, Code: code, Order: order, GTIN: *a.GTIN,
		Parties: a.Parties, First: a.First}
	if a.Serial != nil {
		fields.Serial = *a.Serial
	}
	if a.Lot != nil {
		fields.Lot = *a.Lot
	}
	s.emit("alert", fields)
	return nil
}
