package scanner_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"pedigree/scanner"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/datamatrix"
	"github.com/makiuchi-d/gozxing/qrcode"
	"image/png"
)

// barcodes is the folder of the public pictures, from this package.
const barcodes = "../../shared/vectors/barcodes"

// A vector is one line of the pictures' manifest.
type vector struct {
	File      string `json:"file"`
	Format    string `json:"format"`
	Text      string `json:"text"`
	Symbology string `json:"symbology_identifier"`
}

func (v vector) bytes(t *testing.T) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(barcodes, v.File))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func vectors(t *testing.T) (all []vector) {
	t.Helper()
	f, err := os.Open(filepath.Join(barcodes, "manifest.jsonl"))
	if os.IsNotExist(err) {
		t.Skip("the public barcode pictures are not beside this repository")
	} else if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var v vector
		if err := json.Unmarshal(lines.Bytes(), &v); err != nil {
			t.Fatal(err)
		}
		all = append(all, v)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// plainLibrary is the floor: the library alone, once, in its usual way.
func plainLibrary(picture []byte, format string) bool {
	img, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		return false
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		return false
	}
	if format == "DataMatrix" {
		_, err = datamatrix.NewDataMatrixReader().DecodeWithoutHints(bitmap)
	} else {
		_, err = qrcode.NewQRCodeReader().DecodeWithoutHints(bitmap)
	}
	return err == nil
}

func TestPublicPictures(t *testing.T) {
	read, floor, total := map[string]int{}, map[string]int{}, map[string]int{}
	for _, v := range vectors(t) {
		picture := v.bytes(t)
		total[v.Format]++
		if plainLibrary(picture, v.Format) {
			floor[v.Format]++
		}
		symbols, err := scanner.Decode(bytes.NewReader(picture))
		if err != nil {
			t.Logf("%s: %v", v.File, err)
			continue
		}
		if len(symbols) != 1 || symbols[0].Text != v.Text {
			t.Errorf("%s: wrong text %q, want %q", v.File, symbols, v.Text)
			continue
		}
		if v.Symbology != "" && symbols[0].Symbology != v.Symbology {
			t.Errorf("%s: symbology %s, want %s", v.File, symbols[0].Symbology, v.Symbology)
		}
		read[v.Format]++
	}
	for format, n := range total {
		fmt.Printf("barcode pictures, %s: %d/%d read, the plain library %d\n",
			format, read[format], n, floor[format])
		if read[format] < floor[format] {
			t.Errorf("%s: %d read, the plain library reads %d", format, read[format], floor[format])
		}
	}
}
