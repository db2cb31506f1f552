package scanner_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"
	"math/rand"
	"testing"
)

// A camera takes a photo of a flat symbol the way a phone does.
type camera struct {
	yaw, pitch, roll float64 // degrees by which the label is turned away
	module           float64 // pixels per module in the middle of the photo
	blur             float64 // sigma of the lens, in modules
	noise            float64 // sigma of the sensor, of 255
	shade            float64 // share of light lost from left to right
	bend             float64 // radius of the pack in widths of the symbol; 0 is flat
}

type vec [3]float64

func (a vec) dot(b vec) float64 { return a[0]*b[0] + a[1]*b[1] + a[2]*b[2] }
func (a vec) cross(b vec) vec {
	return vec{a[1]*b[2] - a[2]*b[1], a[2]*b[0] - a[0]*b[2], a[0]*b[1] - a[1]*b[0]}
}

// axes are the directions of the label's rows and columns as the camera sees them.
func (c camera) axes() (u, v vec) {
	rad := func(degrees float64) (sin, cos float64) { return math.Sincos(degrees * math.Pi / 180) }
	sy, cy := rad(c.yaw)
	sp, cp := rad(c.pitch)
	sr, cr := rad(c.roll)
	x, y := vec{cy, 0, sy}, vec{sy * sp, cp, -cy * sp}
	for i := range u {
		u[i], v[i] = cr*x[i]+sr*y[i], cr*y[i]-sr*x[i]
	}
	return u, v
}

// modules are a symbol as it lies in front of the camera: true is dark.
type modules [][]bool

func (m modules) dark(x, y float64) bool {
	row, column := int(math.Floor(y)), int(math.Floor(x))
	return row >= 0 && row < len(m) && column >= 0 && column < len(m[row]) && m[row][column]
}

// photo takes a picture with a fixed seed, so that a failure can be reproduced.
func (c camera) photo(m modules, seed int64) *image.Gray {
	const quiet = 6
	n := float64(len(m))
	side := int((n + 2*quiet) * c.module * 1.45)
	focus := float64(side) * 1.6 // a phone at about twice the width of what it sees
	u, v := c.axes()
	normal := u.cross(v)
	light := make([]float64, side*side)
	for i := range light {
		const sub = 3
		sum := 0.0
		for s := range sub * sub {
			px := float64(i%side) + (float64(s%sub)+0.5)/sub - float64(side)/2
			py := float64(i/side) + (float64(s/sub)+0.5)/sub - float64(side)/2
			ray := vec{px, py, focus}
			t := focus * normal[2] / ray.dot(normal)
			hit := vec{t * ray[0], t * ray[1], t*ray[2] - focus}
			x, y := hit.dot(u)/c.module, hit.dot(v)/c.module
			if c.bend > 0 {
				x = c.bend * n * math.Asin(max(-1, min(1, x/(c.bend*n))))
			}
			switch {
			case m.dark(x+n/2, y+n/2):
				sum += 40
			case max(math.Abs(x), math.Abs(y)) < n/2+quiet:
				sum += 215 // the label
			default:
				sum += 150 // the table
			}
		}
		light[i] = sum / (sub * sub) * (1 - c.shade*float64(i%side)/float64(side))
	}
	light = gauss(light, side, c.blur*c.module)
	r := rand.New(rand.NewSource(seed))
	out := image.NewGray(image.Rect(0, 0, side, side))
	for i, l := range light {
		out.Pix[i] = uint8(max(0, min(255, l+r.NormFloat64()*c.noise)))
	}
	return out
}

// gauss blurs a square of side pixels.
func gauss(in []float64, side int, sigma float64) []float64 {
	if sigma <= 0 {
		return in
	}
	reach := int(math.Ceil(3 * sigma))
	weights := make([]float64, 2*reach+1)
	total := 0.0
	for i := range weights {
		d := float64(i - reach)
		weights[i] = math.Exp(-d * d / (2 * sigma * sigma))
		total += weights[i]
	}
	pass := func(in []float64, step func(i, d int) int) []float64 {
		out := make([]float64, len(in))
		for i := range in {
			for k, w := range weights {
				out[i] += in[step(i, k-reach)] * w / total
			}
		}
		return out
	}
	edge := func(v int) int { return max(0, min(side-1, v)) }
	in = pass(in, func(i, d int) int { return i/side*side + edge(i%side+d) })
	return pass(in, func(i, d int) int { return edge(i/side+d)*side + i%side })
}

// clean takes the modules out of a clean picture with a known number of pixels per module.
func clean(t *testing.T, picture []byte, pixels int) modules {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		t.Fatal(err)
	}
	m := make(modules, img.Bounds().Dy()/pixels)
	for y := range m {
		m[y] = make([]bool, img.Bounds().Dx()/pixels)
		for x := range m[y] {
			g := color.GrayModel.Convert(img.At(x*pixels+pixels/2, y*pixels+pixels/2)).(color.Gray)
			m[y][x] = g.Y < 128
		}
	}
	return m
}

func jpegOf(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 80}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
