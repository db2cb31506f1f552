package scanner

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"strings"
)

// dotsPerMillimetre of the usual label printer (203 dpi).
const dotsPerMillimetre = 8

// zplHex keeps a value from being read as a command: with ^FH\ these become hex escapes.
var zplHex = strings.NewReplacer(`^`, `\5E`, `~`, `\7E`, `\`, `\5C`)

// zplFNC1 writes separators as FNC1 and doubles the escape character (ZPL II, ^BX).
var zplFNC1 = strings.NewReplacer("_", "__", groupSeparator, "_1")

// writeZPL leaves drawing the symbol to the printer.
func (s *sheet) writeZPL(w io.Writer, xDimension float64) error {
	dots := max(1, min(10, int(math.Round(xDimension*dotsPerMillimetre))))
	var b bytes.Buffer
	fmt.Fprintf(&b, "^XA\n^CI28\n^PW%d\n^LL%d\n",
		int(math.Ceil(s.width()))*dots, int(math.Ceil(s.height()))*dots)
	fmt.Fprintf(&b, "^FO%d,%d", s.quiet*dots, s.quiet*dots)
	if s.symbol == DataMatrix {
		fmt.Fprintf(&b, "^BXN,%d,200,,,,_^FH\\^FD_1%s^FS\n",
			dots, zplHex.Replace(zplFNC1.Replace(s.content)))
	} else {
		fmt.Fprintf(&b, "^BQN,2,%d^FH\\^FDMA,%s^FS\n", dots, zplHex.Replace(s.content))
	}
	for i, line := range s.lines {
		fmt.Fprintf(&b, "^FO%d,%d^A0N,%d^FH\\^FD%s^FS\n", s.quiet*dots,
			(int(s.textTop())+i*lineHeight)*dots, fontSize*dots, zplHex.Replace(line))
	}
	b.WriteString("^XZ\n")
	_, err := w.Write(b.Bytes())
	return err
}
