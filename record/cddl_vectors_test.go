package record_test

import (
	"math/rand/v2"
	"os"
	"testing"

	"pedigree/record"
)

func specification(t testing.TB) cddl {
	return parseCDDL(t, string(must(os.ReadFile("../docs/tx.cddl"))),
		string(must(os.ReadFile("../docs/state.cddl"))))
}

// ruledItem is a vector with its rule and with the Go decoder of the same thing.
type ruledItem struct {
	name, rule string
	item       []byte
	decode     func([]byte) error
}

func ruledItems(t testing.TB) (out []ruledItem) {
	v := committed(t)
	for _, c := range v.Transactions {
		out = append(out, ruledItem{c.Name, "tx", unhex(c.Tx), func(b []byte) error {
			tx, err := record.DecodeTx(b)
			if err == nil {
				err = record.Unmarshal(tx.Body, newBody(tx.Command))
			}
			return err
		}})
	}
	for _, c := range v.Bodies {
		out = append(out, ruledItem{c.Name, c.Rule, unhex(c.Hex), func(b []byte) error {
			return record.Unmarshal(b, newBody(c.Command))
		}})
	}
	for _, c := range v.Values {
		open, sealed := unhex(c.Open), unhex(c.Sealed)
		out = append(out, ruledItem{c.Name, c.Rule + "-open", open, func(b []byte) error {
			_, err := decoder(c.Rule)(record.Value{Open: b, Sealed: sealed})
			return err
		}})
		if len(sealed) > 0 {
			out = append(out, ruledItem{c.Name, c.Rule + "-sealed", sealed, func(b []byte) error {
				_, err := decoder(c.Rule)(record.Value{Open: open, Sealed: b})
				return err
			}})
		}
	}
	for _, c := range v.Facts {
		out = append(out, ruledItem{c.Name, "fact", unhex(c.Hex), func(b []byte) error {
			_, err := record.DecodeFact(b)
			return err
		}})
	}
	return out
}

func TestVectorsFollowTheCDDL(t *testing.T) {
	spec := specification(t)
	items := ruledItems(t)
	used := map[string]bool{}
	for _, c := range items {
		used[c.rule] = true
		if err := spec.check(c.rule, c.item); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	for _, c := range committed(t).Transactions {
		if err := spec.check("sig-structure", unhex(c.Signed)); err != nil {
			t.Errorf("%s: %v", c.Name, err)
		}
	}
	for _, d := range decoders() {
		sealed := spec[d.rule+"-sealed"] != nil
		if spec[d.rule+"-open"] == nil || !used[d.rule+"-open"] || sealed && !used[d.rule+"-sealed"] {
			t.Errorf("%s: no rule, or no vector that uses it", d.rule)
		}
	}
	t.Logf("%d rules, %d items", len(spec), len(items))
}

// What the Go types accept, the CDDL accepts too: damaged vectors show where the
// two would drift apart. (The CDDL alone accepts more: wrong check digits, lists
// out of order.)
func TestGoIsNoLaxerThanTheCDDL(t *testing.T) {
	spec := specification(t)
	random := rand.New(rand.NewPCG(1, 2))
	both, neither, goOnly := 0, 0, 0
	for _, c := range ruledItems(t) {
		if c.rule == "tx" {
			continue
		}
		for range 300 {
			b := spell(damage(random, generic(c.item)))
			inGo, inCDDL := c.decode(b) == nil, spec.check(c.rule, b) == nil
			switch {
			case inGo && !inCDDL:
				t.Fatalf("%s, %s: Go accepts what the CDDL does not: %s", c.rule, c.name, diagnose(b))
			case inGo:
				both++
			case inCDDL:
				goOnly++
			default:
				neither++
			}
		}
	}
	t.Logf("accepted by both %d, refused by both %d, refused by Go alone %d", both, neither, goOnly)
	if both == 0 || neither == 0 {
		t.Error("the damage is of one kind only")
	}
}

// damage changes one place of an item.
func damage(r *rand.Rand, v any) any {
	switch x := v.(type) {
	case []any:
		if len(x) > 0 && r.IntN(8) > 0 {
			out := append([]any{}, x...)
			i := r.IntN(len(x))
			out[i] = damage(r, x[i])
			return out
		}
		if len(x) > 0 && r.IntN(2) == 0 {
			return x[1:]
		}
		return append(append([]any{}, x...), scrap(r))
	case map[any]any:
		return damageMap(r, x)
	}
	return scrap(r)
}

func damageMap(r *rand.Rand, m map[any]any) any {
	out := map[any]any{}
	for k, v := range m {
		out[k] = v
	}
	key := uint64(1 + r.IntN(10))
	switch old, there := m[key]; {
	case there && r.IntN(3) == 0:
		delete(out, key)
	case there:
		out[key] = damage(r, old)
	default:
		out[key] = scrap(r)
	}
	return out
}

func scrap(r *rand.Rand) any {
	all := []any{nil, true, false, 0, 1, 2, 5, 13, -1, 2_932_897, uint64(1) << 40, "", "x", "ship",
		acme().String(), pills().String(), pallet().String(), string(idOf("x")), palletKey(), "patient",
		[]byte{}, make([]byte, 8), make([]byte, 16), make([]byte, 32), []any{}, map[int]any{},
		[]any{"a"}, []any{uint64(1), make([]byte, 32)}, map[int]any{1: "authority"}, 1.5}
	return all[r.IntN(len(all))]
}

// The refusal vectors that CDDL can tell are refused by it too.
func TestTheCDDLRefuses(t *testing.T) {
	spec := specification(t)
	told := 0
	vs := committed(t).Refused
	for _, v := range vs {
		rule := v.Rule
		if v.What == "value" {
			if v.Sealed != "" {
				continue
			}
			rule += "-open"
		}
		if spec.check(rule, unhex(v.Hex)) != nil {
			told++
		}
	}
	t.Logf("refused by the CDDL: %d of %d", told, len(vs))
	if told < 60 {
		t.Errorf("the CDDL refuses %d only", told)
	}
}
