package gs1_test

import (
	"strings"
	"testing"

	"pedigree/gs1"
)

// Hostile codes that have very many readings must be refused like any other, and soon.
var hostile = []string{
	strings.Repeat("10", 200), strings.Repeat("21", 199) + "#", strings.Repeat("(21)", 100),
	"0109504000059118" + strings.Repeat("2110", 90), "]d2" + strings.Repeat("91", 190) + "^",
	"0109504000059118" + strings.Repeat("10A\x1d21B\x1d91C\x1d92D\x1d", 20),
	"0109504000059118" + strings.Repeat("910192", 60) + "~", strings.Repeat("https://", 40),
	"https://a/" + strings.Repeat("01/09504000059118/", 20), strings.Repeat("9504000059118", 30),
	strings.Repeat("&é\"'(-è_çà", 30), strings.Repeat("]d2", 100), strings.Repeat("%", 7000),
}

func TestHostileCodesAreRefused(t *testing.T) {
	for _, code := range hostile {
		if l, err := gs1.ParseLabel(code, year); err == nil {
			t.Errorf("%q was read as %s", code, show(l))
		}
	}
}

func BenchmarkHostile(b *testing.B) {
	for _, code := range hostile {
		b.Run(code[:12], func(b *testing.B) {
			for b.Loop() {
				_, _ = gs1.ParseLabel(code, year)
			}
		})
	}
}
