package gs1

import (
	"encoding/hex"
	"fmt"
	"testing"
)

func TestVectorsDigitalLink(t *testing.T) {
	runVectors(t, "digitallink/digitallink.jsonl", func(v vector) error {
		switch v.Kind {
		case "parseDLuri":
			elements, err := v.dialect().link(v.Input)
			if err != nil || !v.OK {
				return expectOK(err, v.OK)
			}
			return expect(carets(elements), *v.Elements)
		case "generateDLuri":
			return checkGenerate(v)
		case "uriUnescape":
			if err := expect(unescape(v.Input, false), orHex(v.Path, v.PathHex)); err != nil {
				return err
			}
			return expect(unescape(v.Input, true), orHex(v.Query, v.QueryHex))
		case "uriEscape":
			if err := expect(escape(v.Input, false), *v.Path); err != nil {
				return err
			}
			return expect(escape(v.Input, true), *v.Query)
		case "dlPathSequence":
			e := lookupEntry(v.Sequence[0])
			return expect(e != nil && e.isKey() && e.pathFits(v.Sequence[1:]), v.OK)
		}
		return fmt.Errorf("unknown kind %q", v.Kind)
	})
}

func checkGenerate(v vector) error {
	elements, err := v.dialect().bracketed(v.Input)
	if err != nil {
		return err
	}
	stem := ""
	if v.Stem != nil {
		stem = *v.Stem
	}
	uri, refusal := formatLink(stem, elements)
	if refusal != nil || !v.OK {
		return expect(refusal == nil, v.OK)
	}
	return expect(uri, *v.URI)
}

func orHex(text *string, digits string) string {
	if text != nil {
		return *text
	}
	b, _ := hex.DecodeString(digits)
	return string(b)
}
