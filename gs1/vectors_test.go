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
