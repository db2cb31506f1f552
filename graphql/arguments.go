package graphql

import (
	"strconv"

	"pedigree/graphql/readmodel"
	"pedigree/gs1"
)

// arguments are what a field was given, as the executor read it.
type arguments map[string]any

func (a arguments) text(name string) string {
	s, _ := a[name].(string)
	return s
}

// input reads an input object; an absent one is empty.
func (a arguments) input(name string) arguments {
	given, _ := a[name].(map[string]any)
	return given
}

// number reads a 64-bit number that travels as text; absent is 0.
func (a arguments) number(name string) (uint64, error) {
	return parseNumber(name, a.text(name))
}

func parseNumber(name, s string) (uint64, error) {
	if s == "" {
		return 0, nil
	}
	n, err := strconv.ParseUint(s, 10, 63)
	if err != nil {
		return 0, refused(codeBadInput, "%s is a whole number in decimal digits", name)
	}
	return n, nil
}

// parsed reads an identifier; absent gives the zero value.
func parsed[T any](name, s string, parse func(string) (T, error)) (v T, err error) {
	if s == "" {
		return v, nil
	}
	if v, err = parse(s); err != nil {
		return v, refused(codeBadInput, "%s: %v", name, err)
	}
	return v, nil
}

// lotKey reads gtin and lot, both required.
func (a arguments) lotKey() (k readmodel.LotKey, err error) {
	gtin, err := gs1.ParseGTIN(a.text("gtin"))
	if err != nil {
		return k, refused(codeBadInput, "gtin: %v", err)
	}
	lot, err := gs1.ParseLot(a.text("lot"))
	if err != nil {
		return k, refused(codeBadInput, "lot: %v", err)
	}
	return readmodel.LotKey{GTIN: gtin.String(), Lot: lot.String()}, nil
}

// filter reads an EventFilter.
func (a arguments) filter() (f readmodel.Filter, err error) {
	in := a.input("filter")
	gtin, err := parsed("gtin", in.text("gtin"), gs1.ParseGTIN)
	if err != nil {
		return f, err
	}
	lot, err := parsed("lot", in.text("lot"), gs1.ParseLot)
	if err != nil {
		return f, err
	}
	serial, err := parsed("serial", in.text("serial"), gs1.ParseSerial)
	if err != nil {
		return f, err
	}
	party, err := parsed("party", in.text("party"), gs1.ParseGLN)
	if err != nil {
		return f, err
	}
	if gtin.IsZero() && !(lot.IsZero() && serial.IsZero()) {
		return f, refused(codeBadInput, "a lot or serial means something only together with its gtin")
	}
	f = readmodel.Filter{GTIN: gtin.String(), Lot: lot.String(), Serial: serial.String(),
		Party: party.String(), Command: in.text("command"), BizStep: in.text("bizStep")}
	if f.FromHeight, err = in.number("fromHeight"); err != nil {
		return f, err
	}
	f.ToHeight, err = in.number("toHeight")
	return f, err
}
