package record_test

import (
	"encoding/hex"
	"errors"
	"fmt"
	"testing"

	"github.com/fxamacker/cbor/v2"

	"pedigree/record"
)

// refusedVector is what a decoder has to refuse.
type refusedVector struct {
	What   string `json:"what"` // tx, body, value, fact
	Rule   string `json:"rule"`
	Hex    string `json:"hex"`              // of a value: its open part
	Sealed string `json:"sealed,omitempty"` // of a value: its sealed part
	Reason string `json:"reason"`
}

func refusedVectors() (out []refusedVector) {
	out = append(out, refusedBodies()...)
	out = append(out, refusedTxs()...)
	out = append(out, refusedValues()...)
	return append(out, refusedFacts()...)
}

func refusedBodies() (out []refusedVector) {
	const prefix, party = "0166393532313130", "026d39353231313030303030303137"
	const kid = "0148003d28b5d1b0ff5f"
	const id = "01782030303030303030303030303030303030" + "30303030303030303030303030303030"
	const pack, site = "016e3039353231313030303031303037", "016d39353231313030303030303137"
	for _, c := range []struct{ command, hex, reason string }{
		{"grant-prefix", "bf" + prefix + party + "ff", "indefinite length map"},
		{"grant-prefix", "a201" + "7f66393532313130ff" + party, "indefinite length text"},
		{"grant-prefix", "a2" + "1801" + prefix[2:] + party, "a key that is longer than it need be"},
		{"grant-prefix", "a201" + "7806" + prefix[4:] + party, "a length that is longer than it need be"},
		{"grant-prefix", "b802" + prefix + party, "a map head that is longer than it need be"},
		{"grant-prefix", "a2" + party + prefix, "keys out of order"},
		{"grant-prefix", "a3" + prefix + party + party, "a double key"},
		{"grant-prefix", "a3" + prefix + party + "0300", "an unknown key"},
		{"grant-prefix", "a3" + prefix + party + "616100", "a text key"},
		{"grant-prefix", "a1" + prefix, "a missing key"},
		{"grant-prefix", "a2" + prefix + party + "00", "a byte after the item"},
		{"grant-prefix", "a2" + prefix + party[:20], "cut off"},
		{"grant-prefix", "", "empty"},
		{"grant-prefix", "a201" + "46393532313130" + party, "bytes where text belongs"},
		{"grant-prefix", "a201" + "66ff3532313130" + party, "text that is not UTF-8"},
		{"grant-prefix", "a201" + "f6" + party, "null where no type names it"},
		{"grant-prefix", "a201" + "f7" + party, "undefined"},
		{"grant-prefix", "a201" + "fa3f800000" + party, "a float"},
		{"grant-prefix", "a201" + "e0" + party, "an unknown simple value"},
		{"grant-prefix", "a201" + "c0" + prefix[2:] + party, "a tag"},
		{"grant-prefix", "a201" + "c24101" + party, "a bignum"},
		{"grant-prefix", "a2" + prefix + "0260", "an empty GLN"},
		{"grant-prefix", "a2" + prefix + "026d39353231313030303030303138",
			"a GLN with a wrong check digit"},
		{"grant-prefix", "82" + prefix[2:] + party[2:], "an array where a map belongs"},
		{"revoke-key", "a20147003d28b5d1b0ff" + "026178", "a key id of seven bytes"},
		{"revoke-key", "a20149003d28b5d1b0ff5f00" + "026178", "a key id of nine bytes"},
		{"revoke-key", "a2" + kid + "0260", "an empty text that has to be left out"},
		{"close-lot", "a3" + pack + "026141" + "0300", "a zero that has to be left out"},
		{"receive", "a2" + id + "02f4", "a false that has to be left out"},
		{"receive", "a2" + id + "0380", "an empty list that has to be left out"},
		{"receive", "a101" + "7820" + "41" + id[8:], "an id with a capital letter"},
		{"receive", "a1016130", "an id that is too short"},
		{"dispense", "a2" + pack + "085820" + zeros(32),
			"a hash of zeros that has to be left out"},
		{"dispense", "a2" + pack + "041a002cc0a1", "a day after 9999-12-31"},
		{"dispense", "a2" + pack + "0420", "a negative day"},
		{"dispense", "a3" + pack + "026153" + "2100", "a negative key"},
		{"dispense", "a2016d39353231313030303031303037" + "026153", "a GTIN of 13 digits"},
		{"add-serials", "a3" + pack + "026141" + "03816120",
			"a serial with a space, outside character set 82"},
		{"add-serials", "a3" + pack + "026141" + "038160", "an empty serial"},
		{"authorize", "a4" + site + "026141" + "03624445" + "0581a1016464756b65",
			"a role that nobody knows"},
	} {
		out = append(out, refusedVector{What: "body", Rule: c.command, Hex: c.hex, Reason: c.reason})
	}
	return out
}

