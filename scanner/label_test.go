package scanner_test

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"image"
	"image/color"
	"image/png"
	"io"
	"strings"
	"testing"

	"pedigree/gs1"
	"pedigree/scanner"

	"pgregory.net/rapid"
)

const referenceYear = 2026

const stem = "https://id.example.org"

// pack is a label with everything a pack says.
func pack(t testing.TB) gs1.Label {
	t.Helper()
	l, err := gs1.ParseLabel("]d2010950400005910117141120101234567p\x1d2112345678p901", referenceYear)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func render(t testing.TB, l gs1.Label, o scanner.LabelOptions) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := scanner.Render(&b, l, stem, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func decodeOne(t testing.TB, picture []byte) scanner.Symbol {
	t.Helper()
	found, err := scanner.Decode(bytes.NewReader(picture))
	if err != nil {
		t.Fatal(err)
	}
	s, err := scanner.Single(found)
	if err != nil {
		t.Fatalf("%v: %q", err, found)
	}
	return s
}

func TestLabelIsReadBack(t *testing.T) {
	for _, c := range []struct {
		symbol    scanner.LabelSymbol
		symbology string
		text      func(gs1.Label) string
	}{
		{scanner.DataMatrix, scanner.GS1DataMatrix, gs1.Label.ElementString},
		{scanner.QR, scanner.PlainQRCode, func(l gs1.Label) string {
			return l.DigitalLink(stem)
		}},
	} {
		for _, pixels := range []int{1, 2, 3, 6, 11} {
			o := scanner.LabelOptions{Symbol: c.symbol, ModulePixels: pixels}
			got := decodeOne(t, render(t, pack(t), o))
			if got.Symbology != c.symbology || got.Text != c.text(pack(t)) {
				t.Errorf("%d pixels: %s %q, want %s %q", pixels,
					got.Symbology, got.Text, c.symbology, c.text(pack(t)))
			}
		}
	}
}

// charset82 of AI (10) and (21) (GenSpecs figure 7.11-1).
const charset82 = `!"%&'()*+,-./0123456789:;<=>?` +
	`ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz`

func anyLabel(t *rapid.T) gs1.Label {
	word := rapid.StringOfN(rapid.SampledFrom([]rune(charset82)), 1, 20, -1)
	digits := rapid.StringOfN(rapid.SampledFrom([]rune("0123456789")), 13, 13, -1).Draw(t, "gtin")
	code := "]d201" + digits + checkDigit(digits)
	if rapid.Bool().Draw(t, "has expiry") {
		code += "17" + rapid.SampledFrom([]string{"260131", "301200", "280229"}).Draw(t, "expiry")
	}
	if rapid.Bool().Draw(t, "has lot") {
		code += "10" + word.Draw(t, "lot") + "\x1d"
	}
	if rapid.Bool().Draw(t, "has serial") {
		code += "21" + word.Draw(t, "serial")
	}
	l, err := gs1.ParseLabel(strings.TrimSuffix(code, "\x1d"), referenceYear)
	if err != nil {
		t.Fatalf("%q: %v", code, err)
	}
	return l
}

// checkDigit of 13 digits (GenSpecs 7.9.1).
func checkDigit(digits string) string {
	sum := 0
	for i, d := range digits {
		sum += int(d-'0') * (3 - 2*(i%2))
	}
	return string(rune('0' + (10-sum%10)%10))
}

func TestAnyLabelIsReadBack(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		want := anyLabel(rt)
		for _, symbol := range []scanner.LabelSymbol{scanner.QR, scanner.DataMatrix} {
			o := scanner.LabelOptions{Symbol: symbol, ModulePixels: 3}
			got := decodeOne(t, render(t, want, o))
			if symbol == scanner.DataMatrix && got.Symbology != scanner.GS1DataMatrix {
				rt.Fatalf("DataMatrix is read as %s", got.Symbology)
			}
			code := got.Text
			if got.GS1() {
				code = got.Scan()
			}
			l, err := gs1.ParseLabel(code, referenceYear)
			if err != nil {
				rt.Fatalf("%q: %v", code, err)
			}
			if l.ElementString() != want.ElementString() || l.GTIN != want.GTIN ||
				l.Lot != want.Lot || l.Serial != want.Serial || l.Expiry != want.Expiry {
				rt.Fatalf("%q became %q", want.ElementString(), l.ElementString())
			}
		}
	})
}

// Without its separator a lot would run into the next AI.
func TestSeparatorsSurvive(t *testing.T) {
	l, err := gs1.ParseLabel("]d20109504000059101"+"10A1\x1d"+"21B2", referenceYear)
	if err != nil {
		t.Fatal(err)
	}
	got := decodeOne(t, render(t, l, scanner.LabelOptions{Symbol: scanner.DataMatrix}))
	if want := "010950400005910110A1\x1d21B2"; got.Text != want {
		t.Errorf("text %q, want %q", got.Text, want)
	}
}

