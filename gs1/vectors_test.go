package gs1

import (
	"bufio"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// vector is a line of the public GS1 test vectors; their README says what the fields mean.
type vector struct {
	Kind, Input, Linter, Rule, Needle string
	InputHex                          string `json:"input_hex"`
	OK                                bool
	Error, Marked, Elements, Match    *string
	MarkedHex                         *string `json:"marked_hex"`
	AI, URI, Stem, Scan               *string
	AILen                             int `json:"ai_len"`
	AILength                          int `json:"ai_length"`
	Path, Query, Symbology, Data      *string
	PathHex                           string  `json:"path_hex"`
	QueryHex                          string  `json:"query_hex"`
	DLElements                        *string `json:"dl_elements"`
	Ignore                            *string
	Sequence                          []string
	CorrectCheckDigit                 string `json:"correct_check_digit"`
	Options                           struct {
		PermitUnknownAIs         bool
		PermitZeroSuppressedGTIN bool
		PermitConvenienceAlphas  bool
		AddCheckDigit            bool
	}
}

func (v vector) dialect() dialect {
	return dialect{
		unknownAIs:     v.Options.PermitUnknownAIs,
		zeroSuppressed: v.Options.PermitZeroSuppressedGTIN,
		shortNames:     v.Options.PermitConvenienceAlphas,
	}
}

func (v vector) input() string {
	if v.InputHex != "" {
		b, _ := hex.DecodeString(v.InputHex)
		return string(b)
	}
	return v.Input
}

// unsupported names vectors that are about something Pedigree does not do.
type unsupported string

func (u unsupported) Error() string { return string(u) }

// runVectors checks every line of a file and prints the count.
func runVectors(t *testing.T, name string, check func(v vector) error) {
	file, err := os.Open(filepath.Join(vectorsFolder, name))
	if err != nil {
		t.Skip("the public vectors are not here: ", err)
	}
	defer file.Close()
	passed, total, left := 0, 0, map[string]int{}
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var v vector
		if err := json.Unmarshal(lines.Bytes(), &v); err != nil {
			t.Fatal(err)
		}
		total++
		var out unsupported
		switch err := check(v); {
		case err == nil:
			passed++
		case errors.As(err, &out):
			left[out.Error()]++
		default:
			t.Errorf("%s: %v", lines.Text(), err)
		}
	}
	fmt.Printf("gs1 vectors %s: %d/%d passed\n", name, passed, total)
	for _, reason := range slices.Sorted(maps.Keys(left)) {
		fmt.Printf("gs1 vectors %s: %d not run: %s\n", name, left[reason], reason)
	}
}

func expect(got, want any) error {
	if fmt.Sprint(got) != fmt.Sprint(want) {
		return fmt.Errorf("got %q, want %q", fmt.Sprint(got), fmt.Sprint(want))
	}
	return nil
}

func expectOK(err error, ok bool) error {
	if (err == nil) != ok {
		return fmt.Errorf("error %v, want ok %t", err, ok)
	}
	return nil
}

// carets writes an element string the way the vectors do.
func carets(elements []Element) string {
	return "^" + strings.ReplaceAll(formatElements(elements), string(groupSeparator), "^")
}

func separators(text string) string {
	return strings.ReplaceAll(text, "^", string(groupSeparator))
}

func TestVectorsLint(t *testing.T) {
	linters := lintersByName()
	runVectors(t, "syntax/lint.jsonl", func(v vector) error {
		lint := linters[v.Linter]
		if lint == nil {
			return fmt.Errorf("no linter %q", v.Linter)
		}
		in := v.input()
		f := lint(in)
		if v.OK {
			return expect(f.reason, "")
		}
		marked := in[:f.at] + "*" + in[f.at:f.at+f.length] + "*" + in[f.at+f.length:]
		want := ""
		if v.MarkedHex != nil {
			b, _ := hex.DecodeString(*v.MarkedHex)
			want = string(b)
		} else {
			want = *v.Marked
		}
		return expect(string(f.reason)+" "+marked, *v.Error+" "+want)
	})
}

