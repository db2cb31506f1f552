package record_test

import (
	"crypto/ed25519"
	"encoding/hex"
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"pedigree/gs1"
	"pedigree/record"
)

type codeVector struct {
	Number uint32 `json:"number"`
	Name   string `json:"name"`
	Rank   int    `json:"rank"` // lower is committed when several apply
}

func codeVectors() (out []codeVector) {
	for c := record.OK; c <= record.UntilTooFar; c++ {
		out = append(out, codeVector{uint32(c), c.String(), c.Rank()})
	}
	return out
}

func TestCodes(t *testing.T) {
	ranks := map[int]bool{}
	for _, c := range committed(t).Codes {
		if got, ok := record.ParseCode(c.Name); !ok || uint32(got) != c.Number || got.Rank() != c.Rank {
			t.Errorf("%s is %d, want %d", c.Name, got, c.Number)
		}
		if ranks[c.Rank] {
			t.Errorf("%s shares its rank", c.Name)
		}
		ranks[c.Rank] = true
	}
	if _, ok := record.ParseCode("Nonsense"); ok {
		t.Error("Nonsense is a code")
	}
	if got := record.Code(4_000).String(); got != "Code4000" {
		t.Errorf("an unknown code is called %s", got)
	}
	recalled := record.Refuse(record.RecalledGoods, "recalled")
	expired := record.Refuse(record.ExpiredGoods, "expired")
	if w := record.Worst(nil, expired, recalled); w != recalled {
		t.Errorf("of Expired and Recalled, %v is committed", w)
	}
	if record.Worst() != nil || record.Worst(nil, nil) != nil {
		t.Error("a refusal out of nothing")
	}
}

type keyVector struct {
	Kind   string   `json:"kind"`
	Inputs []string `json:"inputs"`
	Key    string   `json:"key"`
}

func keyVectors() []keyVector {
	kid := record.KIDOf(deviceKeyBytes())
	id := idOf("x")
	address := [20]byte{0: 0xab, 19: 0x01}
	odd := serial("%&'()*+,-./:;<=>?_!\"")
	in := func(s ...fmt.Stringer) (out []string) {
		for _, x := range s {
			out = append(out, x.String())
		}
		return out
	}
	return []keyVector{
		{"first", nil, record.KeyFirst}, {"last", nil, record.KeyLast},
		{"log", nil, record.KeyLogHead},
		{"party", in(acme()), record.PartyKey(acme())},
		{"key", in(kid), record.KeyKey(kid)},
		{"prefix", []string{"952110"}, record.PrefixKey("952110")},
		{"product", in(pills()), record.ProductKey(pills())},
		{"lot", in(pills(), pillsLot()), indexOf.LotKey(pills(), pillsLot())},
		{"lotno", []string{pills().String(), "1"}, record.LotNumberKey(pills(), 1)},
		{"lotno", []string{pills().String(), "9999999999"}, record.LotNumberKey(pills(), 9_999_999_999)},
		{"unit", in(pills(), serial("S001")), indexOf.UnitKey(pills(), serial("S001"))},
		{"unit", in(pills(), odd), indexOf.UnitKey(pills(), odd)},
		{"holding", in(pills(), pillsLot(), medcoSite()),
			indexOf.HoldingKey(pills(), pillsLot(), medcoSite())},
		{"holdings from", in(pills(), pillsLot()),
			record.HoldingPrefix(indexOf.LotKey(pills(), pillsLot())) + record.RangeFirst},
		{"holdings to", in(pills(), pillsLot()),
			record.HoldingPrefix(indexOf.LotKey(pills(), pillsLot())) + record.RangeLast},
		{"lots from", in(pills()), record.LotNumberPrefix(pills()) + record.RangeFirst},
		{"lots to", in(pills()), record.LotNumberPrefix(pills()) + record.RangeLast},
		{"sscc", append(in(pallet()), "0"), record.ContainerKey(pallet(), 0)},
		{"sscc", append(in(pallet()), "99"), record.ContainerKey(pallet(), 99)},
		{"transfer", []string{string(id)}, record.TransferKey(id)},
		{"recall", []string{string(id)}, record.RecallKey(id)},
		{"case", []string{string(id)}, record.CaseKey(id)},
		{"exception", []string{string(id)}, record.ExceptionKey(id)},
		{"alert", []string{string(id)}, record.AlertKey(id)},
		{"gov", []string{string(id)}, record.GovKey(id)},
		{"grant", []string{string(id)}, record.GrantKey(id)},
		{"validator", []string{hex.EncodeToString(address[:])}, record.ValidatorKey(address)},
		{"param", []string{"format"}, record.ParamKey("format")},
		{"upgrade", []string{"1000000"}, record.UpgradeKey(1_000_000)},
	}
}