func TestTwoLabelsInOnePicture(t *testing.T) {
	draw := func(picture []byte, onto *image.Gray, left int) {
		img, err := png.Decode(bytes.NewReader(picture))
		if err != nil {
			t.Fatal(err)
		}
		for y := range img.Bounds().Dy() {
			for x := range img.Bounds().Dx() {
				onto.Set(left+x, 40+y, img.At(x, y))
			}
		}
	}
	other, err := gs1.ParseLabel("]d20109504000059101"+"10OTHER\x1d"+"21B2", referenceYear)
	if err != nil {
		t.Fatal(err)
	}
	for _, symbols := range [][2]scanner.LabelSymbol{
		{scanner.QR, scanner.QR}, {scanner.QR, scanner.DataMatrix},
		{scanner.DataMatrix, scanner.QR}, {scanner.DataMatrix, scanner.DataMatrix},
	} {
		table := image.NewGray(image.Rect(0, 0, 1000, 500))
		for i := range table.Pix {
			table.Pix[i] = 230
		}
		for i, l := range []gs1.Label{pack(t), other} {
			o := scanner.LabelOptions{Symbol: symbols[i], ModulePixels: 5}
			draw(render(t, l, o), table, 40+520*i)
		}
		var b bytes.Buffer
		if err := png.Encode(&b, table); err != nil {
			t.Fatal(err)
		}
		found, err := scanner.Decode(&b)
		if err != nil || len(found) != 2 {
			t.Errorf("%v: found %q, %v", symbols, found, err)
		}
		if _, err := scanner.Single(found); !errors.Is(err, scanner.ErrTwoSymbols) {
			t.Errorf("%v: Single answers %v", symbols, err)
		}
	}
}

func TestPNGHasQuietZoneAndTrueSize(t *testing.T) {
	file := render(t, pack(t), scanner.LabelOptions{Symbol: scanner.QR})
	img, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	for y := range img.Bounds().Dy() {
		for x := range img.Bounds().Dx() {
			grey := color.GrayModel.Convert(img.At(x, y)).(color.Gray)
			if (x < 4*6 || y < 4*6) && grey.Y != 255 {
				t.Fatalf("ink in the quiet zone at %d, %d", x, y)
			}
		}
	}
	at := bytes.Index(file, []byte("pHYs"))
	if at < 0 {
		t.Fatal("no density")
	}
	if got := binary.BigEndian.Uint32(file[at+4:]); got != 15789 { // 6 pixels / 0.38 mm
		t.Errorf("%d pixels per metre", got)
	}
}

func TestSVGIsWellFormedAndEscaped(t *testing.T) {
	l, err := gs1.ParseLabel(`]d2010950400005910110<"&'>`, referenceYear)
	if err != nil {
		t.Fatal(err)
	}
	file := render(t, l, scanner.LabelOptions{Format: scanner.SVG, Symbol: scanner.DataMatrix})
	d := xml.NewDecoder(bytes.NewReader(file))
	var text strings.Builder
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if c, ok := token.(xml.CharData); ok {
			text.Write(c)
		}
	}
	if !strings.Contains(text.String(), `(10)<"&'>`) {
		t.Errorf("human-readable text is %q", text.String())
	}
}

func TestPDFPlacesItsObjects(t *testing.T) {
	file := string(render(t, pack(t), scanner.LabelOptions{Format: scanner.PDF}))
	if !strings.HasPrefix(file, "%PDF-1.4\n") || !strings.HasSuffix(file, "%%EOF\n") {
		t.Fatal("not a PDF file")
	}
	table := file[strings.Index(file, "xref\n"):]
	for i, line := range strings.Split(table, "\n")[3:8] {
		place := 0
		for _, digit := range line[:10] {
			place = 10*place + int(digit-'0')
		}
		if !strings.HasPrefix(file[place:], string(rune('1'+i))+" 0 obj") {
			t.Errorf("object %d is not at %d", i+1, place)
		}
	}
	if !strings.Contains(file, `(\(01\)09504000059101) Tj`) {
		t.Error("no human-readable text")
	}
}

func TestZPLEscapes(t *testing.T) {
	l, err := gs1.ParseLabel("]d20109504000059101"+"10A_1\x1d"+"21B2", referenceYear)
	if err != nil {
		t.Fatal(err)
	}
	o := scanner.LabelOptions{Format: scanner.ZPL, Symbol: scanner.DataMatrix}
	file := string(render(t, l, o))
	want := `^BXN,3,200,,,,_^FH\^FD_1010950400005910110A__1_121B2^FS`
	if !strings.Contains(file, want) {
		t.Errorf("%s\nlacks %s", file, want)
	}
	o.Symbol = scanner.QR
	if file := string(render(t, l, o)); !strings.Contains(file, `^FDMA,`+stem+`/01/`) {
		t.Errorf("%s", file)
	}
}

func TestLabelRefusals(t *testing.T) {
	for _, c := range []struct {
		name string
		l    gs1.Label
		o    scanner.LabelOptions
		want error
	}{
		{"empty", gs1.Label{}, scanner.LabelOptions{}, scanner.ErrLabelEmpty},
		{"symbol", pack(t), scanner.LabelOptions{Symbol: 2}, scanner.ErrLabelOptions},
		{"format", pack(t), scanner.LabelOptions{Format: 4}, scanner.ErrLabelOptions},
		{"pixels", pack(t), scanner.LabelOptions{ModulePixels: 41}, scanner.ErrLabelOptions},
		{"size", pack(t), scanner.LabelOptions{XDimension: -1}, scanner.ErrLabelOptions},
	} {
		if err := scanner.Render(io.Discard, c.l, stem, c.o); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
	if err := scanner.Render(io.Discard, pack(t), strings.Repeat("x", 4000),
		scanner.LabelOptions{}); !errors.Is(err, scanner.ErrLabelTooLong) {
		t.Errorf("a link of 4000 characters: %v", err)
	}
}
