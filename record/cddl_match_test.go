package record_test

import (
	"math/big"
	"regexp"

	"github.com/fxamacker/cbor/v2"
)

// fits says whether a decoded item is of a type.
func (s cddl) fits(n *cddlNode, v any) bool {
	switch n.kind {
	case "name":
		return s.fitsName(n.text, v)
	case "choice":
		for _, c := range n.parts {
			if s.fits(c, v) {
				return true
			}
		}
		return false
	case "int", "range":
		i := cddlInt(v)
		return i != nil && i.Cmp(n.low) >= 0 && i.Cmp(n.hi) <= 0
	case "text":
		return v == n.text
	case "bytes":
		b, ok := v.([]byte)
		return ok && string(b) == n.text
	case "tag":
		t, ok := v.(cbor.Tag)
		return ok && n.text == new(big.Int).SetUint64(t.Number).String() && s.fits(n.parts[0], t.Content)
	case "control":
		return s.fits(n.parts[0], v) && s.controls(n.text, n.parts[1], v)
	case "array":
		list, ok := v.([]any)
		return ok && s.any(n.group, func(e cddlEntries) bool { return s.fitsArray(e, list) })
	case "map":
		m, ok := v.(map[any]any)
		return ok && s.any(n.group, func(e cddlEntries) bool { return s.fitsMap(e, m) })
	}
	panic("cddl: a " + n.kind + " is no type")
}

func (s cddl) any(group []cddlEntries, fits func(cddlEntries) bool) bool {
	for _, entries := range s.flat(group) {
		if fits(entries) {
			return true
		}
	}
	return false
}

func (s cddl) fitsName(name string, v any) (ok bool) {
	switch name {
	case "any":
		return true
	case "uint":
		i := cddlInt(v)
		return i != nil && i.Sign() >= 0
	case "tstr":
		_, ok = v.(string)
	case "bstr":
		_, ok = v.([]byte)
	case "bool":
		_, ok = v.(bool)
	case "true":
		return v == true
	case "nil":
		return v == nil
	default:
		if s[name] == nil {
			panic("cddl: no rule " + name)
		}
		return s.fits(s[name], v)
	}
	return ok
}

func (s cddl) controls(op string, arg *cddlNode, v any) bool {
	switch op {
	case ".size":
		var size int
		switch x := v.(type) {
		case string:
			size = len(x)
		case []byte:
			size = len(x)
		}
		return s.fits(arg, uint64(size))
	case ".regexp":
		return regexp.MustCompile(`^(?:` + arg.text + `)$`).MatchString(v.(string))
	case ".cbor":
		var inner any
		return cbor.Unmarshal(v.([]byte), &inner) == nil && s.fits(arg, inner)
	}
	panic("cddl: control " + op)
}

// fitsArray takes as many elements for each entry as will fit.
func (s cddl) fitsArray(entries cddlEntries, list []any) bool {
	for _, e := range entries {
		n := 0
		for n < e.max && n < len(list) && s.fits(e.value, list[n]) {
			n++
		}
		if n < e.min {
			return false
		}
		list = list[n:]
	}
	return len(list) == 0
}

func (s cddl) fitsMap(entries cddlEntries, m map[any]any) bool {
	taken := 0
	for _, e := range entries {
		n := 0
		for k, v := range m {
			if !s.fits(e.key, k) {
				continue
			}
			if !s.fits(e.value, v) {
				return false
			}
			n++
		}
		if n < e.min || n > e.max {
			return false
		}
		taken += n
	}
	return taken == len(m)
}

func cddlInt(v any) *big.Int {
	switch x := v.(type) {
	case uint64:
		return new(big.Int).SetUint64(x)
	case int64:
		return big.NewInt(x)
	}
	return nil
}
