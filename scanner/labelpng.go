package scanner

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/png"
	"io"
	"math"

	"golang.org/x/image/font"
	"golang.org/x/image/font/basicfont"
	"golang.org/x/image/math/fixed"
)

// writePNG draws every module as a square of pixels.
func (s *sheet) writePNG(w io.Writer, xDimension float64, pixels int) error {
	scale := max(1, pixels*fontSize/basicfont.Face7x13.Height)
	lines := s.textImages(scale)
	width := (len(s.modules[0]) + 2*s.quiet) * pixels
	height := (len(s.modules) + 2*s.quiet) * pixels
	textTop := height
	for _, line := range lines {
		width = max(width, line.Rect.Dx()+2*s.quiet*pixels)
		height += line.Rect.Dy()
	}
	if len(lines) > 0 {
		height += s.quiet * pixels
	}
	palette := color.Palette{color.White, color.Black}
	img := image.NewPaletted(image.Rect(0, 0, width, height), palette)
	for _, r := range s.runs() {
		fill(img, r.x*pixels, r.y*pixels, r.length*pixels, pixels)
	}
	for _, line := range lines {
		for y := range line.Rect.Dy() {
			for x := range line.Rect.Dx() {
				if line.AlphaAt(x, y).A > 127 {
					img.SetColorIndex(s.quiet*pixels+x, textTop+y, 1)
				}
			}
		}
		textTop += line.Rect.Dy()
	}
	var file bytes.Buffer
	if err := png.Encode(&file, img); err != nil {
		return err
	}
	_, err := w.Write(withDensity(file.Bytes(), float64(pixels)/xDimension*1000))
	return err
}

func fill(img *image.Paletted, x, y, width, height int) {
	for row := y; row < y+height; row++ {
		for column := x; column < x+width; column++ {
			img.SetColorIndex(column, row, 1)
		}
	}
}

// textImages draws the lines of text, each letter's pixel scale pixels wide.
func (s *sheet) textImages(scale int) (images []*image.Alpha) {
	face := basicfont.Face7x13
	for _, line := range s.lines {
		small := image.NewAlpha(image.Rect(0, 0, face.Advance*len(line), face.Height))
		(&font.Drawer{
			Dst: small, Src: image.Opaque, Face: face, Dot: fixed.P(0, face.Ascent),
		}).DrawString(line)
		large := image.NewAlpha(image.Rect(0, 0, small.Rect.Dx()*scale, small.Rect.Dy()*scale))
		for y := range large.Rect.Dy() {
			for x := range large.Rect.Dx() {
				large.SetAlpha(x, y, small.AlphaAt(x/scale, y/scale))
			}
		}
		images = append(images, large)
	}
	return images
}

// withDensity adds the pixels per metre (PNG, 11.3.4.3 pHYs), so that the label is printed in
// its true size. The chunk belongs right behind the header chunk.
func withDensity(file []byte, perMetre float64) []byte {
	const headerEnd = 8 + 4 + 4 + 13 + 4 // signature, then length, type, body, CRC of IHDR
	density := uint32(math.Round(perMetre))
	chunk := append(make([]byte, 4, 21), "pHYs"...)
	binary.BigEndian.PutUint32(chunk, 9)
	chunk = binary.BigEndian.AppendUint32(chunk, density)
	chunk = binary.BigEndian.AppendUint32(chunk, density)
	chunk = append(chunk, 1) // the unit is the metre
	chunk = binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(chunk[4:]))
	return append(append(bytes.Clone(file[:headerEnd]), chunk...), file[headerEnd:]...)
}