func zeros(n int) string { return hex.EncodeToString(make([]byte, n)) }

func refusedTxs() (out []refusedVector) {
	order := func(change func(m map[any]any)) []byte {
		m := generic(record.MustMarshal(orderOf(orderCases()[2], 1))).(map[any]any)
		change(m)
		return spell(m)
	}
	protected := func(alg int, kid []byte) []byte { return spell(map[int]any{1: alg, 4: kid}) }
	same := func(map[any]any) {}
	head := protected(-19, make([]byte, 8))
	sig := make([]byte, 64)
	cose := func(parts ...any) []byte { return append([]byte{0xd2}, spell(parts)...) }
	free := map[int]any{}
	add := func(reason string, b []byte) {
		out = append(out, refusedVector{What: "tx", Rule: "tx", Hex: hex.EncodeToString(b),
			Reason: reason})
	}
	good := cose(head, free, order(same), sig)
	add("no tag", good[1:])
	add("the tag in two bytes", append([]byte{0xd8, 0x12}, good[1:]...))
	add("another tag", append([]byte{0xd1}, good[1:]...))
	add("a byte after it", append(good[:len(good):len(good)], 0))
	add("an unprotected header", cose(head, map[int]any{4: []byte{1}}, order(same), sig))
	add("three parts", cose(head, free, order(same)))
	add("a signature of 63 bytes", cose(head, free, order(same), sig[:63]))
	add("null for the payload", cose(head, free, nil, sig))
	add("algorithm EdDSA (-8)", cose(protected(-8, make([]byte, 8)), free, order(same), sig))
	add("no key id", cose(spell(map[int]any{1: -19}), free, order(same), sig))
	add("a key id of four bytes", cose(protected(-19, make([]byte, 4)), free, order(same), sig))
	add("a further protected header", cose(
		spell(map[int]any{1: -19, 3: "x", 4: make([]byte, 8)}), free, order(same), sig))
	add("sequence 0", cose(head, free, order(func(m map[any]any) { m[uint64(2)] = 0 }), sig))
	add("no chain id", cose(head, free, order(func(m map[any]any) { delete(m, uint64(1)) }), sig))
	add("a sixth field", cose(head, free, order(func(m map[any]any) { m[uint64(6)] = 0 }), sig))
	add("a body that is a list", cose(head, free, order(func(m map[any]any) {
		m[uint64(5)] = []any{}
	}), sig))
	add("null in the body", cose(head, free, order(func(m map[any]any) {
		m[uint64(5)] = map[int]any{1: nil}
	}), sig))
	add("a body of six levels", cose(head, free, order(func(m map[any]any) {
		m[uint64(5)] = map[int]any{1: []any{[]any{[]any{[]any{[]any{}}}}}}
	}), sig))
	add("a float in the body", cose(head, free, order(func(m map[any]any) {
		m[uint64(5)] = map[int]any{99: 1.5}
	}), sig))
	empty := order(func(m map[any]any) { m[uint64(5)] = free })
	for _, c := range rawBodies() { // no type looks at them yet
		payload := append(empty[:len(empty)-1:len(empty)-1], unhex(c.hex)...)
		add(c.reason+" in the body", cose(head, free, payload, sig))
	}
	return out
}