func TestKeysKeepTheirPlace(t *testing.T) {
	for _, k := range keyVectors() {
		if len(k.Key) > 64 || k.Key < record.KeyFirst || k.Key > record.KeyLast {
			t.Errorf("key %q (%d bytes) lies outside the tree's bounds", k.Key, len(k.Key))
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[!"%-?A-Z_a-z]{1,20}`)
		a, b := lotNo(text.Draw(t, "lot")), lotNo(text.Draw(t, "other lot"))
		from := record.HoldingPrefix(indexOf.LotKey(pills(), a))
		mine := indexOf.HoldingKey(pills(), a, medcoSite())
		other := indexOf.HoldingKey(pills(), b, medcoSite())
		first, last := from+record.RangeFirst, from+record.RangeLast
		if mine <= first || mine >= last {
			t.Fatalf("holding of %s lies outside its range", a)
		}
		if a != b && other >= first && other < last {
			t.Fatalf("holding of lot %s lies in the range of %s", b, a)
		}
		if len(mine) != 49 || record.KindOf(mine) != "holding" {
			t.Fatalf("holding key %q", mine)
		}
	})
}

// derivedVector is a hash and what it is made of.
type derivedVector struct {
	What   string   `json:"what"`
	Rule   string   `json:"rule"`
	Inputs []string `json:"inputs"`
	Output string   `json:"output"`
}

func derivedVectors() []derivedVector {
	kid, tx := record.KIDOf(deviceKeyBytes()), hashOf("tx")
	var signature [64]byte
	copy(signature[:], ed25519.Sign(deviceKey(), []byte("salted")))
	key := pillsLotKey()
	one := record.NewHistory(key).Add(hashOf("first"))
	log := record.Log{}.Add(2, hashOf("data"))
	return []derivedVector{
		{"hash of a word, as used below", "SHA-256(text)", []string{"first"}, hashOf("first").String()},
		{"public key of the seed 00 01 … 1f", "RFC 8032", nil, hex.EncodeToString(deviceKeyBytes())},
		{"key id", "SHA-256(public key)[:8]",
			[]string{hex.EncodeToString(deviceKeyBytes())}, kid.String()},
		{"id", "SHA-256(kind | tx id hex | n)[:16]", []string{"transfer", tx.String(), "0"},
			string(record.NewID("transfer", tx, 0))},
		{"id", "SHA-256(kind | tx id hex | n)[:16]", []string{"alert", tx.String(), "12"},
			string(record.NewID("alert", tx, 12))},
		{"salt", "SHA-256(\"salt/1\" || signature || key)[:16]",
			[]string{hex.EncodeToString(signature[:]), key},
			fmt.Sprintf("%x", record.NewSalt(signature, key))},
		{"history without facts", "SHA-256(\"history/1\" || key)", []string{key},
			record.NewHistory(key).Head.String()},
		{"history of 1 fact", "SHA-256(head before || fact hash)",
			[]string{record.NewHistory(key).Head.String(), hashOf("first").String()}, one.Head.String()},
		{"history of 2 facts", "SHA-256(head before || fact hash)",
			[]string{one.Head.String(), hashOf("second").String()}, one.Add(hashOf("second")).Head.String()},
		{"log of 2 facts in one transaction", "SHA-256(32 zero bytes || data)",
			[]string{hashOf("data").String()}, log.Head.String()},
		{"log after a second transaction", "SHA-256(head before || data)",
			[]string{log.Head.String(), hashOf("more").String()}, log.Add(1, hashOf("more")).Head.String()},
	}
}

func TestDays(t *testing.T) {
	for unix, want := range map[int64]string{
		-1: "", 0: "", 86_399: "", 86_400: "1970-01-02", newYear - 1: "2026-12-31", newYear: "2027-01-01",
		math.MaxInt64: "9999-12-31", math.MinInt64: "",
	} {
		if got := record.DayOf(unix).String(); got != want {
			t.Errorf("DayOf(%d) = %q, want %q", unix, got, want)
		}
	}
	d := day("2026-12-31")
	if d.Past(newYear-1) || !d.Past(newYear) {
		t.Error("a pack expires at 00:00 UTC of the day after, not before and not later")
	}
	if record.DayFrom(must(gs1.ParseDate("1969-12-31"))) != 0 || record.DayFrom(gs1.Date{}) != 0 {
		t.Error("a date before 1970 has a day")
	}
}