func TestVectorsElements(t *testing.T) {
	runVectors(t, "elements/elements.jsonl", func(v vector) error {
		switch v.Kind {
		case "lookupAI":
			ai, e := v.dialect().lookup(v.Input, v.AILen)
			want := ""
			if v.AI != nil {
				want = *v.AI
			}
			if (e != nil) != v.OK {
				return fmt.Errorf("found %q", ai)
			}
			return expect(ai, want)
		case "aiLengthByPrefix":
			return expect(aiLength(v.Input), v.AILength)
		case "existsInAIdata":
			return checkExists(v)
		case "parseAIdata":
			elements, err := v.dialect().bracketed(v.Input)
			if err != nil || !v.OK {
				return expectOK(err, v.OK)
			}
			return expect(carets(elements), *v.Elements)
		case "processAIdata":
			data, marked := strings.CutPrefix(v.Input, "^")
			err := error(refuse(NotGS1, v.Input, "no FNC1 in front"))
			if marked {
				_, err = v.dialect().elementString(separators(data))
			}
			return expectOK(err, v.OK)
		case "validateAIs":
			return checkRule(v)
		case "lintAIdata", "errMarkup":
			return checkMarkup(v)
		}
		return fmt.Errorf("unknown kind %q", v.Kind)
	})
}

func checkExists(v vector) error {
	elements, err := v.dialect().bracketed(v.Input)
	if err != nil {
		return err
	}
	ignore := ""
	if v.Ignore != nil {
		ignore = *v.Ignore
	}
	got := match(elements, v.Needle, ignore)
	if v.Match != nil {
		return expect(got, *v.Match)
	}
	return expect(got != "", v.OK)
}

func checkRule(v vector) error {
	elements, err := v.dialect().bracketed(v.Input)
	if err != nil {
		return err
	}
	rule := map[string]func([]Element) error{
		"repeats": checkRepeats, "mutex": checkExclusions,
		"requisites": checkRequisites, "digSigSerialisedKey": checkSignedKey,
	}[v.Rule]
	return expectOK(rule(elements), v.OK)
}

func checkMarkup(v vector) error {
	_, err := v.dialect().bracketed(v.Input)
	var syntax *SyntaxError
	if !errors.As(err, &syntax) {
		return fmt.Errorf("got %v", err)
	}
	if v.Kind == "lintAIdata" {
		return expect(syntax.Reason, *v.Error)
	}
	// Upstream cuts the value at the end of the component.
	marked := fmt.Sprintf("(%s)%s|%s|%s", syntax.AI, syntax.Value[:syntax.At],
		syntax.Value[syntax.At:syntax.At+syntax.Length], syntax.Value[syntax.At+syntax.Length:])
	if !strings.HasPrefix(marked, *v.Marked) {
		return expect(marked, *v.Marked)
	}
	return nil
}

func TestVectorsDigitalLink(t *testing.T) {
	runVectors(t, "digitallink/digitallink.jsonl", func(v vector) error {
		switch v.Kind {
		case "parseDLuri":
			elements, err := v.dialect().link(v.Input)
			if err != nil || !v.OK {
				return expectOK(err, v.OK)
			}
			return expect(carets(elements), *v.Elements)
		case "generateDLuri":
			return checkGenerate(v)
		case "uriUnescape":
			if err := expect(unescape(v.Input, false), orHex(v.Path, v.PathHex)); err != nil {
				return err
			}
			return expect(unescape(v.Input, true), orHex(v.Query, v.QueryHex))
		case "uriEscape":
			if err := expect(escape(v.Input, false), *v.Path); err != nil {
				return err
			}
			return expect(escape(v.Input, true), *v.Query)
		case "dlPathSequence":
			e := lookupEntry(v.Sequence[0])
			return expect(e != nil && e.isKey() && e.pathFits(v.Sequence[1:]), v.OK)
		}
		return fmt.Errorf("unknown kind %q", v.Kind)
	})
}

func checkGenerate(v vector) error {
	elements, err := v.dialect().bracketed(v.Input)
	if err != nil {
		return err
	}
	stem := ""
	if v.Stem != nil {
		stem = *v.Stem
	}
	uri, refusal := formatLink(stem, elements)
	if refusal != nil || !v.OK {
		return expect(refusal == nil, v.OK)
	}
	return expect(uri, *v.URI)
}

func orHex(text *string, digits string) string {
	if text != nil {
		return *text
	}
	b, _ := hex.DecodeString(digits)
	return string(b)
}

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
