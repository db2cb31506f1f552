package record

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"pedigree/gs1"
)

// ErrInvalid marks bytes of the right form that say something impossible: an
// identifier that is there but empty, a status without a meaning, rows out of
// order. Such bytes are never accepted: a pack of a status that this release
// does not know must not pass for a good one.
var ErrInvalid = errors.New("not a possible value")

func invalid(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrInvalid, fmt.Sprintf(format, args...))
}

// A type with its own rule says so beside the type; checkValid asks it wherever it
// stands. state.cddl states these rules as far as CDDL can.
type ruled interface{ valid() error }

// checkValid walks what a pointer leads to and asks each part for its rule. Absence has
// one spelling only, a missing key or null, so an empty identifier is refused.
func checkValid(v reflect.Value) error {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return nil
		}
		if v.CanInterface() {
			if err := askRule(v.Interface()); err != nil {
				return err
			}
		}
		return checkValid(v.Elem())
	case reflect.Slice, reflect.Array:
		return checkElements(v)
	case reflect.Struct:
		return checkFields(v)
	}
	return nil
}

// askRule asks the value behind a pointer for its rule.
func askRule(of any) error {
	switch x := of.(type) {
	case *gs1.GTIN, *gs1.GLN, *gs1.Lot, *gs1.Serial, *gs1.SSCC:
		if v := reflect.ValueOf(x).Elem(); v.IsZero() {
			return invalid("an empty %s", v.Type().Name())
		}
	case ruled:
		return x.valid()
	}
	return nil
}

func checkElements(v reflect.Value) error {
	if ruleless(v.Type().Elem()) {
		return nil
	}
	for i := range v.Len() {
		if err := checkValid(v.Index(i).Addr()); err != nil {
			return err
		}
	}
	return nil
}

func checkFields(v reflect.Value) error {
	for i := range v.NumField() {
		if ruleless(v.Field(i).Type()) {
			continue
		}
		f := v.Type().Field(i)
		tag := f.Tag.Get("cbor")
		if tag == "-" || f.Name == "_" || !f.IsExported() && !f.Anonymous {
			continue
		}
		if v.Field(i).IsZero() && strings.Contains(tag, "omitzero") {
			continue
		}
		if err := checkValid(v.Field(i).Addr()); err != nil {
			return err
		}
	}
	return nil
}

// ruleless says that a type is Go's own: nothing in it can have a rule.
func ruleless(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Struct, reflect.Pointer, reflect.Interface:
		return false
	case reflect.Slice, reflect.Array:
		return t.PkgPath() == "" && ruleless(t.Elem())
	}
	return t.PkgPath() == ""
}

// ascending says whether each element is before the next.
func ascending[T any](list []T, before func(a, b *T) bool) bool {
	for i := 1; i < len(list); i++ {
		if !before(&list[i-1], &list[i]) {
			return false
		}
	}
	return true
}

func ascendingText(list []string) bool {
	return ascending(list, func(a, b *string) bool { return *a < *b })
}

func ascendingGLN(list []gs1.GLN) bool {
	return ascending(list, func(a, b *gs1.GLN) bool { return a.String() < b.String() })
}
