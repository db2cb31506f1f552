package scanner

import "github.com/makiuchi-d/gozxing"

// A grid holds the mean grey value of each module of a symbol.
type grid struct {
	layout layout
	values []float64
}

// sample reads each module at five points around its middle.
func (f fit) sample(view *raster) (grid, bool) {
	t, ok := f.quad.perspective()
	if !ok {
		return grid{}, false
	}
	g := grid{f.layout, make([]float64, f.layout.rows*f.layout.columns)}
	for i := range g.values {
		row, column := float64(i/f.layout.columns), float64(i%f.layout.columns)
		for _, d := range [5]point{{0, 0}, {0.2, 0.2}, {-0.2, 0.2}, {0.2, -0.2}, {-0.2, -0.2}} {
			p := t.at((column+0.5+d.x)/float64(f.layout.columns),
				(row+0.5+d.y)/float64(f.layout.rows))
			g.values[i] += view.at(p.x, p.y) / 5
		}
	}
	return g, true
}

// localMean is the mean around a module: right under a shadow's edge. The finder pattern and
// the data of a symbol are about half dark, so that the mean parts light from dark.
func (g grid) localMean(row, column int) float64 {
	const reach = 4
	sum, n := 0.0, 0
	for r := max(row-reach, 0); r <= min(row+reach, g.layout.rows-1); r++ {
		for c := max(column-reach, 0); c <= min(column+reach, g.layout.columns-1); c++ {
			sum += g.values[r*g.layout.columns+c]
			n++
		}
	}
	return sum / float64(n)
}

// sharpened takes back what blur spread over the sides of a module: the threshold follows the
// four neighbours half way.
func (g grid) sharpened(row, column int) float64 {
	sum, n := 0.0, 0
	for _, d := range [4][2]int{{-1, 0}, {1, 0}, {0, -1}, {0, 1}} {
		r, c := row+d[0], column+d[1]
		if r >= 0 && r < g.layout.rows && c >= 0 && c < g.layout.columns {
			sum += g.values[r*g.layout.columns+c]
			n++
		}
	}
	return (g.localMean(row, column) + sum/float64(n)) / 2
}

// middle is one threshold for the whole symbol, between the means of its light and its dark
// modules (Ridler and Calvard's iteration).
func (g grid) middle() func(int, int) float64 {
	threshold := 127.5
	for range 16 {
		var light, dark, lights, darks float64
		for _, v := range g.values {
			if v > threshold {
				light, lights = light+v, lights+1
			} else {
				dark, darks = dark+v, darks+1
			}
		}
		if lights == 0 {
			threshold = dark / darks
		} else if darks == 0 {
			threshold = light / lights
		} else {
			threshold = (light/lights + dark/darks) / 2
		}
	}
	return func(int, int) float64 { return threshold }
}

func (g grid) bits(threshold func(row, column int) float64) *gozxing.BitMatrix {
	bits, _ := gozxing.NewBitMatrix(g.layout.columns, g.layout.rows) // errs below 1 x 1 only
	for row := range g.layout.rows {
		for column := range g.layout.columns {
			if g.values[row*g.layout.columns+column] < threshold(row, column) {
				bits.Set(column, row)
			}
		}
	}
	return bits
}
