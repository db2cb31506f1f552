package scanner

import "github.com/makiuchi-d/gozxing"

// A raster is a picture of grey values, 0 black to 255 white, row by row.
type raster struct {
	w, h int
	pix  []byte
}

func newRaster(w, h int) *raster { return &raster{w: w, h: h, pix: make([]byte, w*h)} }

// at returns the grey value at a point by bilinear interpolation; outside it is the edge's.
func (r *raster) at(x, y float64) float64 {
	x, y = clamp(x-0.5, 0, float64(r.w-1)), clamp(y-0.5, 0, float64(r.h-1))
	x0, y0 := int(x), int(y)
	x1, y1 := min(x0+1, r.w-1), min(y0+1, r.h-1)
	fx, fy := x-float64(x0), y-float64(y0)
	top := float64(r.pix[y0*r.w+x0])*(1-fx) + float64(r.pix[y0*r.w+x1])*fx
	bottom := float64(r.pix[y1*r.w+x0])*(1-fx) + float64(r.pix[y1*r.w+x1])*fx
	return top*(1-fy) + bottom*fy
}

func clamp(v, low, high float64) float64 { return max(low, min(v, high)) }

// shrunk averages the picture down until its longer side is at most side pixels.
func (r *raster) shrunk(side int) *raster {
	if max(r.w, r.h) <= side {
		return r
	}
	scale := float64(side) / float64(max(r.w, r.h))
	out := newRaster(max(1, int(float64(r.w)*scale)), max(1, int(float64(r.h)*scale)))
	for y := range out.h {
		y0, y1 := y*r.h/out.h, max((y+1)*r.h/out.h, y*r.h/out.h+1)
		for x := range out.w {
			x0, x1 := x*r.w/out.w, max((x+1)*r.w/out.w, x*r.w/out.w+1)
			out.pix[y*out.w+x] = r.mean(x0, y0, x1, y1)
		}
	}
	return out
}

func (r *raster) mean(x0, y0, x1, y1 int) byte {
	sum := 0
	for y := y0; y < y1; y++ {
		for _, p := range r.pix[y*r.w+x0 : y*r.w+x1] {
			sum += int(p)
		}
	}
	return byte(sum / ((x1 - x0) * (y1 - y0)))
}

// enlarged repeats every pixel n times in both directions.
func (r *raster) enlarged(n int) *raster {
	out := newRaster(r.w*n, r.h*n)
	for y := range out.h {
		for x := range out.w {
			out.pix[y*out.w+x] = r.pix[y/n*r.w+x/n]
		}
	}
	return out
}

// padded surrounds the picture with a quiet zone of margin white pixels.
func (r *raster) padded(margin int) *raster {
	out := newRaster(r.w+2*margin, r.h+2*margin)
	for i := range out.pix {
		out.pix[i] = 255
	}
	for y := range r.h {
		copy(out.pix[(y+margin)*out.w+margin:], r.pix[y*r.w:(y+1)*r.w])
	}
	return out
}

// inverted exchanges black and white.
func (r *raster) inverted() *raster {
	out := newRaster(r.w, r.h)
	for i, p := range r.pix {
		out.pix[i] = 255 - p
	}
	return out
}

// turned rotates the picture by a quarter, clockwise.
func (r *raster) turned() *raster {
	out := newRaster(r.h, r.w)
	for y := range r.h {
		for x := range r.w {
			out.pix[x*out.w+r.h-1-y] = r.pix[y*r.w+x]
		}
	}
	return out
}

// cropped is the part of the picture between two corners, given as fractions of its sides.
func (r *raster) cropped(left, top, right, bottom float64) *raster {
	x0, x1 := int(left*float64(r.w)), int(right*float64(r.w))
	y0, y1 := int(top*float64(r.h)), int(bottom*float64(r.h))
	out := newRaster(max(1, x1-x0), max(1, y1-y0))
	for y := range out.h {
		copy(out.pix[y*out.w:(y+1)*out.w], r.pix[(y+y0)*r.w+x0:])
	}
	return out
}

// smoothed averages every pixel with its neighbours, so that noise and the gaps of dot-peened
// symbols close.
func (r *raster) smoothed() *raster {
	out := newRaster(r.w, r.h)
	for y := range r.h {
		y0, y1 := max(y-1, 0), min(y+2, r.h)
		for x := range r.w {
			out.pix[y*r.w+x] = r.mean(max(x-1, 0), y0, min(x+2, r.w), y1)
		}
	}
	return out
}

// luminance shows a raster to the barcode library.
type luminance struct {
	gozxing.LuminanceSourceBase
	r *raster
}

func newLuminance(r *raster) gozxing.LuminanceSource {
	return &luminance{gozxing.LuminanceSourceBase{Width: r.w, Height: r.h}, r}
}

func (l *luminance) GetRow(y int, row []byte) ([]byte, error) {
	return append(row[:0], l.r.pix[y*l.r.w:(y+1)*l.r.w]...), nil
}
func (l *luminance) GetMatrix() []byte               { return l.r.pix }
func (l *luminance) Invert() gozxing.LuminanceSource { return newLuminance(l.r.inverted()) }
func (l *luminance) String() string                  { return "raster" }