// rawBodies are bodies that a decoder refuses before it knows their command.
func rawBodies() []struct{ hex, reason string } {
	return []struct{ hex, reason string }{
		{"a202010101", "keys out of order"},
		{"a201010102", "a double key"},
		{"a1616101", "a text key"},
		{"a12001", "a negative key"},
		{"a10161ff", "text that is not UTF-8"},
		{"a101f7", "undefined"},
		{"a101e0", "an unknown simple value"},
		{"a101f820", "an unknown simple value of two bytes"},
		{"a101c101", "a tag"},
		{"a101c24101", "a bignum"},
		{"a1019fff", "an indefinite length"},
		{"a1011800", "a number that is longer than it need be"},
		{"a101190001", "a number that is longer by two bytes"},
		{"a1011a00000001", "a number that is longer by four bytes"},
		{"a1011b0000000000000001", "a number that is longer by eight bytes"},
		{"a101fb3ff0000000000000", "a float of eight bytes"},
	}
}

func refusedFacts() (out []refusedVector) {
	base := factOf("recall", record.LotRecalled{ID: idOf("recall"), GTIN: pills(), Lot: pillsLot(),
		Class: 1, Depth: "patient", Reason: "wrong leaflet"}, "a", "b").Encode()
	for _, c := range []struct {
		reason string
		at     int
		to     any
	}{
		{"version 2", 0, 2}, {"an index of 33 bits", 2, uint64(1) << 32}, {"a short tx id", 5, []byte{1}},
		{"a party without a site", 7, nil}, {"a site without a party", 6, nil},
		{"subjects out of order", 9, []any{"b", "a"}}, {"a subject twice", 9, []any{"a", "a"}},
		{"an empty subject", 9, []any{""}}, {"subjects null", 9, nil},
		{"a subject of 65 bytes", 9, []any{fmt.Sprintf("%065d", 0)}},
		{"an unknown command", 8, "sell"}, {"fields of another command", 8, "authorize"},
		{"null for fields", 10, nil}, {"an unknown field", 10, map[int]any{99: 1}},
		{"a negative time", 4, -1},
	} {
		list := generic(base).([]any)
		list[c.at] = c.to
		out = append(out, refusedVector{What: "fact", Rule: "fact", Hex: hex.EncodeToString(spell(list)),
			Reason: c.reason})
	}
	return out
}

// generic reads CBOR without knowing what it means; spell writes it again.
func generic(b []byte) (v any) {
	if err := cbor.Unmarshal(b, &v); err != nil {
		panic(err)
	}
	return v
}

func spell(v any) []byte {
	return must(must(cbor.CoreDetEncOptions().EncMode()).Marshal(v))
}

func TestRefused(t *testing.T) {
	reasons := map[string]bool{}
	for _, v := range committed(t).Refused {
		name := v.Rule + ": " + v.Reason
		if reasons[name] {
			t.Errorf("%s: there twice", name)
		}
		reasons[name] = true
		if err := decodeAny(v); err == nil {
			t.Errorf("%s was accepted: %s %s", name, v.Hex, v.Sealed)
		}
	}
	t.Logf("refusal vectors: %d", len(reasons))
}

func decodeAny(v refusedVector) error {
	b := unhex(v.Hex)
	switch v.What {
	case "tx":
		_, err := record.DecodeTx(b)
		if err != nil && !errors.Is(err, record.ErrEnvelope) {
			return nil
		}
		return err
	case "fact":
		_, err := record.DecodeFact(b)
		return err
	case "body":
		for _, c := range orderCases() {
			if c.rule == v.Rule {
				return record.Unmarshal(b, newOf(c.body))
			}
		}
		panic("no body " + v.Rule)
	}
	_, err := decoder(v.Rule)(record.Value{Open: b, Sealed: unhex(v.Sealed)})
	if err != nil && !errors.Is(err, record.ErrValue) {
		return nil
	}
	return err
}
