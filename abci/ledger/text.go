package ledger

import (
	_ "embed" // repertoire
	"fmt"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// repertoire are the ranges of characters that free texts may use: letters, marks,
// digits, punctuation and symbols of Unicode 15.0, and the space. What steers a
// terminal, turns the direction of writing, is not seen, or means something to some
// people only (controls, formats, private use, unassigned, fillers) is not in it.
//
// It is a file and not a question to package unicode: whose tables change with the
// release of Go, and two nodes built by different ones would disagree about an order.
// Normalization of characters that are assigned never changes (Unicode Stability
// Policy), so the tables of package norm may be any from 15.0 on.
//
//go:embed repertoire.txt
var repertoire string

type runeRange struct{ from, to rune }

var writable = readRanges(repertoire)

// readRanges reads lines of "from-to", hexadecimal, ascending.
func readRanges(text string) (rs []runeRange) {
	for _, line := range strings.Fields(text) {
		from, to, _ := strings.Cut(line, "-")
		rs = append(rs, runeRange{runeOf(from), runeOf(to)})
	}
	return rs
}

func runeOf(hex string) rune {
	n, err := strconv.ParseInt(hex, 16, 32)
	if err != nil {
		panic(err)
	}
	return rune(n)
}

func mayWrite(r rune) bool {
	if r < utf8.RuneSelf {
		return ' ' <= r && r <= '~'
	}
	n := sort.Search(len(writable), func(i int) bool { return writable[i].to >= r })
	return n < len(writable) && writable[n].from <= r
}

// checkText judges a free text by the one rule for all of them: at most maxText bytes,
// characters that people see, spelled in the one way of NFC (UAX 15), and, where it
// is required, not spaces alone.
func checkText(field, s string, required bool) error {
	if required && strings.TrimSpace(s) == "" {
		return fmt.Errorf("%s is required", field)
	}
	if len(s) > maxText {
		return fmt.Errorf("%s is longer than %d bytes", field, maxText)
	}
	if !utf8.ValidString(s) {
		return fmt.Errorf("%s is not UTF-8", field)
	}
	for _, r := range s {
		if !mayWrite(r) {
			return fmt.Errorf("%s holds U+%04X, a character that a text may not have", field, r)
		}
	}
	if !norm.NFC.IsNormalString(s) {
		return fmt.Errorf("%s is not written in normal form C", field)
	}
	return nil
}
