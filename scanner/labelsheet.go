package scanner

import (
	"fmt"
	"image/color"
	"regexp"
	"strings"

	"pedigree/gs1"

	"github.com/boombuler/barcode/datamatrix"
	"github.com/skip2/go-qrcode"
)

// Quiet zones in modules: GenSpecs 5.6.3.4 asks for 1 around a DataMatrix, which many a reader
// finds hard, and 5.7.3.5 for 4 around a QR code.
const (
	quietDataMatrix = 2
	quietQR         = 4
)

// A sheet is a label before it is drawn; its unit is the module.
type sheet struct {
	symbol  LabelSymbol
	content string   // what the symbol encodes, GS between elements
	modules [][]bool // rows, true is dark, without quiet zone
	quiet   int
	lines   []string // human-readable text
}

// Text below the symbol, in modules.
const (
	fontSize    = 4   // 1.5 mm at the target X-dimension
	fontAdvance = 2.4 // of a monospaced font: 0.6 of its size
	lineHeight  = 5
	lineChars   = 32 // longer elements go on in the next line
)

func newSheet(l gs1.Label, stem string, symbol LabelSymbol) (*sheet, error) {
	s := &sheet{symbol: symbol, lines: textLines(l.HumanReadable())}
	elements := l.ElementString()
	if elements == "" {
		return nil, ErrLabelEmpty
	}
	if symbol == DataMatrix {
		s.content, s.quiet = elements, quietDataMatrix
		return s, s.encodeDataMatrix()
	}
	s.content, s.quiet = l.DigitalLink(stem), quietQR
	return s, s.encodeQR()
}

func (s *sheet) encodeQR() error {
	q, err := qrcode.New(s.content, qrcode.Medium)
	if err != nil {
		return fmt.Errorf("%w: %v", ErrLabelTooLong, err)
	}
	q.DisableBorder = true // the quiet zone is drawn with the label
	s.modules = q.Bitmap()
	return nil
}

// encodeDataMatrix puts FNC1 first, which makes it a GS1 DataMatrix, and FNC1 for each
// separator (GenSpecs 5.6.2 and 7.8.3).
func (s *sheet) encodeDataMatrix() error {
	if !isASCII([]byte(s.content)) {
		return fmt.Errorf("%w: an element string is ASCII", ErrLabelTooLong)
	}
	fnc1 := string([]byte{datamatrix.FNC1})
	code, err := datamatrix.Encode(fnc1 + strings.ReplaceAll(s.content, groupSeparator, fnc1))
	if err != nil {
		return fmt.Errorf("%w: %v", ErrLabelTooLong, err)
	}
	b := code.Bounds()
	s.modules = make([][]bool, b.Dy())
	for y := range s.modules {
		s.modules[y] = make([]bool, b.Dx())
		for x := range s.modules[y] {
			grey := color.GrayModel.Convert(code.At(b.Min.X+x, b.Min.Y+y)).(color.Gray)
			s.modules[y][x] = grey.Y < 128
		}
	}
	return nil
}

// bracketedAI is where a line may begin. A lot may hold brackets too; then its text breaks
// there, which changes how it looks and not what it says.
var bracketedAI = regexp.MustCompile(`\(\d{2,4}\)`)

// textLines gives each element a line of its own.
func textLines(text string) (lines []string) {
	starts := bracketedAI.FindAllStringIndex(text, -1)
	for i, at := range starts {
		end := len(text)
		if i+1 < len(starts) {
			end = starts[i+1][0]
		}
		line := text[at[0]:end]
		for len(line) > lineChars {
			lines, line = append(lines, line[:lineChars]), line[lineChars:]
		}
		lines = append(lines, line)
	}
	return lines
}

// width of the label in modules: symbol or text, whichever is wider.
func (s *sheet) width() float64 {
	width := float64(len(s.modules[0]) + 2*s.quiet)
	for _, line := range s.lines {
		width = max(width, float64(2*s.quiet)+fontAdvance*float64(len(line)))
	}
	return width
}

// textTop is where the first line of text begins, in modules from the top.
func (s *sheet) textTop() float64 { return float64(len(s.modules) + 2*s.quiet) }

// height of the label in modules.
func (s *sheet) height() float64 {
	return s.textTop() + float64(lineHeight*len(s.lines)+s.quiet)
}

// A run is a row of dark modules side by side.
type run struct{ x, y, length int }

// runs are the dark modules of the symbol, counted from the label's corner.
func (s *sheet) runs() (all []run) {
	for y, row := range s.modules {
		for x := 0; x < len(row); x++ {
			start := x
			for x < len(row) && row[x] {
				x++
			}
			if x > start {
				all = append(all, run{start + s.quiet, y + s.quiet, x - start})
			}
		}
	}
	return all
}
