package scanner

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/common"
	"github.com/makiuchi-d/gozxing/datamatrix"
	multiqr "github.com/makiuchi-d/gozxing/multi/qrcode/detector"
	"github.com/makiuchi-d/gozxing/qrcode"
	qrdecoder "github.com/makiuchi-d/gozxing/qrcode/decoder"
)

// A reader finds symbols in one binarized view. What it cannot read it leaves out.
type reader func(view *raster, bitmap *gozxing.BinaryBitmap) []Symbol

// readers in the order plain, pure barcode, harder.
var readers = []reader{
	plain(func() gozxing.Reader { return qrcode.NewQRCodeReader() }, nil),
	plain(func() gozxing.Reader { return datamatrix.NewDataMatrixReader() }, nil),
	plain(func() gozxing.Reader { return qrcode.NewQRCodeReader() }, pureBarcode),
	plain(func() gozxing.Reader { return datamatrix.NewDataMatrixReader() }, pureBarcode),
	severalQRCodes,
	located,
}

type hints = map[gozxing.DecodeHintType]interface{}

var (
	pureBarcode = hints{gozxing.DecodeHintType_PURE_BARCODE: true}
	tryHarder   = hints{gozxing.DecodeHintType_TRY_HARDER: true}
)

// plain is one of the library's own readers.
func plain(open func() gozxing.Reader, h hints) reader {
	return func(_ *raster, bitmap *gozxing.BinaryBitmap) []Symbol {
		result, err := open().Decode(bitmap, h)
		if err != nil {
			return nil
		}
		m := result.GetResultMetadata()
		id, _ := m[gozxing.ResultMetadataType_SYMBOLOGY_IDENTIFIER].(string)
		segments, _ := m[gozxing.ResultMetadataType_BYTE_SEGMENTS].([][]byte)
		return []Symbol{newSymbol(id, result.GetText(), result.GetRawBytes(), segments)}
	}
}

// severalQRCodes looks for more than one QR code. It goes below the library's multi reader,
// which forgets the symbology identifier.
func severalQRCodes(_ *raster, bitmap *gozxing.BinaryBitmap) (symbols []Symbol) {
	matrix, err := bitmap.GetBlackMatrix()
	if err != nil {
		return nil
	}
	detected, err := multiqr.NewMultiDetector(matrix).DetectMulti(tryHarder)
	if err != nil {
		return nil
	}
	for _, d := range detected {
		if r, err := qrdecoder.NewDecoder().Decode(d.GetBits(), tryHarder); err == nil {
			symbols = append(symbols, fromDecoder("]Q", r))
		}
	}
	return symbols
}

func fromDecoder(prefix string, r *common.DecoderResult) Symbol {
	id := prefix + strconv.Itoa(r.GetSymbologyModifier())
	return newSymbol(id, r.GetText(), r.GetRawBytes(), r.GetByteSegments())
}

// Codewords of ISO/IEC 16022, table 2.
const (
	codewordC40  = 230
	codewordFNC1 = 232
	codewordText = 239
)

const groupSeparator = "\x1d"

// newSymbol takes the FNC1 in first position out of a DataMatrix text, where the library
// leaves it as GS. The library also calls ]d2 what only has FNC1 in fifth position, which is
// right for one part of a structured append and for nothing that stands alone.
func newSymbol(id, text string, codewords []byte, segments [][]byte) Symbol {
	if id == GS1DataMatrix || id == "]d5" {
		if startsWithFNC1(codewords) && strings.HasPrefix(text, groupSeparator) {
			text = text[len(groupSeparator):]
		} else {
			id = PlainDataMatrix
		}
	}
	s := Symbol{Symbology: id, Text: text, Bytes: []byte(text)}
	if !utf8.ValidString(text) { // upper shift in a DataMatrix: ISO/IEC 8859-1
		s.Text = latin1(text)
	} else if b := join(segments); !isASCII(b) {
		s.Bytes = b
	}
	return s
}

func startsWithFNC1(codewords []byte) bool {
	if len(codewords) == 0 {
		return false
	}
	switch codewords[0] {
	case codewordFNC1, codewordC40, codewordText:
		return true
	}
	return false
}

func latin1(s string) string {
	runes := make([]rune, len(s))
	for i := range len(s) {
		runes[i] = rune(s[i])
	}
	return string(runes)
}

func join(segments [][]byte) (b []byte) {
	for _, s := range segments {
		b = append(b, s...)
	}
	return b
}

func isASCII(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
