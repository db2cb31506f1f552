package scanner

import (
	"errors"
	"fmt"
	"io"

	"pedigree/gs1"
)

// LabelSymbol is the kind of symbol a label carries.
type LabelSymbol int

// Symbols: a QR code holds the GS1 Digital Link URI, a DataMatrix the element string.
const (
	QR LabelSymbol = iota
	DataMatrix
)

// LabelFormat is the file format of a label.
type LabelFormat int

// Formats. ZPL leaves drawing the symbol to the printer.
const (
	PNG LabelFormat = iota
	SVG
	PDF
	ZPL
)

// LabelOptions says how a label is drawn. The zero value is a QR code as PNG.
type LabelOptions struct {
	Symbol LabelSymbol
	Format LabelFormat
	// XDimension is the printed width of a module in millimetres; 0 means 0.38, the target
	// of GenSpecs table 6 for regulated healthcare. From 0.1 to 5.
	XDimension float64
	// ModulePixels is the width of a module in a PNG; 0 means 6. At most 40.
	ModulePixels int
}

// Errors of Render.
var (
	// ErrLabelTooLong means that the content does not fit the largest symbol.
	ErrLabelTooLong = errors.New("label does not fit a symbol")
	// ErrLabelOptions means options outside their documented range.
	ErrLabelOptions = errors.New("label options out of range")
	// ErrLabelEmpty means that the label says nothing.
	ErrLabelEmpty = errors.New("label has no content")
)

func (o LabelOptions) withDefaults() (LabelOptions, error) {
	if o.XDimension == 0 {
		o.XDimension = 0.38
	}
	if o.ModulePixels == 0 {
		o.ModulePixels = 6
	}
	switch {
	case !(o.XDimension >= 0.1 && o.XDimension <= 5):
		return o, fmt.Errorf("%w: X-dimension of %g mm", ErrLabelOptions, o.XDimension)
	case o.ModulePixels < 1 || o.ModulePixels > 40:
		return o, fmt.Errorf("%w: %d pixels per module", ErrLabelOptions, o.ModulePixels)
	case o.Symbol != QR && o.Symbol != DataMatrix:
		return o, fmt.Errorf("%w: symbol %d", ErrLabelOptions, o.Symbol)
	case o.Format < PNG || o.Format > ZPL:
		return o, fmt.Errorf("%w: format %d", ErrLabelOptions, o.Format)
	}
	return o, nil
}

// Render draws l with its human-readable text below (GenSpecs 4.14). stem is the address of
// the resolver before the "/01/" of a Digital Link; "" is GS1's own.
func Render(w io.Writer, l gs1.Label, stem string, o LabelOptions) error {
	o, err := o.withDefaults()
	if err != nil {
		return err
	}
	s, err := newSheet(l, stem, o.Symbol)
	if err != nil {
		return err
	}
	switch o.Format {
	case SVG:
		return s.writeSVG(w, o.XDimension)
	case PDF:
		return s.writePDF(w, o.XDimension)
	case ZPL:
		return s.writeZPL(w, o.XDimension)
	}
	return s.writePNG(w, o.XDimension, o.ModulePixels)
}
