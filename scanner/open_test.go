package scanner_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"testing"

	"pedigree/scanner"
)

// pngSaying is a PNG whose header claims a size, with no pixels behind it.
func pngSaying(width, height uint32) []byte {
	b := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
	b = binary.BigEndian.AppendUint32(b, width)
	b = binary.BigEndian.AppendUint32(b, height)
	b = append(b, 8, 0, 0, 0, 0)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[12:]))
}

func encoded(t testing.TB, encode func(io.Writer, image.Image) error, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestPicturesRefused(t *testing.T) {
	square := image.NewGray(image.Rect(0, 0, 50, 50))
	whole := encoded(t, png.Encode, square)
	photo := encoded(t, func(w io.Writer, i image.Image) error {
		return jpeg.Encode(w, i, nil)
	}, square)
	animation := encoded(t, func(w io.Writer, i image.Image) error {
		return gif.Encode(w, i, nil)
	}, square)
	for _, c := range []struct {
		name    string
		picture []byte
		want    error
	}{
		{"nothing", nil, scanner.ErrNotAnImage},
		{"text", []byte("01095040000591012112345678p901"), scanner.ErrNotAnImage},
		{"truncated PNG header", whole[:20], scanner.ErrNotAnImage},
		{"truncated PNG pixels", whole[:len(whole)-30], scanner.ErrNotAnImage},
		{"truncated JPEG", photo[:len(photo)/4], scanner.ErrNotAnImage},
		{"GIF", animation, scanner.ErrNotAnImage},
		{"SVG", []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`), scanner.ErrNotAnImage},
		{"GIF behind a JPEG's first bytes", append([]byte("\xff\xd8\xff"), animation...),
			scanner.ErrNotAnImage},
		{"PNG behind a GIF header", append([]byte("GIF89a"), whole...), scanner.ErrNotAnImage},
		{"giant dimensions", pngSaying(100_000, 100_000), scanner.ErrTooLarge},
		{"dimensions beyond any computer", pngSaying(1<<31-1, 1<<31-1), scanner.ErrNotAnImage},
		{"one row too many pixels", pngSaying(4000, 3001), scanner.ErrTooLarge},
		{"one long row", pngSaying(1<<20, 1), scanner.ErrTooLarge},
		{"as many pixels as allowed, none there", pngSaying(4000, 3000), scanner.ErrNotAnImage},
		{"too many bytes", append(bytes.Clone(whole), make([]byte, scanner.LimitBytes)...),
			scanner.ErrTooLarge},
		{"blank", whole, scanner.ErrNoSymbol},
		{"one pixel", encoded(t, png.Encode, image.NewGray(image.Rect(0, 0, 1, 1))),
			scanner.ErrNoSymbol},
		{"blank photo", photo, scanner.ErrNoSymbol},
	} {
		found, err := scanner.Decode(bytes.NewReader(c.picture))
		if !errors.Is(err, c.want) || len(found) != 0 {
			t.Errorf("%s: %q, %v, want %v", c.name, found, err, c.want)
		}
	}
}

func TestReadErrorIsPassedOn(t *testing.T) {
	broken := errors.New("connection is gone")
	if _, err := scanner.Decode(brokenReader{broken}); !errors.Is(err, broken) {
		t.Errorf("error is %v", err)
	}
}

type brokenReader struct{ err error }

func (e brokenReader) Read([]byte) (int, error) { return 0, e.err }

// What is found in a picture without a symbol would be a wrong reading.
func TestNothingIsReadFromNoise(t *testing.T) {
	for seed := range int64(4) {
		noise := camera{module: 5, noise: 90}.photo(modules{{false}}, seed)
		found, err := scanner.Decode(bytes.NewReader(encoded(t, png.Encode, noise)))
		if !errors.Is(err, scanner.ErrNoSymbol) {
			t.Errorf("seed %d: %q, %v", seed, found, err)
		}
	}
}

func FuzzImageHeader(f *testing.F) {
	f.Fuzz(func(t *testing.T, picture []byte) {
		found, err := scanner.Decode(bytes.NewReader(picture))
		switch {
		case err == nil && len(found) == 0:
			t.Error("neither a symbol nor an error")
		case err != nil && len(found) != 0:
			t.Errorf("symbols and %v", err)
		case err == nil, errors.Is(err, scanner.ErrNotAnImage), errors.Is(err, scanner.ErrTooLarge),
			errors.Is(err, scanner.ErrNoSymbol):
		default:
			t.Errorf("error without a type: %v", err)
		}
	})
}
