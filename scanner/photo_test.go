package scanner_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"pedigree/scanner"
)

// photos from easy to hard. The hardest that must be read are those a hand held phone makes
// at 3 pixels per module; what lies beyond is counted, not demanded.
var photos = []struct {
	name   string
	camera camera
	must   bool
}{
	{"straight", camera{module: 6}, true},
	{"tilted", camera{yaw: 20, pitch: 10, roll: 7, module: 6, blur: 0.2, noise: 4}, true},
	{"tilted the other way", camera{yaw: -25, pitch: 15, roll: -33, module: 6, noise: 6}, true},
	{"upside down", camera{yaw: 10, roll: 180, module: 5, blur: 0.3, noise: 4}, true},
	{"on its side", camera{pitch: 20, roll: 93, module: 5, blur: 0.3, noise: 4}, true},
	{"blurred", camera{yaw: 8, roll: 4, module: 6, blur: 0.4, noise: 3}, true},
	{"noisy", camera{yaw: 12, pitch: -9, roll: 12, module: 6, noise: 18}, true},
	{"shaded", camera{yaw: 12, roll: 21, module: 6, blur: 0.2, noise: 4, shade: 0.6}, true},
	{"small", camera{yaw: 5, roll: 3, module: 3, blur: 0.3, noise: 3}, true},
	{"steep", camera{yaw: 40, pitch: 20, roll: 15, module: 7, blur: 0.2, noise: 4}, true},
	{"large", camera{yaw: 15, pitch: 10, roll: 45, module: 20, blur: 0.3, noise: 8}, true},
	{"round bottle", camera{roll: 5, module: 6, blur: 0.2, noise: 4, bend: 1.5}, true},
	{"tiny", camera{yaw: 5, roll: 3, module: 2.2, blur: 0.3, noise: 3}, true},
	{"blurred by half a module", camera{yaw: 8, roll: 4, module: 5, blur: 0.5, noise: 4}, true},
	{"blurred, tilted and shaded", camera{yaw: -15, pitch: -12, roll: 30, module: 4.4, blur: 0.45,
		noise: 7, shade: 0.3}, true},
	{"blurred by half a module and steep", camera{yaw: 22, pitch: -7, roll: 332, module: 4.9,
		blur: 0.5, noise: 7, shade: 0.2}, true},
	{"very blurred", camera{yaw: 8, roll: 4, module: 6, blur: 0.6, noise: 3}, false},
}

func TestPhotosOfTheRealSymbols(t *testing.T) {
	read, total := map[string]int{}, map[string]int{}
	for _, v := range vectors(t) {
		if !strings.HasPrefix(v.File, "gs1/") {
			continue
		}
		symbol := clean(t, v.bytes(t), 2)
		for i, p := range photos {
			for seed := range int64(2) {
				total[v.Format]++
				picture := jpegOf(t, p.camera.photo(symbol, 100*int64(i)+seed))
				found, err := scanner.Decode(bytes.NewReader(picture))
				switch {
				case err != nil && !errors.Is(err, scanner.ErrNoSymbol):
					t.Errorf("%s, %s: %v", v.Format, p.name, err)
				case err != nil && p.must:
					t.Errorf("%s, %s, seed %d: not read", v.Format, p.name, seed)
				case err != nil:
					t.Logf("%s, %s, seed %d: not read", v.Format, p.name, seed)
				case len(found) != 1 || found[0].Text != v.Text || found[0].Symbology != v.Symbology:
					t.Errorf("%s, %s: wrong: %q", v.Format, p.name, found)
				default:
					read[v.Format]++
				}
			}
		}
	}
	for format, n := range total {
		fmt.Printf("photos of the real GS1 %s: %d/%d read\n", format, read[format], n)
	}
}
