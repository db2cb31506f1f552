package scanner

import (
	"bytes"
	"fmt"
	"io"
	"strings"
)

const pointsPerMillimetre = 72 / 25.4

// pdfText escapes what ends or changes a PDF string (ISO 32000-1, 7.3.4.2).
var pdfText = strings.NewReplacer(`\`, `\\`, `(`, `\(`, `)`, `\)`)

// writePDF draws the label as a page of its true size, with rectangles and the Courier font
// that every PDF reader has.
func (s *sheet) writePDF(w io.Writer, xDimension float64) error {
	unit := xDimension * pointsPerMillimetre
	var page bytes.Buffer
	// From here on one unit is one module, counted from the top left corner.
	fmt.Fprintf(&page, "%.5f 0 0 %.5f 0 %.5f cm\n", unit, unit, s.height()*unit)
	for _, r := range s.runs() {
		fmt.Fprintf(&page, "%d %d %d 1 re\n", r.x, -r.y-1, r.length)
	}
	fmt.Fprintf(&page, "f\nBT\n/F1 %d Tf\n", fontSize)
	for i, line := range s.lines {
		fmt.Fprintf(&page, "1 0 0 1 %d %g Tm\n(%s) Tj\n",
			s.quiet, -s.textTop()-float64(i*lineHeight+fontSize), pdfText.Replace(line))
	}
	page.WriteString("ET\n")
	_, err := w.Write(pdfFile([]string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %.3f %.3f] /Contents 5 0 R"+
			" /Resources << /Font << /F1 4 0 R >> >> >>", s.width()*unit, s.height()*unit),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%sendstream", page.Len(), page.String()),
	}))
	return err
}

// pdfFile numbers the objects from 1 and adds the table of their places (7.5.4).
func pdfFile(objects []string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	places := make([]int, len(objects))
	for i, object := range objects {
		places[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	table := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, place := range places {
		fmt.Fprintf(&b, "%010d 00000 n \n", place)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n",
		len(objects)+1, table)
	return b.Bytes()
}
