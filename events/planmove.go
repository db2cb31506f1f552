package events

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"pedigree/gs1"
	"pedigree/record"
)

// aggregation packs into containers and takes out of them. What is packed into a case
// without an SSCC is remembered until the case goes into something that has one.
func (p *planner) aggregation(o *occurrence) error {
	command := map[string]string{"ADD": "pack", "DELETE": "unpack"}[o.action]
	switch {
	case command == "":
		return errors.New("it observes what is packed and changes nothing")
	case !o.parent.SSCC.IsZero() && !p.can(command):
		return fmt.Errorf("this ledger has no order %s", command)
	case o.parent.SSCC.IsZero() && o.parent.Serial.IsZero():
		return errors.New("no container is named")
	}
	if !o.parent.Serial.IsZero() && o.action == "DELETE" {
		return errors.New("a case without SSCC is kept as its contents: nothing to unpack")
	}
	items, err := p.contents(o)
	switch {
	case err != nil:
		return err
	case len(items) == 0 && o.action == "ADD":
		return errNoObjects
	}
	parcel := p.parcels[o.parent] // of an ADD, made when the document was read
	if !o.parent.Serial.IsZero() {
		parcel.event, parcel.items = o, append(parcel.items, items...)
		parcel.missing--
		p.use()
		return nil
	}
	if o.action == "DELETE" {
		p.order(o, command, record.Unpack{SSCC: o.parent.SSCC, Items: items})
		return nil
	}
	for len(items) > 0 {
		n := min(len(items), maxPerOrder)
		p.order(o, command, record.Pack{SSCC: o.parent.SSCC, Items: items[:n]})
		items = items[n:]
	}
	parcel.missing--
	return nil
}

// shipping offers goods to the place where they go.
func (p *planner) shipping(o *occurrence) error {
	to, err := o.firstParty("destinationList", "location", "possessing_party", "owning_party")
	if err != nil {
		return err
	}
	if to.IsZero() {
		return errors.New("no destination; an offer is made to somebody")
	}
	owner, err := o.newOwner()
	if err != nil {
		return err
	}
	if err := p.void.shipment(o); err != nil {
		return err
	}
	items, err := p.contents(o)
	if err != nil {
		return err
	}
	ship := record.Ship{To: to, Items: items, Owner: owner}
	switch {
	case len(ship.Items) == 0:
		return errNoObjects
	case len(ship.Items) > maxPerOrder:
		return fmt.Errorf("%d objects; an offer names at most %d", len(ship.Items), maxPerOrder)
	}
	ship.References = o.references()
	p.order(o, "ship", ship)
	return nil
}

// newOwner says whether a shipment makes the receiver the owner. Nobody else can become it.
func (o *occurrence) newOwner() (string, error) {
	from, err := o.party("sourceList", "owning_party")
	if err != nil {
		return "", err
	}
	to, err := o.party("destinationList", "owning_party")
	if err != nil {
		return "", err
	}
	holder, err := o.party("destinationList", "possessing_party")
	switch {
	case err != nil:
		return "", err
	case to.IsZero() || to == from:
		return "keep", nil
	case from.IsZero():
		return "", errors.New("it names who will own the goods, and not who owns them now")
	case !holder.IsZero() && holder != to:
		return "", fmt.Errorf("the goods go to %s and will be %s's; only who receives them can become their owner",
			holder, to)
	}
	return "transfer", nil
}

func (o *occurrence) firstParty(list string, kinds ...string) (gs1.GLN, error) {
	for _, kind := range kinds {
		if gln, err := o.party(list, kind); err != nil || !gln.IsZero() {
			return gln, err
		}
	}
	return gs1.GLN{}, nil
}

// references names the papers of a deal by a hash that only those compute who have the
// event: SHA-256(event hash id "\n" paper).
func (o *occurrence) references() (out []record.Reference) {
	list := o.node.kid("bizTransactionList")
	if list == nil {
		return nil
	}
	for i := range list.kids {
		paper := list.kids[i].say("bizTransaction")
		kind := bizTransactionTypes.bare(list.kids[i].say("type"))
		if kind == "" || strings.HasPrefix(paper, transferURN("")) {
			continue
		}
		out = append(out, record.Reference{Type: kind,
			Hash: sha256.Sum256([]byte(o.id + "\n" + paper))})
	}
	return out
}

// receiving takes over an offer. The event has to name it, as our own do: what is on
// offer to a party, the party knows, and only an offer can be received.
func (p *planner) receiving(o *occurrence) error {
	transfer, err := o.offer()
	if err != nil {
		return err
	}
	items, err := p.contents(o)
	switch {
	case err != nil:
		return err
	case len(items) == 0:
		return errNoObjects
	case len(items) > maxPerOrder:
		return fmt.Errorf("%d objects; an order receives at most %d", len(items), maxPerOrder)
	}
	p.order(o, "receive", record.Receive{Transfer: transfer, Accepted: items})
	return nil
}

// offer gives the one offer that an event names.
func (o *occurrence) offer() (transfer record.ID, err error) {
	for _, paper := range o.papers() {
		id, ok := strings.CutPrefix(paper, transferURN(""))
		if id, err := url.PathUnescape(id); !ok || err != nil || !record.ID(id).Valid() {
			continue
		} else if transfer != "" && transfer != record.ID(id) {
			return "", errors.New("it names two offers, and not what came of which")
		} else {
			transfer = record.ID(id)
		}
	}
	if transfer == "" {
		return "", errNoOffer
	}
	return transfer, nil
}

var errNoOffer = errors.New("it names no offer (a bizTransaction " + transferURN("") +
	"…): receive it with pedigree tx receive")
