package events

import (
	"fmt"
	"strings"

	"pedigree/record"
)

// govern renders what authorities, owners and makers decide. It is false for a
// fact of another kind.
func (d *document) govern(fields any) ([]record.Goods, bool) {
	switch x := fields.(type) {
	case *record.AmendParty, *record.SuspendParty, *record.Granted, *record.GrantRevoked:
		d.Type, d.Detail = PartyEvent, x
	case *record.Proposed, *record.Approved, *record.SetValidator, *record.SetParam,
		*record.ScheduleUpgrade:
		d.Type, d.Detail = NetworkEvent, x
	case *record.AmendProduct:
		d.Type, d.Detail = MasterDataEvent, x
		return []record.Goods{{GTIN: x.GTIN}}, true
	case *record.WithdrawProduct:
		return d.withdrawn(x), true
	default:
		return nil, false
	}
	return nil, true
}

// withdrawn is said of the product, all lots of it, wherever they are: no place, no
// quantity.
func (d *document) withdrawn(x *record.WithdrawProduct) []record.Goods {
	d.object("OBSERVE", "holding", "recalled", nil)
	d.EPCs, d.Quantities = nil, []quantity{{Class: gtinLink(x.GTIN)}}
	d.Persistent = &persistent{Set: []string{"recalled"}}
	d.Detail = x
	return []record.Goods{{GTIN: x.GTIN}}
}

func governSentence(f *record.Fact, fields any) string {
	by := actor(f)
	switch x := fields.(type) {
	case *record.Proposed:
		return fmt.Sprintf("%s proposed %s; %s.", by, x.Command, approvals(1, x.Needed))
	case *record.Approved:
		return fmt.Sprintf("%s approved proposal %s; %s.", by, x.Proposal,
			approvals(uint64(len(x.Approvals)), x.Needed))
	case *record.SetValidator:
		if x.Power == 0 {
			return fmt.Sprintf("%s removed validator %x.", by, x.Public)
		}
		return fmt.Sprintf("%s gave validator %x power %s.", by, x.Public, count(x.Power))
	case *record.SetParam:
		return fmt.Sprintf("%s set %s to %s.", by, x.Name, count(x.Value))
	case *record.ScheduleUpgrade:
		if x.AppVersion == 0 {
			return fmt.Sprintf("%s called off the upgrade at height %d.", by, x.Height)
		}
		return fmt.Sprintf("%s scheduled version %d of the rules from height %d on.", by,
			x.AppVersion, x.Height)
	case *record.AmendProduct:
		return fmt.Sprintf("%s amended product %s: %s, %s.", by, x.GTIN, x.Name, x.Strength)
	case *record.WithdrawProduct:
		return fmt.Sprintf("%s withdrew product %s from %s: %s.", by, x.GTIN, markets(x.Markets),
			x.Reason)
	}
	return partnerSentence(f, fields)
}

func partnerSentence(f *record.Fact, fields any) string {
	by := actor(f)
	switch x := fields.(type) {
	case *record.AmendParty:
		return fmt.Sprintf("%s amended %s (%s, %s)%s.", by, x.GLN, x.Name, x.Country,
			roles(x.Licences))
	case *record.SuspendParty:
		did := map[string]string{"suspend": "suspended", "reinstate": "reinstated"}[f.Command]
		return fmt.Sprintf("%s %s %s: %s.", by, did, x.Party, x.Reason)
	case *record.Granted:
		return fmt.Sprintf("%s allowed %s %s.", by, x.Grantee, permission(x.Kind))
	case *record.GrantRevoked:
		return fmt.Sprintf("%s no longer allows %s %s.", by, x.Grantee, permission(x.Kind))
	}
	if s := troubleSentence(f, fields); s != "" {
		return s
	}
	return fmt.Sprintf("%s: %s.", by, f.Command)
}

func permission(kind string) string {
	if kind == record.GrantShip {
		return "to ship its goods"
	}
	return "to see its goods"
}

func approvals(given, needed uint64) string {
	return fmt.Sprintf("%d of %d approvals", given, needed)
}

func markets(list []string) string {
	if len(list) == 1 && list[0] == "*" {
		return "all markets"
	}
	return strings.Join(list, ", ")
}
