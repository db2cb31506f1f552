package scanner

import (
	"cmp"
	"slices"

	"github.com/makiuchi-d/gozxing"
	dmdecoder "github.com/makiuchi-d/gozxing/datamatrix/decoder"
)

// The library's own DataMatrix detector starts in the middle of a picture and does not see
// through perspective. This one takes every group of dark pixels for a symbol, finds the
// quadrilateral around it, and asks which size of symbol has its finder pattern there.

// growRadii in pixels bridge the light modules inside a symbol; half a module is enough.
var growRadii = []int{1, 2, 4, 7}

// fitsRead is how many fits of one blob are handed to error correction.
const fitsRead = 3

// locatedDataMatrix reads the DataMatrix symbols of a view, seen from any side.
func locatedDataMatrix(view *raster, bitmap *gozxing.BinaryBitmap) (symbols []Symbol) {
	matrix, err := bitmap.GetBlackMatrix()
	if err != nil {
		return nil
	}
	for _, q := range quads(newMask(matrix)) {
		for _, f := range bestFits(view, q) {
			if symbol, ok := f.refined(view).read(view); ok {
				symbols = append(symbols, symbol)
				break
			}
		}
	}
	return symbols
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
		for _, size := range sizes {
			if q.perimeter() < 2*1.4*float64(size.rows+size.columns) {
				continue // fewer than 1.4 pixels per module
			}
			if f := (fit{quad: q, size: size}).measured(view); f.score > fitScoreMin {
				fits = append(fits, f)
			}
		}
		q = q.turned()
	}
	slices.SortStableFunc(fits, func(a, b fit) int { return cmp.Compare(b.score, a.score) })
	return fits[:min(fitsRead, len(fits))]
}

// read samples the modules and lets error correction decide.
func (f fit) read(view *raster) (Symbol, bool) {
	grid, ok := f.sample(view)
	if !ok {
		return Symbol{}, false
	}
	for _, threshold := range []func(int, int) float64{grid.localMean, grid.middle()} {
		result, err := dmdecoder.NewDecoder().Decode(grid.bits(threshold))
		if err == nil {
			return fromDecoder("]d", result), true
		}
	}
	return Symbol{}, false
}
