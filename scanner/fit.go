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
	// scoreMin parts fits from guesses. With a wrong size the clock tracks fall out of step
	// and score near 0.
	scoreMin = 0.35
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

// refined moves the corners by parts of a module while the finder pattern gets clearer: blur
// and noise put the outline off by about that much.
func (f fit) refined(view *raster) fit {
	module := f.quad.perimeter() / float64(2*(f.layout.rows+f.layout.columns))
	for _, step := range []float64{0.6, 0.3, 0.15, 0.6, 0.3, 0.15} {
		d := step * module
		for corner := range f.quad {
			for _, m := range [4]point{{d, 0}, {-d, 0}, {0, d}, {0, -d}} {
				moved := f
				moved.quad[corner] = f.quad[corner].plus(m.x, m.y)
				if moved = moved.measured(view); moved.score > f.score {
					f = moved
				}
			}
		}
	}
	return f
}

// read samples the modules and lets error correction decide.
func (f fit) read(view *raster) (Symbol, bool) {
	g, ok := f.sample(view)
	if !ok {
		return Symbol{}, false
	}
	for _, threshold := range []func(int, int) float64{g.localMean, g.middle()} {
		if symbol, err := g.read(threshold); err == nil {
			return symbol, true
		}
	}
	return Symbol{}, false
}

func (g grid) read(threshold func(row, column int) float64) (Symbol, error) {
	var result *common.DecoderResult
	var err error
	prefix := "]d"
	if g.layout.qr() {
		prefix = "]Q"
		result, err = qrdecoder.NewDecoder().Decode(g.bits(threshold), nil)
	} else {
		result, err = dmdecoder.NewDecoder().Decode(g.bits(threshold))
	}
	if err != nil {
		return Symbol{}, err
	}
	return fromDecoder(prefix, result), nil
}
