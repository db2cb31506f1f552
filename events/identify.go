package events

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"pedigree/gs1"
	"pedigree/record"
)

// itemOf reads an object's identifier, in any of the ways that EPCIS writes it: a pack, a
// container, a lot, or a product (GTIN alone).
func itemOf(uri string) (i record.Item, err error) {
	ai, key, qualifier, value, err := keyOf(uri)
	if err != nil {
		return i, err
	}
	switch ai {
	case "00":
		i.SSCC, err = gs1.ParseSSCC(key)
		return i, err
	case "01":
		if i.GTIN, err = gs1.ParseGTIN(key); err != nil {
			return i, err
		}
	default:
		return i, fmt.Errorf("%s names neither a pack, nor a lot, nor a container", uri)
	}
	switch qualifier {
	case "":
	case "21":
		if i.Serial, err = gs1.ParseSerial(value); err != nil {
			return i, err
		}
		i.Lot, err = lotBeside(uri)
	case "10":
		i.Lot, err = gs1.ParseLot(value)
	default:
		err = fmt.Errorf("%s: AI %s is not kept", uri, qualifier)
	}
	return i, err
}

// lotBeside reads the lot that a pack's Digital Link names, too: the ledger compares it with
// the pack's. An EPC URN names none.
func lotBeside(uri string) (lot gs1.Lot, err error) {
	said, err := url.PathUnescape(lotOfLink(strings.TrimSpace(uri)))
	if err == nil && said != "" {
		lot, err = gs1.ParseLot(said)
	}
	return lot, err
}

// thing is what an item names, without what it says about it.
func thing(i record.Item) record.Item {
	if i.Quantity = 0; !i.Serial.IsZero() {
		i.Lot = gs1.Lot{}
	}
	return i
}

// glnOf reads the identifier of a party or site. A place within a site (GLN extension)
// is none.
func glnOf(uri string) (gs1.GLN, error) {
	ai, key, qualifier, _, err := keyOf(uri)
	if err != nil {
		return gs1.GLN{}, err
	}
	if ai != "414" && ai != "417" || qualifier != "" {
		return gs1.GLN{}, fmt.Errorf("%s is no party or site", uri)
	}
	return gs1.ParseGLN(key)
}

var errNoKey = errors.New("no GS1 identifier")

func keyOf(uri string) (ai, key, qualifier, value string, err error) {
	link, ok := canonicalLink(strings.TrimSpace(uri))
	if !ok {
		return "", "", "", "", fmt.Errorf("%q: %w", uri, errNoKey)
	}
	steps := strings.Split(strings.TrimPrefix(link, linkStem), "/")
	if len(steps) == 4 {
		qualifier = steps[2]
		if value, err = url.PathUnescape(steps[3]); err != nil {
			return "", "", "", "", fmt.Errorf("%q: %w", uri, errNoKey)
		}
	}
	return steps[0], steps[1], qualifier, value, nil
}
