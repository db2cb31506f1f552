package system

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"
	"math/rand/v2"
	"path/filepath"
	"testing"
)

const vectors = "../../../shared/vectors/barcodes/gs1"

// The two real symbols that GS1 prints in its General Specifications, figure 4.15.1-2:
// their lot, which expired in 2014, is registered late, and judged from the picture.
func TestRealSymbols(t *testing.T) {
	symbols := must(filepath.Glob(filepath.Join(must(filepath.Abs(vectors))(t), "*.png")))(t)
	if len(symbols) == 0 {
		t.Skip("the public vectors are not there")
	}
	s := serve(t, "--no-demo")
	u := s.terminal()
	acme := u.join(s, acme)["acme"]
	u.order(acme, "register_product", productFields(figure, "Figure"))
	u.order(acme, "register_lot", `{"gtin":"`+figure+`","lot":"1234567p","expiry":"2014-11-20",
		"serialised":true}`)
	u.order(acme, "add_serials", `{"gtin":"`+figure+`","lot":"1234567p","serials":["12345678p901"]}`)
	u.order(acme, "close_lot", `{"gtin":"`+figure+`","lot":"1234567p"}`)
	dice := rand.New(rand.NewPCG(4151, 2))
	for _, name := range symbols {
		u.expect(3, "verify", name, "--trust", s.trust()).says(t, "BLOCKED(expired)", "PROVEN",
			"lot      1234567p", "expiry   2014-11-20", "Expired")
		symbol := must(png.Decode(bytes.NewReader(read(t, name))))(t)
		for _, l := range []lens{
			{yaw: 14, pitch: -8, roll: 9, blur: 0.2, noise: 4},
			{yaw: -20, pitch: 12, roll: 200, blur: 0.3, noise: 6},
			{yaw: 6, pitch: 3, roll: -75, blur: 0.4, noise: 10},
		} {
			photo := u.file("photo.jpg", l.photo(t, symbol, dice))
			u.expect(3, "verify", photo, "--trust", s.trust()).says(t, "BLOCKED(expired)", "PROVEN")
		}
	}
	t.Logf("%d symbols, as they are and in 3 photos each: all read and judged", len(symbols))
}

// lens is how a camera looks at a flat label: turned by degrees, blurred by parts of a
// module, with noise of so many of 255.
type lens struct{ yaw, pitch, roll, blur, noise float64 }

const (
	modulePixels = 6.0 // in the photo
	symbolPixels = 2   // of a module in the vectors
)

// photo takes the picture through a pinhole two widths away.
func (l lens) photo(t testing.TB, symbol image.Image, dice *rand.Rand) []byte {
	t.Helper()
	size := symbol.Bounds().Size()
	scale := modulePixels / symbolPixels
	side := int(float64(max(size.X, size.Y)) * scale * 2)
	light := make([]float64, side*side)
	for i := range light {
		x, y := l.label(float64(i%side-side/2), float64(i/side-side/2), 2*float64(side))
		light[i] = shine(symbol, x/scale+float64(size.X)/2, y/scale+float64(size.Y)/2)
	}
	light = blurred(light, side, l.blur*modulePixels)
	picture := image.NewGray(image.Rect(0, 0, side, side))
	for i, v := range light {
		picture.Pix[i] = uint8(max(0, min(255, v+l.noise*dice.NormFloat64())))
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, picture, &jpeg.Options{Quality: 85}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// label finds the point of the label that a pixel sees: its ray meets the plane that
// was turned about its middle.
func (l lens) label(px, py, focus float64) (x, y float64) {
	siny, cosy := math.Sincos(l.yaw * math.Pi / 180)
	sinp, cosp := math.Sincos(l.pitch * math.Pi / 180)
	sinr, cosr := math.Sincos(l.roll * math.Pi / 180)
	// The label's axes are (cosy, siny*sinp, siny*cosp) and (0, cosp, -sinp).
	a, b, c := cosy*focus-px*siny*cosp, px*sinp, px*focus
	d, e, f := siny*sinp*focus-py*siny*cosp, cosp*focus+py*sinp, py*focus
	det := a*e - b*d
	u, v := (c*e-b*f)/det, (a*f-c*d)/det
	return cosr*u + sinr*v, cosr*v - sinr*u
}

// shine is the light of a point of the label, or of the table around it.
func shine(symbol image.Image, x, y float64) float64 {
	r := symbol.Bounds()
	if math.Max(math.Max(-x, x-float64(r.Dx())), math.Max(-y, y-float64(r.Dy()))) > 6*symbolPixels {
		return 140
	}
	p := image.Pt(int(math.Floor(x)), int(math.Floor(y))).Add(r.Min)
	if !p.In(r) || color.GrayModel.Convert(symbol.At(p.X, p.Y)).(color.Gray).Y > 127 {
		return 220
	}
	return 35
}

// blurred is the lens out of focus: three boxes are nearly a Gauss curve.
func blurred(in []float64, side int, sigma float64) []float64 {
	reach := int(math.Round(sigma))
	for range 3 {
		for _, step := range []int{1, side} {
			out := make([]float64, len(in))
			for i := range in {
				var sum, n float64
				for k := -reach; k <= reach; k++ {
					j := i + k*step
					if j < 0 || j >= len(in) || step == 1 && j/side != i/side {
						continue
					}
					sum, n = sum+in[j], n+1
				}
				out[i] = sum / n
			}
			in = out
		}
	}
	return in
}
