package tests

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pedigree/abci/ledger"
	"pedigree/record"
)

// Numbers of refusals are hashed into block headers, and numbers of fields into
// orders: both are append only. A line that changes here is a new chain.
func TestNumbersNeverChange(t *testing.T) {
	var codes strings.Builder
	for c := record.Code(0); c.String() != fmt.Sprintf("Code%d", uint32(c)); c++ {
		fmt.Fprintf(&codes, "%d %s\n", uint32(c), c)
	}
	golden(t, "testdata/codes.golden", codes.String())

	var commands strings.Builder
	for _, name := range slices.Sorted(slices.Values(ledger.Names())) {
		for _, f := range fieldsOf(reflect.TypeOf(ledger.New(name).Body()).Elem()) {
			fmt.Fprintf(&commands, "%s %s\n", name, f)
		}
	}
	golden(t, "testdata/commands.golden", commands.String())
}

// fieldsOf lists number, JSON name and type of a body's fields, those of bodies
// inside of it too.
func fieldsOf(t reflect.Type) (fields []string) {
	for i := range t.NumField() {
		f := t.Field(i)
		number, _, _ := strings.Cut(f.Tag.Get("cbor"), ",")
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Name == "_" {
			continue
		}
		fields = append(fields, fmt.Sprintf("%s %s %s", number, name, f.Type))
		inner := f.Type
		if inner.Kind() == reflect.Slice || inner.Kind() == reflect.Pointer {
			inner = inner.Elem()
		}
		if inner.Kind() != reflect.Struct || !strings.HasSuffix(inner.PkgPath(), "/record") {
			continue
		}
		for _, x := range fieldsOf(inner) {
			fields = append(fields, fmt.Sprintf("%s %s.%s", number, name, x))
		}
	}
	return fields
}
