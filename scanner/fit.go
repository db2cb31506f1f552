package scanner

import (
	"github.com/makiuchi-d/gozxing/common"
	dmdecoder "github.com/makiuchi-d/gozxing/datamatrix/decoder"
	qrdecoder "github.com/makiuchi-d/gozxing/qrcode/decoder"
)

// A fit is a guess where a symbol lies: corner 0 of the quad is the symbol's top left.
type fit struct {
	quad   quad
	layout layout
	score  float64 // clarity as a share of the contrast seen, -1 to 1
}

const (
	// scoreMin parts fits from guesses. Blur by half a module leaves less than a third of the
	// clock tracks' contrast; with a wrong size they fall out of step and score near 0.
	scoreMin = 0.15
	// finderMin is the share of the finder pattern that must be right once the modules are
	// told light from dark. Error correction of the smallest symbols accepts one random
	// pattern in some hundred thousand, and a picture offers many.
	finderMin = 0.6
	// contrastMin is the least difference of grey values in which we look for a symbol.
	contrastMin = 20
)

// measured scores the fit by its finder pattern.
func (f fit) measured(view *raster) fit {
	f.score = 0
	t, ok := f.quad.perspective()
	if !ok {
		return f
	}
	low, high := 255.0, 0.0
	rows, columns := float64(f.layout.rows), float64(f.layout.columns)
	clarity := f.layout.clarity(func(row, column int) float64 {
		p := t.at((float64(column)+0.5)/columns, (float64(row)+0.5)/rows)
		v := view.at(p.x, p.y)
		low, high = min(low, v), max(high, v)
		return v
	})
	if high-low >= contrastMin {
		f.score = clarity / (high - low)
	}
	return f
}

// refined moves the corners by parts of a module while the modules part more clearly into
// light and dark: blur and noise put the outline off by about that much.
func (f fit) refined(view *raster) fit {
	module := f.quad.perimeter() / float64(2*(f.layout.rows+f.layout.columns))
	best := f.parting(view)
	for _, step := range []float64{0.5, 0.25, 0.12} {
		d := step * module
		for corner := range f.quad {
			for _, m := range [4]point{{d, 0}, {-d, 0}, {0, d}, {0, -d}} {
				moved := f
				moved.quad[corner] = f.quad[corner].plus(m.x, m.y)
				if parting := moved.parting(view); parting > best {
					f, best = moved, parting
				}
			}
		}
	}
	return f
}

// partingRows bounds the rows of modules that parting samples in a large symbol.
const partingRows = 40

// parting is the variance of the modules' grey values: highest where every module is sampled
// in its middle and not on its edge.
func (f fit) parting(view *raster) float64 {
	t, ok := f.quad.perspective()
	if !ok {
		return 0
	}
	rows, columns := float64(f.layout.rows), float64(f.layout.columns)
	var sum, squares float64
	n := 0.0
	for row := 0; row < f.layout.rows; row += 1 + f.layout.rows/partingRows {
		for column := range f.layout.columns {
			p := t.at((float64(column)+0.5)/columns, (float64(row)+0.5)/rows)
			v := view.at(p.x, p.y)
			sum, squares, n = sum+v, squares+v*v, n+1
		}
	}
	return squares/n - sum/n*sum/n
}

// read samples the modules and lets error correction decide.
func (f fit) read(view *raster) (Symbol, bool) {
	g, ok := f.sample(view)
	if !ok {
		return Symbol{}, false
	}
	for _, threshold := range []func(int, int) float64{g.localMean, g.middle(), g.sharpened} {
		if symbol, ok := g.read(threshold); ok {
			return symbol, true
		}
	}
	return Symbol{}, false
}

func (g grid) read(threshold func(row, column int) float64) (Symbol, bool) {
	bits := g.bits(threshold)
	clarity := g.layout.clarity(func(row, column int) float64 {
		if bits.Get(column, row) {
			return 0
		}
		return 1
	})
	if clarity < finderMin {
		return Symbol{}, false
	}
	var result *common.DecoderResult
	var err error
	prefix := "]d"
	if g.layout.qr() {
		prefix = "]Q"
		result, err = qrdecoder.NewDecoder().Decode(bits, nil)
	} else {
		result, err = dmdecoder.NewDecoder().Decode(bits)
	}
	if err != nil {
		return Symbol{}, false
	}
	return fromDecoder(prefix, result), true
}
