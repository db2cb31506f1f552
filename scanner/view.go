package scanner

// A view is one way to look at a picture. It returns nil where it would show nothing new.
type view struct {
	name string
	look func(*raster) *raster
}

const (
	sideLarge  = 1400 // pixels; a 32 x 32 symbol over a tenth of the picture keeps 4 per module
	sideMiddle = 700
	sideSmall  = 350
	sideTiny   = 160 // below this a symbol has about two pixels per module, too few for detectors
)

// views are tried in this order until one shows a symbol: the likeliest and cheapest first.
var views = []view{
	{"as it is", func(r *raster) *raster { return r.shrunk(sideLarge) }},
	{"tiny, quiet zone added, enlarged", func(r *raster) *raster {
		if max(r.w, r.h) > sideTiny {
			return nil
		}
		return r.padded(8).enlarged(4)
	}},
	{"quiet zone added", func(r *raster) *raster {
		s := r.shrunk(sideLarge)
		return s.padded(max(s.w, s.h)/10 + 10)
	}},
	{"half", func(r *raster) *raster { return smaller(r, sideMiddle) }},
	{"smoothed", func(r *raster) *raster { return r.shrunk(sideLarge).smoothed() }},
	{"white on black", func(r *raster) *raster { return r.shrunk(sideLarge).inverted() }},
	{"quarter", func(r *raster) *raster { return smaller(r, sideSmall) }},
	{"enlarged", func(r *raster) *raster {
		if max(r.w, r.h) > sideMiddle {
			return nil
		}
		return r.enlarged(2).smoothed()
	}},
	{"middle", part(0.25, 0.25, 0.75, 0.75)},
	{"top left", part(0, 0, 0.6, 0.6)},
	{"top right", part(0.4, 0, 1, 0.6)},
	{"bottom left", part(0, 0.4, 0.6, 1)},
	{"bottom right", part(0.4, 0.4, 1, 1)},
	{"turned by a quarter", func(r *raster) *raster { return r.shrunk(sideLarge).turned() }},
	{"smoothed twice", func(r *raster) *raster {
		return r.shrunk(sideLarge).smoothed().smoothed()
	}},
	{"white on black, half", func(r *raster) *raster {
		if s := smaller(r, sideMiddle); s != nil {
			return s.inverted()
		}
		return nil
	}},
}

// smaller shrinks by at least a half, to at most side.
func smaller(r *raster, side int) *raster {
	half := max(r.w, r.h) * side / sideLarge
	if side = min(side, half); side < sideTiny {
		return nil
	}
	return r.shrunk(side)
}

// part looks at a part of the picture at its full resolution.
func part(left, top, right, bottom float64) func(*raster) *raster {
	return func(r *raster) *raster {
		return r.cropped(left, top, right, bottom).shrunk(sideLarge)
	}
}
