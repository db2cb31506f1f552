package tests

import (
	"fmt"
	"strings"

	"pedigree/graphql/readmodel"
	"pedigree/gs1"
	"pedigree/record"
)

// records is a state, read. Reading it is itself a test: a record that cannot be
// read would stop every node.
type records struct {
	lots       map[string]*record.Lot // by key
	lotKeys    map[string]string      // gtin|ordinal -> key
	bounds     map[string]bool        // marks at the ends of ranges
	units      map[string]*record.Unit
	containers map[string]*record.Container
	holdings   map[string]*record.HoldingSealed
	transfers  map[string]*record.TransferSealed
	products   map[string]*record.Product
	numbers    map[string]gs1.Lot // by key of the ordinal
}

func readState(s state) (*records, error) {
	r := &records{lots: map[string]*record.Lot{}, lotKeys: map[string]string{}, bounds: map[string]bool{},
		units: map[string]*record.Unit{}, containers: map[string]*record.Container{},
		holdings:  map[string]*record.HoldingSealed{},
		transfers: map[string]*record.TransferSealed{}, products: map[string]*record.Product{},
		numbers: map[string]gs1.Lot{}}
	for key, v := range s {
		if err := r.read(key, v); err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
	}
	return r, nil
}

func (r *records) read(key string, v record.Value) (err error) {
	if kind := record.KindOf(key); (kind == "holding" || kind == "lotno") && record.IsBound(key) {
		r.bounds[key] = true
		_, err = record.DecodeBound(v)
		return err
	}
	switch record.KindOf(key) {
	case "unit":
		r.units[key], err = record.DecodeUnit(v)
	case "lot":
		r.lots[key], err = record.DecodeLot(v)
		if err == nil {
			l := r.lots[key].Sealed
			r.lotKeys[ordinalName(l.Product.String(), l.Ordinal)] = key
		}
	case "sscc":
		r.containers[key], err = record.DecodeContainer(v)
	case "holding":
		h, failed := record.DecodeHolding(v)
		if err = failed; err == nil {
			r.holdings[key] = h.Sealed
		}
	case "transfer":
		t, failed := record.DecodeTransfer(v)
		if err = failed; err == nil {
			r.transfers[key] = t.Sealed
		}
	case "product":
		r.products[key], err = record.DecodeProduct(v)
	case "lotno":
		n, failed := record.DecodeLotNumber(v)
		if err = failed; err == nil {
			r.numbers[key] = n.Sealed.Number
		}
	default:
		err = readOther(key, v)
	}
	return err
}

func readOther(key string, v record.Value) (err error) {
	switch record.KindOf(key) {
	case "party":
		_, err = record.DecodeParty(v)
	case "key":
		_, err = record.DecodeDeviceKey(v)
	case "prefix":
		_, err = record.DecodePrefix(v)
	case "recall":
		_, err = record.DecodeRecall(v)
	case "exception":
		_, err = record.DecodeException(v)
	case "case":
		_, err = record.DecodeCase(v)
	case "ack":
		_, err = record.DecodeAcknowledgement(v)
	case "alert":
		_, err = record.DecodeAlert(v)
	case "param":
		_, err = record.DecodeParam(v)
	case "log":
		_, err = record.DecodeLog(v)
	default:
		err = readGoverned(key, v)
	}
	return err
}

// productOf gives the GTIN in the key of a product, or of a number of its lots.
func productOf(key string) string { return strings.Split(key, "|")[1] }

func ordinalName(gtin string, ordinal uint64) string { return fmt.Sprint(gtin, "|", ordinal) }

// lotOf gives the key of a unit's or line's lot.
func (r *records) lotOf(gtin string, ordinal uint64) string {
	return r.lotKeys[ordinalName(gtin, ordinal)]
}

// lotOfHolding gives the key of the lot of which a key's site has something.
func lotOfHolding(key string) string {
	return "lot" + key[len("holding"):len(key)-len("|4000001000005")]
}

// lotKey names a lot as the read model does.
func lotKey(l *record.Lot) readmodel.LotKey {
	return readmodel.LotKey{GTIN: l.Sealed.Product.String(), Lot: l.Sealed.Number.String()}
}

// holdingOf gives the key of what a site has of a lot.
func holdingOf(lotKey string, site gs1.GLN) string {
	return "holding" + strings.TrimPrefix(lotKey, "lot") + "|" + site.String()
}
