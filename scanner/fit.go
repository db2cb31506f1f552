package scanner

import "math"

// dmSize is a size of DataMatrix in modules, finder pattern included.
type dmSize struct{ rows, columns int }

// sizes are those of ISO/IEC 16022, table 7.
var sizes = []dmSize{
	{10, 10}, {12, 12}, {14, 14}, {16, 16}, {18, 18}, {20, 20}, {22, 22}, {24, 24}, {26, 26},
	{32, 32}, {36, 36}, {40, 40}, {44, 44}, {48, 48}, {52, 52}, {64, 64}, {72, 72}, {80, 80},
	{88, 88}, {96, 96}, {104, 104}, {120, 120}, {132, 132}, {144, 144},
	{8, 18}, {8, 32}, {12, 26}, {12, 36}, {16, 36}, {16, 48},
}

// A fit is a guess where a DataMatrix lies: corner 0 of the quad is the top end of the solid
// left side, corner 3 the solid corner.
type fit struct {
	quad  quad
	size  dmSize
	score float64
}

// fitScoreMin is how much of the view's contrast the finder pattern must show. A wrong size
// falls out of step with the clock tracks and scores near the solid sides' share at most.
const fitScoreMin = 0.35

// measured scores the fit by its finder pattern: light minus dark modules of the border, as a
// share of the contrast there, each side counting alike.
func (f fit) measured(view *raster) fit {
	t, ok := f.quad.perspective()
	if !ok {
		return f
	}
	low, high := 255.0, 0.0
	value := func(row, column float64) float64 {
		p := t.at((column+0.5)/float64(f.size.columns), (row+0.5)/float64(f.size.rows))
		v := view.at(p.x, p.y)
		low, high = min(low, v), max(high, v)
		return v
	}
	left := track(f.size.rows, func(i float64) float64 { return value(i, 0) })
	bottom := track(f.size.columns, func(i float64) float64 {
		return value(float64(f.size.rows-1), i)
	})
	top := track(f.size.columns, func(i float64) float64 { return value(0, i) })
	right := track(f.size.rows, func(i float64) float64 {
		return value(i, float64(f.size.columns-1))
	})
	contrast := high - low
	if contrast < 20 {
		return f
	}
	// The clock tracks swing between light (odd modules of the top, even ones of the right
	// side, which ends dark at the bottom) and the solid sides stay dark.
	clock := (top.odd - top.even + right.even - right.odd) / 2
	light := (top.odd + right.even) / 2
	solid := light - (left.odd+left.even+bottom.odd+bottom.even)/4
	f.score = min(clock, solid) / contrast
	if math.IsNaN(f.score) {
		f.score = 0
	}
	return f
}

// tracked is the mean grey value of every second module of one side.
type tracked struct{ even, odd float64 }

func track(n int, value func(float64) float64) (t tracked) {
	for i := 0; i+1 < n; i += 2 {
		t.even += value(float64(i))
		t.odd += value(float64(i + 1))
	}
	t.even, t.odd = t.even/float64(n/2), t.odd/float64(n/2)
	return t
}

// refined moves the corners by parts of a module while the finder pattern gets clearer: blur
// and noise put the outline off by about that much.
func (f fit) refined(view *raster) fit {
	module := f.quad.perimeter() / float64(2*(f.size.rows+f.size.columns))
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
