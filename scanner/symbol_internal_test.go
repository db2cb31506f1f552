package scanner

import (
	"testing"

	"github.com/makiuchi-d/gozxing/datamatrix/decoder"
)

// The codewords are those of ISO/IEC 16022, table 2: character + 1, two digits + 130, 232 FNC1.
func TestDataMatrixIsGS1OnlyByItsFirstCodeword(t *testing.T) {
	for _, c := range []struct {
		name      string
		codewords []byte
		symbology string
		text      string
	}{
		{"plain", []byte{'A' + 1, 'B' + 1}, PlainDataMatrix, "AB"},
		{"FNC1 first", []byte{232, 131, 'A' + 1}, GS1DataMatrix, "01A"},
		{"FNC1 first and between", []byte{232, 140, 'A' + 1, 232, 151}, GS1DataMatrix,
			"10A\x1d21"},
		{"GS character between", []byte{232, 140, 'A' + 1, 30, 151}, GS1DataMatrix,
			"10A\x1d21"},
		{"GS character first", []byte{30, 131, 'A' + 1}, PlainDataMatrix, "\x1d01A"},
		{"GS character first, FNC1 fifth", []byte{30, 'A' + 1, 'B' + 1, 'C' + 1, 232, 131},
			PlainDataMatrix, "\x1dABC\x1d01"},
		{"FNC1 fifth", []byte{'A' + 1, 'B' + 1, 'C' + 1, 'D' + 1, 232}, PlainDataMatrix,
			"ABCD\x1d"},
		{"FNC1 second", []byte{'A' + 1, 232, 131}, "]d3", "A\x1d01"},
		{"upper shift", []byte{235, 'i' + 1}, PlainDataMatrix, "é"},
	} {
		r, err := decoder.DecodedBitStreamParser_decode(c.codewords)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		s := fromDecoder("]d", r)
		if s.Symbology != c.symbology || s.Text != c.text {
			t.Errorf("%s: %s %q, want %s %q", c.name, s.Symbology, s.Text, c.symbology, c.text)
		}
		if s.GS1() != (c.symbology == GS1DataMatrix) {
			t.Errorf("%s: GS1 is %v", c.name, s.GS1())
		}
	}
}
