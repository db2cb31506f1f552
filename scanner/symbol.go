package scanner

import "errors"

// Symbology identifiers that Decode hands out (ISO/IEC 15424; GS1 General Specifications,
// figure 5.1.2-3). Others, such as ]d4 for a DataMatrix with ECI, are passed on as read.
const (
	GS1DataMatrix   = "]d2"
	PlainDataMatrix = "]d1"
	GS1QRCode       = "]Q3"
	PlainQRCode     = "]Q1"
)

// Refusals of Decode. All of them mean that nothing was read.
var (
	// ErrNotAnImage means the bytes are not a whole PNG or JPEG picture.
	ErrNotAnImage = errors.New("not a PNG or JPEG picture")
	// ErrTooLarge means more than LimitBytes bytes or LimitPixels pixels.
	ErrTooLarge = errors.New("picture is too large")
	// ErrNoSymbol means that no QR code or DataMatrix could be read in the picture.
	ErrNoSymbol = errors.New("no QR code or DataMatrix found in the picture")
	// ErrTwoSymbols is what Single answers when the picture shows more than one content.
	ErrTwoSymbols = errors.New("the picture shows more than one code")
)

// A Symbol is one QR code or DataMatrix read from a picture.
type Symbol struct {
	// Symbology is the symbology identifier, for example "]d2"; it is not part of Text.
	Symbology string
	// Text is the content. Function characters between element strings are GS (0x1D);
	// the FNC1 in first position is told by Symbology only.
	Text string
	// Bytes is the content as bytes, before any character set was guessed, where the symbol
	// holds bytes outside ASCII; otherwise it equals Text.
	Bytes []byte
}

// GS1 tells whether the symbol carries GS1 element strings: FNC1 in first position.
func (s Symbol) GS1() bool {
	switch s.Symbology {
	case GS1DataMatrix, GS1QRCode, "]d5", "]Q4":
		return true
	}
	return false
}

// Scan is the symbol as a hand scanner sends it: symbology identifier, then text.
func (s Symbol) Scan() string { return s.Symbology + s.Text }

// Single returns the only symbol of a picture. ErrTwoSymbols means that someone has to choose.
func Single(symbols []Symbol) (Symbol, error) {
	switch len(symbols) {
	case 0:
		return Symbol{}, ErrNoSymbol
	case 1:
		return symbols[0], nil
	}
	return Symbol{}, ErrTwoSymbols
}
