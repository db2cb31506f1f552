package record_test

import (
	"bytes"
	"testing"

	"pedigree/record"
)

// Whatever arrives is refused, or has one spelling: encoding what was read gives
// the same bytes.

func FuzzDecodeTx(f *testing.F) {
	for _, v := range committed(f).Transactions[:8] {
		f.Add(unhex(v.Tx))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		tx, err := record.DecodeTx(b)
		if err != nil {
			return
		}
		payload := record.MustMarshal(tx.Order)
		if !bytes.Contains(b, payload) || !bytes.Contains(b, tx.Key[:]) ||
			!bytes.HasSuffix(b, tx.Signature[:]) || !bytes.HasSuffix(tx.SignedBytes(), payload) {
			t.Fatalf("%x is not made of what was read from it", b)
		}
		for _, c := range orderCases() {
			body := newOf(c.body)
			if record.Unmarshal(tx.Body, body) == nil && !bytes.Equal(record.MustMarshal(body), tx.Body) {
				t.Fatalf("body %x of %s has a second spelling", tx.Body, c.command)
			}
		}
	})
}

func FuzzDecodeValue(f *testing.F) {
	for i, d := range decoders() {
		for _, c := range valueCases() {
			if c.rule == d.rule {
				f.Add(uint8(i), c.value.Open, c.value.Sealed)
			}
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, open, sealed []byte) {
		all := decoders()
		in := record.Value{Open: open, Sealed: sealed}
		out, err := all[int(which)%len(all)].through(in)
		if err != nil {
			return
		}
		if !bytes.Equal(out.Open, open) || !bytes.Equal(out.Sealed, sealed) {
			t.Fatalf("%x %x was read, and written as %x %x", open, sealed, out.Open, out.Sealed)
		}
	})
}

func FuzzDecodeFact(f *testing.F) {
	for _, c := range factCases() {
		f.Add(c.fact.Encode())
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		fact, err := record.DecodeFact(b)
		if err != nil {
			return
		}
		if again := fact.Encode(); !bytes.Equal(again, b) {
			t.Fatalf("%x was read, and written as %x", b, again)
		}
		fields, err := record.FieldsOf(fact)
		if err != nil || !bytes.Equal(record.MustMarshal(fields), fact.Fields) {
			t.Fatalf("fields %x have a second spelling (%v)", fact.Fields, err)
		}
	})
}
