package gs1

import "strings"

// mostInserted is how many separators may have been lost: packs carry three or four values
// without predefined length at most, and the last one needs none.
const mostInserted = 2

// separatorMissing reports whether a code becomes a label once lost separators are put
// back: inserted where values ran together, or in place of a character that no value can
// hold, because some scanners and terminals print one instead of GS.
func separatorMissing(code string) bool {
	data, ok := rawData(code)
	if !ok {
		return false
	}
	if replaced := replaceForeign(data); replaced != data {
		elements, err := dialect{}.elementString(replaced)
		if err == nil && namesItem(elements) && checkAssociations(elements) == nil {
			return true
		}
	}
	return resplit(data, func(elements []Element) bool {
		return namesItem(elements) && checkAssociations(elements) == nil
	})
}

// separatorSwallowed reports whether a code without any separator reads as a label that
// lacks an item every prescription pack has, while a separator put back makes it complete:
// the lot number has swallowed the serial number, or the other way round.
func separatorSwallowed(code string) bool {
	data, ok := rawData(code)
	if !ok || strings.ContainsRune(data, groupSeparator) || len(data) > longestDiagnosed {
		return false
	}
	return resplit(data, func(elements []Element) bool {
		return complete(elements) && checkAssociations(elements) == nil
	})
}

// rawData returns the element string of a scan; other forms have no separators to lose.
func rawData(code string) (string, bool) {
	switch {
	case code == "" || code[0] == '(' || hasScheme(code) || isBareGTIN(code):
		return "", false
	case code[0] == ']':
		if len(code) < symbologyLength {
			return "", false
		}
		s, ok := symbologyOf(code[:symbologyLength])
		return code[symbologyLength:], ok && s.content == elementContent
	}
	code = strings.ReplaceAll(code, "^", string(groupSeparator))
	return strings.TrimPrefix(code, string(groupSeparator)), true
}

// replaceForeign puts GS for every run of characters that no value can hold.
func replaceForeign(data string) string {
	var b strings.Builder
	foreign := false
	for i := range len(data) {
		if isCharset82(data[i]) || data[i] == '#' {
			b.WriteByte(data[i])
			foreign = false
		} else if !foreign {
			b.WriteByte(groupSeparator)
			foreign = true
		}
	}
	return b.String()
}

// splitter reads data like elementString, but may end values early as if separators had
// stood there. It tries all ways until one is accepted that put any back.
type splitter struct {
	accept func([]Element) bool
	steps  int // elements that may still be tried: a hostile code has very many ways
}

// mostSteps is ample: two values of 20 characters, cut in every place, take a tenth of it.
const mostSteps = 20_000

func resplit(data string, accept func([]Element) bool) bool {
	s := splitter{accept: accept, steps: mostSteps}
	return s.split(data, mostInserted, nil)
}

// split reads on after head; left separators may still be put back.
func (s *splitter) split(data string, left int, head []Element) bool {
	if data == "" {
		return left < mostInserted && s.accept(head)
	}
	ai, e := dialect{}.lookup(data, 0)
	if s.steps--; s.steps < 0 || e == nil || match(head, ai, "") != "" {
		return false
	}
	data = data[len(ai):]
	end := strings.IndexByte(data, groupSeparator)
	if end < 0 {
		end = len(data)
	}
	next := func(n, left int) bool {
		rest := strings.TrimPrefix(data[n:], string(groupSeparator))
		return s.split(rest, left, append(head[:len(head):len(head)], Element{ai, data[:n]}))
	}
	if n, err := e.readValue(ai, data[:end]); err == nil && (e.fixed || n == end) && next(n, left) {
		return true
	}
	if e.fixed || left == 0 {
		return false
	}
	for n := 1; n < min(end, 90); n++ {
		if follows(data[n:]) && e.checkValue(ai, data[:n]) == nil && next(n, left-1) {
			return true
		}
	}
	return false
}

// follows reports whether data starts with an AI that packs of medicine print after lot or
// serial number. Any AI would do by the standard, but then almost any serial number could
// be cut in two.
func follows(data string) bool {
	for _, ai := range []string{"10", "11", "17", "21", "240", "7003", "71", "91", "92", "93"} {
		if strings.HasPrefix(data, ai) {
			return true
		}
	}
	return false
}

func namesItem(elements []Element) bool {
	return match(elements, "01", "") != "" || match(elements, "00", "") != ""
}

// complete reports whether all that a prescription pack must show is there: product
// identifier of DSCSA 581(14), unique identifier of (EU) 2016/161 Article 4.
func complete(elements []Element) bool {
	return matchAll(elements, []string{"01", "10", "17", "21"}, "")
}
