package scanner

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"io"
)

// Limits of an uploaded picture.
const (
	LimitBytes  = 4 << 20
	LimitPixels = 12_000_000
	// limitSide keeps a picture of one row of pixels out: no symbol is in it.
	limitSide = 16_384
)

// format is one of the two picture formats we read. They are told by their first bytes and
// not by package image, whose registry any other package of the process may widen.
type format struct {
	magic  string
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}

var formats = []format{
	{"\x89PNG\r\n\x1a\n", png.DecodeConfig, png.Decode},
	{"\xff\xd8\xff", jpeg.DecodeConfig, jpeg.Decode},
}

// open reads a picture as grey values, refusing what is too large before decoding pixels.
func open(r io.Reader) (*raster, error) {
	file, err := io.ReadAll(io.LimitReader(r, LimitBytes+1))
	if err != nil {
		return nil, fmt.Errorf("reading the picture: %w", err)
	}
	if len(file) > LimitBytes {
		return nil, fmt.Errorf("%w: more than %d bytes", ErrTooLarge, LimitBytes)
	}
	for _, f := range formats {
		if bytes.HasPrefix(file, []byte(f.magic)) {
			return f.open(file)
		}
	}
	return nil, ErrNotAnImage
}

func (f format) open(file []byte) (*raster, error) {
	c, err := f.config(bytes.NewReader(file))
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrNotAnImage, err)
	}
	if c.Width <= 0 || c.Height <= 0 {
		return nil, fmt.Errorf("%w: it has no pixels", ErrNotAnImage)
	}
	if c.Width > limitSide || c.Height > limitSide || c.Width*c.Height > LimitPixels {
		return nil, fmt.Errorf("%w: %d x %d pixels, at most %d",
			ErrTooLarge, c.Width, c.Height, LimitPixels)
	}
	img, err := f.decode(bytes.NewReader(file))
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrNotAnImage, err)
	}
	return grey(img), nil
}

// grey takes the brightness of img on white paper. It works in strips, so that a large
// picture does not need a second full-colour copy.
func grey(img image.Image) *raster {
	const stripRows = 64
	b := img.Bounds()
	out := newRaster(b.Dx(), b.Dy())
	strip := image.NewRGBA(image.Rect(0, 0, b.Dx(), stripRows))
	white := image.NewUniform(color.White)
	for top := 0; top < out.h; top += stripRows {
		draw.Draw(strip, strip.Bounds(), white, image.Point{}, draw.Src)
		draw.Draw(strip, strip.Bounds(), img, image.Pt(b.Min.X, b.Min.Y+top), draw.Over)
		for y := top; y < min(top+stripRows, out.h); y++ {
			row := strip.Pix[(y-top)*strip.Stride:]
			for x := range out.w {
				p := row[4*x : 4*x+3]
				out.pix[y*out.w+x] = byte((int(p[0]) + 2*int(p[1]) + int(p[2])) / 4)
			}
		}
	}
	return out
}
