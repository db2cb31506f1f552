package record_test

import (
	"encoding/hex"
	"fmt"
)

// refusedValues changes one place of a good value each.
func refusedValues() (out []refusedVector) {
	row := func(owner string, held, packed int) []any { return []any{owner, held, packed, 0, 0, 0} }
	content := func(gtin string, lot int) []any { return []any{gtin, lot, 1} }
	rows := make([]any, 17)
	contents := make([]any, 257)
	for i := range rows {
		rows[i] = row(glnOf(i), 1, 0)
	}
	for i := range contents {
		contents[i] = content(pills().String(), i)
	}
	for _, c := range []struct {
		rule, reason string
		nth          int // of the vectors of this rule
		sealed       bool
		at           int
		to           any
	}{
		{"unit", "a status that nobody knows", 0, false, 3, 13},
		{"unit", "a hold flag that nobody knows", 0, false, 6, 3},
		{"unit", "a part of a whole pack", 0, false, 4, 1},
		{"unit", "three of three parts supplied", 2, false, 4, 3},
		{"unit", "no part of a part", 2, false, 4, 0},
		{"unit", "type 2", 0, false, 0, 2}, {"unit", "version 2", 0, false, 1, 2},
		{"unit", "a negative ordinal", 0, false, 2, -1},
		{"unit", "a salt of 15 bytes", 1, true, 0, make([]byte, 15)},
		{"unit", "a salt of 17 bytes", 1, true, 0, make([]byte, 17)},
		{"unit", "a parent that is no container", 1, true, 3, "unit|1"},
		{"unit", "an empty parent", 1, true, 3, ""},
		{"unit", "null for holds", 1, true, 5, nil},
		{"unit", "no owner", 1, true, 1, ""}, {"unit", "null for an owner", 1, true, 1, nil},
		{"unit", "an id that is none", 1, true, 7, "x"},
		{"lot", "recall class 4", 0, false, 8, []any{4, "patient"}},
		{"lot", "recall class 0", 0, false, 8, []any{0, "patient"}},
		{"lot", "a depth that nobody knows", 0, false, 8, []any{1, "hospital"}},
		{"lot", "a number for a bool", 0, false, 6, 1},
		{"lot", "a day after 9999-12-31", 0, false, 3, 2_932_897},
		{"lot", "a lot number of 21 characters", 0, true, 1, "123456789012345678901"},
		{"container", "a state that nobody knows", 0, false, 2, 2},
		{"container", "contents out of order", 0, true, 4,
			[]any{content(syrup().String(), 1), content(pills().String(), 1)}},
		{"container", "one content twice", 0, true, 4,
			[]any{content(syrup().String(), 1), content(syrup().String(), 1)}},
		{"container", "257 contents", 0, true, 4, contents},
		{"holding", "owners out of order", 0, true, 3,
			[]any{row(medco().String(), 1, 0), row(acme().String(), 1, 0)}},
		{"holding", "one owner twice", 0, true, 3,
			[]any{row(acme().String(), 1, 0), row(acme().String(), 1, 0)}},
		{"holding", "17 owners", 0, true, 3, rows},
		{"holding", "more packed than held", 0, true, 3, []any{row(acme().String(), 1, 2)}},
		{"transfer", "a state that nobody knows", 0, true, 1, 5},
		{"transfer", "more accepted and missing than offered", 0, true, 12, []any{[]any{
			pills().String(), 1, nil, nil, acme().String(), false, 10, 6, 5}}},
		{"transfer", "an empty GTIN for none", 0, true, 12, []any{[]any{
			"", 1, nil, nil, acme().String(), false, 10, 0, 0}}},
		{"party", "a role that nobody knows", 0, false, 6, []any{map[int]any{1: "duke"}}},
		{"party", "an empty parent for none", 0, false, 3, ""},
		{"key", "a window of 31 bytes", 0, false, 10, []any{1, make([]byte, 31)}},
		{"product", "markets out of order", 0, false, 9, []any{"DE", "AT"}},
		{"recall", "an empty lot key", 0, false, 2, ""},
		{"case", "subjects out of order", 0, true, 1, []any{"b", "a"}},
		{"alert", "parties out of order", 0, true, 6, []any{medco().String(), acme().String()}},
		{"gov", "null in the body", 0, true, 2, map[int]any{1: nil}},
		{"gov", "a body that is no map", 0, true, 2, []any{}},
		{"gov", "a float in the body", 0, true, 2, map[int]any{1: 1.5}},
		{"gov", "approvals out of order", 0, true, 5, []any{medco().String(), acme().String()}},
		{"param", "null", 0, false, 2, nil}, {"param", "text", 0, false, 2, "1"},
		{"param", "a float", 0, false, 2, 1.5}, {"param", "a list", 0, false, 2, []any{}},
		{"log", "a head of 31 bytes", 0, false, 3, make([]byte, 31)},
	} {
		v := nthValue(c.rule, c.nth)
		open, sealed := v.value.Open, v.value.Sealed
		part := &open
		if c.sealed {
			part = &sealed
		}
		list := generic(*part).([]any)
		list[c.at] = c.to
		*part = spell(list)
		out = append(out, refusedValue(c.rule, open, sealed, c.reason))
	}
	return append(out, refusedSpellings()...)
}

