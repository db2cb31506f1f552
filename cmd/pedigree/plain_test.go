package main

import (
	"bytes"
	"encoding/json"
	"testing"
)

// Whatever somebody was named, a terminal only shows it.
func TestNothingUnprintableIsPrinted(t *testing.T) {
	for in, want := range map[string]string{
		"Müller & Söhne\t阿斯利康\n": "Müller & Söhne\t阿斯利康\n",
		"a\x1b[2Jb":              `a\u001b[2Jb`,
		"a\u009b2Jb":             `a\u009b2Jb`,
		"a\u202eb\u200b":         `a\u202eb\u200b`,
		"a\rb\x00":               `a\u000db\u0000`,
		"a\U000e0041b":           `a\udb40\udc41b`,
		"a\xffb":                 `a\ufffdb`,
	} {
		for size := 1; size <= len(in); size++ { // in pieces of any size
			var out bytes.Buffer
			p := &plain{to: &out}
			for b := []byte(in); len(b) > 0; {
				n := min(size, len(b))
				if wrote, err := p.Write(b[:n]); wrote != n || err != nil {
					t.Fatal(wrote, err)
				}
				b = b[n:]
			}
			if out.String() != want {
				t.Errorf("%q in pieces of %d: %q, want %q", in, size, out.String(), want)
			}
		}
	}
}

// JSON means the same behind it.
func TestPlainKeepsJSON(t *testing.T) {
	const name = "x\u009b\u202e\U000e0041\u200d"
	var out bytes.Buffer
	if err := json.NewEncoder(&plain{to: &out}).Encode(name); err != nil {
		t.Fatal(err)
	}
	var got string
	if err := json.Unmarshal(out.Bytes(), &got); err != nil || got != name {
		t.Errorf("%q, %v: %s", got, err, out.Bytes())
	}
}
