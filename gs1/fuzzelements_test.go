package gs1

import (
	"slices"
	"testing"
)

// FuzzElementString: elements that were read can be written, with GS and with brackets,
// and read again; nothing is lost on the way.
func FuzzElementString(f *testing.F) {
	for _, data := range []string{
		"01095040000591181727123110" + "7654321D\x1d2110987654d32", "10A\x1d", "9990",
		"423528528", "8110106141416543213150110120", "236new", "4193210987654321",
		"0112345678901231\x1d2421", "7007211225211231",
	} {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data string) {
		for _, d := range []dialect{{}, labels} {
			elements, err := d.elementString(data)
			if err != nil {
				continue
			}
			back, err := d.elementString(formatElements(elements))
			if err != nil || !slices.Equal(back, elements) {
				t.Fatalf("%q: %v %v", data, back, err)
			}
			if back, err = d.bracketed(formatBracketed(elements)); err != nil ||
				!slices.Equal(back, elements) {
				t.Fatalf("%q in brackets: %v %v", data, back, err)
			}
		}
	})
}
