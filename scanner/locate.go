package scanner

import (
	"cmp"
	"slices"

	"github.com/makiuchi-d/gozxing"
)

// The library's own DataMatrix detector starts in the middle of a picture and does not see
// through perspective. This one takes every group of dark pixels for a symbol, finds the
// quadrilateral around it, and asks which size of symbol has its finder pattern there.

// growRadii in pixels bridge the light modules inside a symbol; half a module is enough.
var growRadii = []int{1, 2, 4, 7, 12}

const (
	fitsOfQuad  = 3  // sizes and directions that are kept of one outline
	fitsRead    = 60 // fits of one view that are handed to error correction as they are
	fitsRefined = 20 // fits of one view that are refined
	// modulePixelsMin is the least width of a module in pixels that can be sampled.
	modulePixelsMin = 1.4
)

// located reads the symbols of a view, seen from any side.
func located(view *raster, bitmap *gozxing.BinaryBitmap) (symbols []Symbol) {
	matrix, err := bitmap.GetBlackMatrix()
	if err != nil {
		return nil
	}
	var fits []fit
	for _, q := range quads(newMask(matrix)) {
		fits = append(fits, bestFits(view, q)...)
	}
	for _, f := range clearest(fits, fitsRead) {
		if symbol, ok := f.read(view); ok {
			symbols = append(symbols, symbol)
		}
	}
	if len(symbols) > 0 {
		return symbols
	}
	for _, f := range clearest(fits, fitsRefined) {
		if symbol, ok := f.refined(view).read(view); ok {
			symbols = append(symbols, symbol)
		}
	}
	return symbols
}

// clearest are the n fits with the highest score.
func clearest(fits []fit, n int) []fit {
	slices.SortStableFunc(fits, func(a, b fit) int { return cmp.Compare(b.score, a.score) })
	return fits[:min(n, len(fits))]
}

// quads are the outlines of the blobs of a mask, each once.
func quads(m *mask) (all []quad) {
	for _, radius := range growRadii {
		for _, b := range m.blobs(m.grown(radius)) {
			q, ok := quadAround(b.hull())
			if !ok || !b.plausible(q) {
				continue
			}
			if !slices.ContainsFunc(all, func(o quad) bool { return q.near(o, 1.5) }) {
				all = append(all, q)
			}
		}
	}
	return all
}

// plausible wants a symbol's share of dark pixels, about a half, with room for ink spread.
func (b blob) plausible(q quad) bool {
	share := float64(b.dark) / q.area()
	return share > 0.2 && share < 0.9
}

// bestFits tries every size of symbol in all four directions on one outline.
func bestFits(view *raster, q quad) []fit {
	var fits []fit
	for range 4 {
		for _, l := range layouts {
			if q.perimeter() < 2*modulePixelsMin*float64(l.rows+l.columns) {
				continue
			}
			if f := (fit{quad: q, layout: l}).measured(view); f.score > scoreMin {
				fits = append(fits, f)
			}
		}
		q = q.turned()
	}
	return clearest(fits, fitsOfQuad)
}
