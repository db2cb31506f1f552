package gs1

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

// The page's own parser has to read what this one reads, refuse what it refuses, and find
// the same faults: the file of labels holds what this one says of codes that are made from
// good ones by seeds, and the page's tests hold the page's parser to it. For another sample:
//
//	go test ./gs1 -run TestPageLabels -update -seed 7 -labels 100000 -out labels.jsonl
//	LABELS=labels.jsonl npm test --prefix web
var (
	labelSeed  = flag.Uint64("seed", 20261201, "of the labels' file")
	labelCount = flag.Int("labels", 5000, "codes in the labels' file")
	labelFile  = flag.String("out", "testdata/labels.jsonl", "the labels' file, written by -update")
)

const pageYear = 2026

func TestPageLabels(t *testing.T) {
	want := pageLabels(t, *labelSeed, *labelCount)
	if *update {
		if err := os.WriteFile(*labelFile, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(*labelFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("the labels' file is not what the parser says: run with -update")
	}
	outcomes := map[string]int{}
	for lines := bufio.NewScanner(bytes.NewReader(got)); lines.Scan(); {
		kind := "read"
		for _, fault := range []string{"Malformed", "lost_separator", "caps_lock", "keyboard_layout",
			"two_codes"} {
			if strings.HasSuffix(lines.Text(), `,"`+fault+`"]`) {
				kind = fault
			}
		}
		outcomes[kind]++
	}
	if len(outcomes) != 6 || slices.Min([]int{outcomes["read"], outcomes["Malformed"]}) < *labelCount/10 {
		t.Errorf("the file has too little of something: %v", outcomes)
	}
	t.Log(outcomes)
}

// pageLabels gives lines of a code and what is read in it: the elements and the expiry, or
// the fault.
func pageLabels(t *testing.T, seed uint64, count int) []byte {
	m := maker{rand.New(rand.NewPCG(seed, 0))}
	var b bytes.Buffer
	seen := map[string]bool{}
	for len(seen) < count {
		code := m.code()
		if seen[code] || !utf8.ValidString(code) || len(code) > 1200 {
			continue
		}
		seen[code] = true
		fmt.Fprintln(&b, script(t, [2]string{code, pageOutcome(code)}))
	}
	return b.Bytes()
}

func pageOutcome(code string) string {
	l, err := ParseLabel(code, pageYear)
	if fault, ok := err.(*ScanFault); ok {
		return string(fault.Cause)
	}
	if err != nil {
		return "Malformed"
	}
	return formatBracketed(l.Elements) + " " + l.Expiry.String()
}

// maker makes codes, good ones and others.
type maker struct{ *rand.Rand }

func pick[T any](m maker, of []T) T { return of[m.IntN(len(of))] }

// code is a label in some form, as it is printed or damaged a few times.
func (m maker) code() string {
	code := m.form(m.label())
	for range pick(m, []int{0, 0, 0, 1, 1, 2, 3}) {
		code = m.damage(code)
	}
	return code
}

// label gives elements that packs have, and now and then any others.
func (m maker) label() []Element {
	gtin := "0" + pick(m, []string{"9504000059118", "9504000059101", "0614141123452", "0000002345673"})
	elements := []Element{{"01", gtin}}
	for _, ai := range []string{"17", "10", "21", "11", "240", "710", "235", "22"} {
		if m.IntN(10) < map[string]int{"17": 7, "10": 7, "21": 8}[ai]+1 {
			elements = append(elements, Element{ai, m.value(lookupEntry(ai))})
		}
	}
	for range pick(m, []int{0, 0, 0, 0, 0, 1, 1, 2}) {
		e := pick(m, aiTable)
		ai := e.first
		if n, err := strconv.Atoi(e.last); err == nil && e.last != e.first {
			first, _ := strconv.Atoi(e.first)
			ai = fmt.Sprintf("%0*d", len(ai), first+m.IntN(n-first+1))
		}
		elements = append(elements, Element{ai, m.value(&e)})
	}
	if m.IntN(12) == 0 {
		elements = elements[1:]
	}
	if m.IntN(12) == 0 {
		elements = append(elements, Element{"00", "106141412345678908"})
	}
	if m.IntN(6) == 0 {
		m.Shuffle(len(elements), func(i, j int) { elements[i], elements[j] = elements[j], elements[i] })
	}
	return elements
}

// value is often a good one of the AI.
func (m maker) value(e *entry) string {
	var best string
	for range 40 {
		var b strings.Builder
		for _, p := range e.parts {
			if p.optional && m.IntN(2) == 0 {
				continue
			}
			b.WriteString(m.part(p))
		}
		best = b.String()
		if e.checkValue(e.first, best) == nil {
			return best
		}
	}
	return best
}

func (m maker) part(p component) string {
	length := p.min + m.IntN(min(p.max, p.min+12)-p.min+1)
	digits := p.check(strings.Repeat("0", length)).reason == "" || p.check("A").reason != ""
	alphabet := pick(m, []string{"0123456789", "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ",
		"abcXYZyz0189", `aB3/-_?+()&%.'"!*,:;<=>`})
	if digits && m.IntN(8) > 0 {
		alphabet = pick(m, []string{"0123456789", "012"})
	}
	var b strings.Builder
	for range length {
		b.WriteByte(alphabet[m.IntN(len(alphabet))])
	}
	text := b.String()
	if check, err := CheckDigit(text[:len(text)-1]); err == nil && m.IntN(2) == 0 && len(text) > 12 {
		text = text[:len(text)-1] + string(check)
	}
	if length == 6 && m.IntN(4) > 0 {
		text = fmt.Sprintf("%02d%02d%02d", m.IntN(100), 1+m.IntN(12), m.IntN(32))
	}
	return text
}

// form writes elements as one of the codes that people and scanners send.
func (m maker) form(elements []Element) string {
	data := formatElements(elements)
	switch m.IntN(9) {
	case 0:
		return formatBracketed(elements)
	case 1:
		return strings.NewReplacer("(", pick(m, []string{"(", " ("}), ")", pick(m, []string{")", ") "})).
			Replace(formatBracketed(elements))
	case 2, 3:
		return pick(m, []string{"", "]Q1", "]d1", "]J0"}) + m.link(elements)
	case 4:
		return strings.ReplaceAll(data, "\x1d", pick(m, []string{"^", "", "\x1d\x1d"}))
	case 5:
		return pick(m, symbologies).id + data
	case 6:
		return pick(m, []string{"]E0", "]E4", "]I1", "]I0", ""}) + pick(m, []string{"9504000059118",
			"02345673", "09504000059118", "0614141123452"}) + pick(m, []string{"", "|]e0" + data})
	}
	return pick(m, []string{"]d2", "]Q3", "]C1", "", "\x1d", "^"}) + data
}

func (m maker) link(elements []Element) string {
	stem := pick(m, []string{"https://id.gs1.org", "http://a.example/p", "HTTPS://ID.GS1.ORG", "HTTP://X.Y",
		"https://r.example:8080/some/where", "hTTPS://ID.GS1.ORG"})
	l := Label{Elements: elements}
	link := l.DigitalLink(stem)
	if m.IntN(3) == 0 {
		var b strings.Builder
		b.WriteString(stem)
		for i, e := range elements {
			if i < 1+m.IntN(4) {
				b.WriteString("/" + pick(m, []string{e.AI, e.AI, e.AI, "gtin", "ser", "lot"}) + "/" + escape(e.Value, false))
			} else {
				b.WriteString(pick(m, []string{"?", "&"}) + e.AI + "=" + escape(e.Value, true))
			}
		}
		link = b.String()
	}
	return link + pick(m, []string{"", "", "", "?17=271231", "&x=1&linkType=all#s", "&99=a", "?s=1", "%"})
}

const strange = "\x1d^ ]()\\|<>#@{}~é␝ſ\t\n0129AaZzYy%/?&=+:.-"

// damage does to a code what scanners, keyboards and liars do.
func (m maker) damage(code string) string {
	at := 0
	if code != "" {
		at = m.IntN(len(code))
	}
	runes := []rune(strange)
	switch m.IntN(14) {
	case 0:
		return swapCase(code)
	case 1:
		return pick(m, keyboards).retype(code)
	case 2:
		return pick(m, keyboards).reverse().retype(code)
	case 3:
		return strings.ReplaceAll(code, "\x1d", pick(m, []string{"", " ", "|", "<GS>", "^]", "␝"}))
	case 4:
		return code + pick(m, []string{"", "\r\n", "\n"}) + m.form(m.label())
	case 5:
		return code + pick(m, []string{"9504000059118", "]d2010950400005911821AB", "|]e0", " ", "\r\n", "\x1d"})
	case 6:
		return pick(m, []string{" ", "\t", "\r\n", "^", "\x1d", "]d2", "]D2", "]q3", "]c1"}) + code
	case 7:
		return code[:at]
	case 8:
		return strings.ToLower(code)
	case 9, 10:
		return code[:at] + code[min(len(code), at+1):]
	case 11:
		return code[:at] + string(pick(m, runes)) + code[min(len(code), at+1):]
	case 12:
		return strings.Repeat(code, 1+m.IntN(3))
	}
	return code[:at] + string(pick(m, runes)) + code[at:]
}
