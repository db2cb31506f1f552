package scanner

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
)

// writeSVG draws the label in its true size; one unit of the drawing is one module.
func (s *sheet) writeSVG(w io.Writer, xDimension float64) error {
	var b bytes.Buffer
	width, height := s.width(), s.height()
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%.2fmm" height="%.2fmm" `+
		`viewBox="0 0 %g %g">`+"\n", width*xDimension, height*xDimension, width, height)
	b.WriteString(`<rect width="100%" height="100%" fill="#fff"/>` + "\n")
	b.WriteString(`<path fill="#000" shape-rendering="crispEdges" d="`)
	for _, r := range s.runs() {
		fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", r.x, r.y, r.length, r.length)
	}
	b.WriteString(`"/>` + "\n")
	fmt.Fprintf(&b, `<g font-family="monospace" font-size="%d" fill="#000">`+"\n", fontSize)
	for i, line := range s.lines {
		fmt.Fprintf(&b, `<text x="%d" y="%g" textLength="%g" xml:space="preserve">`,
			s.quiet, s.textTop()+float64(i*lineHeight+fontSize), fontAdvance*float64(len(line)))
		if err := xml.EscapeText(&b, []byte(line)); err != nil {
			return err
		}
		b.WriteString("</text>\n")
	}
	b.WriteString("</g>\n</svg>\n")
	_, err := w.Write(b.Bytes())
	return err
}
