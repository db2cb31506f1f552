package gs1

import "sort"

// entry is what the syntax dictionary says of one AI, or of a range such as 3100-3105.
type entry struct {
	first, last string
	fixed       bool         // predefined length: no separator follows (GenSpecs 7.8.5)
	attribute   bool         // may stand in the query of a Digital Link
	parts       []component  // in order; only the last may vary in length
	requires    [][][]string // of each list one group must be present in full
	excludes    []string     // AIs or patterns such as 394n that may not be present
	qualifiers  [][]string   // path AIs after this primary key, alternatives; nil: no key
	title       string
}

// component is a part of a value, checked on its own.
type component struct {
	min, max int
	optional bool
	lint     []linter // the first one checks the character set
}

// dialect says what a reader tolerates beyond the current standard. The zero value
// tolerates nothing.
type dialect struct {
	unknownAIs     bool // keep AIs that are not in the table, if their extent is certain
	zeroSuppressed bool // Digital Link with a GTIN of 8, 12 or 13 digits (before DL 1.1)
	shortNames     bool // Digital Link with /gtin/ for /01/ (before DL 1.2)
	spaces         bool // around values between brackets, as people type them
}

// labels is how codes on packs are read: unknown AIs are kept, so that a new AI does not
// make a pack unreadable, and links printed by older rules still hold.
var labels = dialect{unknownAIs: true, zeroSuppressed: true, shortNames: true, spaces: true}

// lookup finds the AI that data starts with: of the given number of digits, or with 0 of
// the number that its first two digits determine. It returns nil when there is none.
func (d dialect) lookup(data string, digits int) (ai string, e *entry) {
	if digits == 1 || digits > 4 || len(data) < max(digits, 2) || !allDigits(data[:2]) {
		return "", nil
	}
	known := aiLength(data[:2])
	if digits == 0 {
		digits = known
	}
	if digits == 0 || digits > len(data) || known != 0 && known != digits {
		return "", nil
	}
	if ai = data[:digits]; !allDigits(ai) {
		return "", nil
	}
	if e := lookupEntry(ai); e != nil {
		return ai, e
	}
	if d.unknownAIs {
		return ai, unknownEntry(ai)
	}
	return "", nil
}

// lookupEntry finds the dictionary's entry of an AI, or nil.
func lookupEntry(ai string) *entry {
	i := sort.Search(len(aiTable), func(i int) bool { return aiTable[i].last >= ai })
	if i == len(aiTable) || len(aiTable[i].first) != len(ai) || aiTable[i].first > ai {
		return nil
	}
	return &aiTable[i]
}

// aiLength returns the number of digits of every AI that starts with these two, or 0 when
// none is allocated.
func aiLength(prefix string) int {
	i := sort.Search(len(aiTable), func(i int) bool { return aiTable[i].last >= prefix })
	if i == len(aiTable) || aiTable[i].first[:2] > prefix {
		return 0
	}
	return len(aiTable[i].first)
}

// unknownEntry describes an AI that the table lacks: the predefined lengths hold for AIs
// yet to come too (GenSpecs figure 7.8.5-2); any other runs to the next separator.
func unknownEntry(ai string) *entry {
	shortest, longest, fixed := 1, 90, false
	if n := predefinedLength(ai[:2]); n > 0 {
		shortest, longest, fixed = n, n, true
	}
	text := component{min: shortest, max: longest, lint: []linter{lintCset82}}
	return &entry{first: ai, last: ai, fixed: fixed, parts: []component{text}, title: "UNKNOWN"}
}

// predefinedLength returns the length of the values of all AIs that start with these two
// digits, or 0 when they end with a separator.
func predefinedLength(prefix string) int {
	switch {
	case prefix == "00":
		return 18
	case prefix >= "01" && prefix <= "03":
		return 14
	case prefix == "04":
		return 16
	case prefix >= "11" && prefix <= "19", prefix >= "31" && prefix <= "36":
		return 6
	case prefix == "20":
		return 2
	case prefix == "41":
		return 13
	}
	return 0
}