// refusedSpellings are values with a part too many, or written otherwise.
func refusedSpellings() (out []refusedVector) {
	for _, v := range valueCases() {
		if len(v.value.Sealed) == 0 && v.rule != "unit" {
			out = append(out, refusedValue(v.rule, v.value.Open, []byte{0x80},
				v.name+": a sealed part, which this type has not"))
		}
	}
	param, gov := nthValue("param", 0).value, nthValue("gov", 0).value
	out = append(out, refusedValue("param", append(param.Open[:3:3], 0x18, 0x01), nil,
		"a number that is longer than it need be"))
	tagged := generic(gov.Sealed).([]any)
	tagged[2] = map[int]any{1: 1}
	hidden := spell(tagged)
	for i := range hidden { // a1 01 01 becomes a1 01 c0 01: a tag inside of what is kept raw
		if i+3 <= len(hidden) && string(hidden[i:i+3]) == "\xa1\x01\x01" {
			b := append(append(append([]byte{}, hidden[:i+2]...), 0xc0), hidden[i+2:]...)
			out = append(out, refusedValue("gov", gov.Open, b, "a tag in the body"))
			break
		}
	}
	unit := nthValue("unit", 0).value
	out = append(out,
		refusedValue("unit", append(append([]byte{}, unit.Open...), 0), nil,
			"a byte after the open part"),
		refusedValue("unit", append([]byte{0x87}, unit.Open[1:len(unit.Open)-1]...), nil,
			"a field missing"),
		refusedValue("unit", append(append([]byte{0x89}, unit.Open[1:]...), 0), nil, "a field too many"),
		refusedValue("unit", nil, nil, "nothing at all"))
	return out
}

func refusedValue(rule string, open, sealed []byte, reason string) refusedVector {
	return refusedVector{What: "value", Rule: rule, Hex: hex.EncodeToString(open),
		Sealed: hex.EncodeToString(sealed), Reason: reason}
}

func nthValue(rule string, n int) valueCase {
	for _, v := range valueCases() {
		if v.rule == rule {
			if n == 0 {
				return v
			}
			n--
		}
	}
	panic("no value " + rule)
}

// glnOf makes the n-th GLN of a row, check digit and all.
func glnOf(n int) string {
	body := fmt.Sprintf("95211000%04d", n)
	sum := 0
	for i, c := range body {
		sum += int(c-'0') * (1 + 2*(i%2))
	}
	return body + fmt.Sprint((10-sum%10)%10)
}
