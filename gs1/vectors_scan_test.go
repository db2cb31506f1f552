package gs1

import (
	"fmt"
	"strings"
	"testing"
)

func TestVectorsScanData(t *testing.T) {
	runVectors(t, "scandata/scandata.jsonl", func(v vector) error {
		switch v.Kind {
		case "checkDigit":
			check, err := CheckDigit(v.Input[:len(v.Input)-1])
			if err != nil {
				return err
			}
			return expect(string(check), v.CorrectCheckDigit)
		case "processScanData":
			return checkScan(v)
		case "generateScanData":
			return checkGenerateScan(v)
		}
		return fmt.Errorf("unknown kind %q", v.Kind)
	})
}

// symbologyNames are the identifiers of the symbologies that the vectors name; for element
// strings and for plain data.
var symbologyNames = map[string][2]string{
	"QR": {"]Q3", "]Q1"}, "DM": {"]d2", "]d1"}, "DotCode": {"]J1", "]J0"},
	"DataBarExpanded": {"]e0", ""}, "GS1_128_CCA": {"]C1", ""},
	"EAN13": {"", "]E0"}, "EAN8": {"", "]E4"},
}

func checkScan(v vector) error {
	s, elements, err := v.dialect().scan(v.Input)
	if err != nil || !v.OK {
		return expectOK(err, v.OK)
	}
	ids := symbologyNames[*v.Symbology]
	if s.id != ids[0] && s.id != ids[1] {
		return expect(s.id, ids)
	}
	switch data := v.Input[symbologyLength:]; s.content {
	case elementContent:
		return expect(carets(elements), *v.Data)
	case plainContent:
		if v.DLElements != nil && *v.DLElements != "" {
			return expect(carets(elements), *v.DLElements)
		}
		if strings.HasPrefix(strings.TrimLeft(data, `\`), "^") {
			data = `\` + data // the vectors' way to tell data from FNC1
		}
		return expect(data, *v.Data)
	default:
		got := strings.TrimLeft(elements[0].Value, "0")
		if len(elements) > 1 {
			got += "|" + carets(elements[1:])
		}
		return expect(got, strings.TrimLeft(*v.Data, "0"))
	}
}

func checkGenerateScan(v vector) error {
	id := symbologyNames[v.symbologyName()][0]
	data, marked := strings.CutPrefix(v.Input, "^")
	switch {
	case !marked:
		return unsupported("generateScanData of plain data: Pedigree prints GS1 data only")
	case strings.Contains(v.Input, "|"):
		return unsupported("generateScanData of composite symbols: medicines carry none")
	case id == "":
		return unsupported("generateScanData of linear symbols: they hold no serial number")
	}
	elements, err := v.dialect().elementString(separators(data))
	if err != nil {
		return err
	}
	return expect(id+formatElements(elements), *v.Scan)
}

// symbologyName is the symbology's name, also when it is absent.
func (v vector) symbologyName() string {
	if v.Symbology == nil {
		return ""
	}
	return *v.Symbology
}
