package events

import (
	"fmt"
	"slices"

	"pedigree/gs1"
)

// Actor is who an event says it is by, as far as it says so (CBV 2.0, 7.4: sources of a
// shipment and of what happens at one place, destinations of a delivery).
type Actor struct {
	Holder gs1.GLN   // the possessing party
	Places []gs1.GLN // location, read point and business location: sites that it happened at
	Owner  gs1.GLN   // the owning party

	// Makes are the products of which the event makes packs or lots: their maker's business.
	Makes []gs1.GTIN
}

// foreign says why an event is somebody else's, "" if it is not or nobody asks. It is left
// for the second reason where it names its parties in a way that no ledger knows.
func (p *planner) foreign(o *occurrence) (why string, unread, err error) {
	if p.options.Foreign == nil {
		return "", nil, nil
	}
	a, unread := o.actor()
	if unread != nil {
		return "", unread, nil
	}
	why, err = p.options.Foreign(a)
	return why, nil, err
}

func (o *occurrence) actor() (a Actor, err error) {
	list := "sourceList"
	if o.bizStep == "receiving" {
		list = "destinationList"
	}
	if a.Holder, err = o.party(list, "possessing_party"); err != nil {
		return a, fmt.Errorf("%s: %w", list, err)
	}
	if a.Owner, err = o.party(list, "owning_party"); err != nil {
		return a, fmt.Errorf("%s: %w", list, err)
	}
	location, err := o.among(list, "location")
	if err != nil {
		return a, err
	}
	for _, uri := range []string{location, o.place("readPoint"),
		o.place("bizLocation")} {
		if site := siteOf(uri); !site.IsZero() && !slices.Contains(a.Places, site) {
			a.Places = append(a.Places, site)
		}
	}
	if o.bizStep == "commissioning" {
		makes := make(map[gs1.GTIN]bool)
		for _, i := range o.items {
			if !i.GTIN.IsZero() && !makes[i.GTIN] {
				makes[i.GTIN] = true
				a.Makes = append(a.Makes, i.GTIN)
			}
		}
	}
	return a, nil
}

func (o *occurrence) place(member string) string {
	if k := o.node.kid(member); k != nil {
		return k.say("id")
	}
	return ""
}

// siteOf gives the site that a place is, or is within (a GLN with an extension); zero
// where the place has no GLN.
func siteOf(uri string) gs1.GLN {
	ai, key, _, _, err := keyOf(uri)
	if err != nil || ai != "414" {
		return gs1.GLN{}
	}
	site, err := gs1.ParseGLN(key)
	if err != nil {
		return gs1.GLN{}
	}
	return site
}
