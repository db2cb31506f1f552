package main

import (
	"fmt"
	"io"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// plain is a terminal's writer for words of others: names, reasons, a server's answers.
// What is not seen on paper but steers a terminal or turns the direction of writing is
// written as \uXXXX, which means the same in JSON. A character may come in two pieces.
type plain struct {
	to   io.Writer
	rest []byte
}

func (p *plain) Write(b []byte) (int, error) {
	in := append(p.rest, b...)
	out := make([]byte, 0, len(in))
	for len(in) > 0 && utf8.FullRune(in) {
		r, size := utf8.DecodeRune(in)
		switch {
		case r == '\n' || r == '\t' || unicode.IsPrint(r) && r != utf8.RuneError:
			out = append(out, in[:size]...)
		default:
			for _, unit := range utf16.Encode([]rune{r}) {
				out = fmt.Appendf(out, "\\u%04x", unit)
			}
		}
		in = in[size:]
	}
	p.rest = append([]byte(nil), in...)
	if _, err := p.to.Write(out); err != nil {
		return 0, err
	}
	return len(b), nil
}
