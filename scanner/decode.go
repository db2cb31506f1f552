package scanner

import (
	"io"

	"github.com/makiuchi-d/gozxing"
)

// attemptBudget bounds the reader runs spent on one picture. An honest picture needs a few;
// a picture without a symbol uses them all.
const attemptBudget = 160

// Decode reads every QR code and DataMatrix it can find in a PNG or JPEG picture. Different
// contents in one picture are all returned, in no order that means anything, and the caller
// asks which one was meant; the same content is returned once.
// Errors: ErrTooLarge, ErrNotAnImage, ErrNoSymbol, or what reading r answered.
func Decode(r io.Reader) ([]Symbol, error) {
	picture, err := open(r)
	if err != nil {
		return nil, err
	}
	s := search{budget: attemptBudget}
	for _, v := range views {
		if s.budget <= 0 {
			break
		}
		if seen := v.look(picture); seen != nil {
			s.read(seen)
		}
		if len(s.found) > 0 {
			return s.found, nil
		}
	}
	return nil, ErrNoSymbol
}

// A search gathers the symbols of one picture.
type search struct {
	budget int
	found  []Symbol
}

// read runs every reader on one view, also after one has answered: there may be a second
// symbol, and taking the first for the only one would judge the wrong pack.
func (s *search) read(view *raster) {
	source := newLuminance(view)
	for _, binarizer := range []gozxing.Binarizer{
		gozxing.NewHybridBinarizer(source),
		gozxing.NewGlobalHistgramBinarizer(source),
	} {
		bitmap, err := gozxing.NewBinaryBitmap(binarizer)
		if err != nil {
			continue
		}
		for _, read := range readers {
			if s.budget--; s.budget < 0 {
				return
			}
			for _, symbol := range attempt(read, view, bitmap) {
				s.add(symbol)
			}
		}
	}
}

func (s *search) add(symbol Symbol) {
	for _, f := range s.found {
		if f.Symbology == symbol.Symbology && f.Text == symbol.Text {
			return
		}
	}
	s.found = append(s.found, symbol)
}

// attempt runs one reader. The barcode library is frozen and indexes pixels without checks in
// places; a picture that makes it panic is one it cannot read.
func attempt(read reader, view *raster, bitmap *gozxing.BinaryBitmap) (symbols []Symbol) {
	defer func() {
		if recover() != nil {
			symbols = nil
		}
	}()
	return read(view, bitmap)
}
