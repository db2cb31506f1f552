package events

import (
	"regexp"
	"slices"
	"strings"
)

// keyNames are the words that older Digital Links use for keys and qualifiers.
var keyNames = map[string]string{
	"gtin": "01", "itip": "8006", "cpid": "8010", "gln": "414", "party": "417",
	"gsrnp": "8017", "gsrn": "8018", "gcn": "255", "sscc": "00", "gdti": "253",
	"ginc": "401", "gsin": "402", "grai": "8003", "giai": "8004", "cpv": "22",
	"lot": "10", "ser": "21",
}

// linkText is the character set of a qualifier in a path: what needs no encoding, and
// encoded characters.
const linkText = `(?:["'\-.0-9;<=>?A-Z_a-z]|%[0-9A-Fa-f]{2})`

// linkForms are the keys with the qualifiers that they take, and nothing else.
var linkForms = regexp.MustCompile(`^(?:` + strings.Join([]string{
	`00/\d{18}`,
	`01/\d{14}(?:/(?:10|21)/` + linkText + `{1,20}|/235/` + linkText + `{1,28})?`,
	`253/\d{13}` + linkText + `{0,17}`,
	`255/\d{13,25}`,
	`401/` + linkText + `{1,30}`,
	`402/\d{17}`,
	`414/\d{13}(?:/254/` + linkText + `{1,20})?`,
	`417/\d{13}`,
	`8003/\d{14}` + linkText + `{0,16}`,
	`8004/` + linkText + `{1,30}`,
	`8006/\d{18}(?:/(?:10|21)/` + linkText + `{1,20})?`,
	`8010/(?:[\-0-9A-Z]|%[0-9A-Fa-f]{2}){1,30}(?:/8011/\d{1,12})?`,
	`801[78]/\d{18}`,
}, "|") + `)$`)

// linkOfLink moves a Digital Link to GS1's domain and drops its attributes, the variant
// and, where a serial says more, the lot.
func linkOfLink(uri string) (string, bool) {
	link, _ := keyOfLink(uri)
	return linkStem + link, link != ""
}

// lotOfLink gives the lot that a Digital Link names beside a serial, "" if it names none.
func lotOfLink(uri string) string {
	_, steps := keyOfLink(uri)
	if i := stepOf(steps, "10"); i > 0 {
		return steps[i+1]
	}
	return ""
}

// keyOfLink gives the key that a Digital Link ends with in its canonical form, and as it
// stands; "" if there is none.
func keyOfLink(uri string) (link string, steps []string) {
	rest, ok := strings.CutPrefix(uri, "https://")
	if !ok {
		if rest, ok = strings.CutPrefix(uri, "http://"); !ok {
			return "", nil
		}
	}
	rest, _, _ = strings.Cut(rest, "?")
	host, path, ok := strings.Cut(rest, "/")
	if !ok || !strings.Contains(host, ".") {
		return "", nil
	}
	all := strings.Split(path, "/")
	// The right-most key is the one, with three qualifiers at most.
	for i := len(all) - 2; i >= max(0, len(all)-8); i-- {
		steps := slices.Clone(all[i:])
		for n := 0; n < len(steps); n += 2 { // a serial may be called lot
			if ai, ok := keyNames[steps[n]]; ok {
				steps[n] = ai
			}
		}
		if link := keyPath(steps); link != "" {
			return link, steps
		}
	}
	return "", nil
}

func keyPath(steps []string) string {
	if steps[0] == "01" {
		switch n := len(steps[1]); n {
		case 8, 12, 13:
			steps = append([]string{"01", strings.Repeat("0", 14-n) + steps[1]}, steps[2:]...)
		}
	}
	if steps[0] == "01" || steps[0] == "8006" {
		steps = withoutStep(steps, "22")
		if stepOf(steps, "21") > 0 {
			steps = withoutStep(steps, "10")
		}
	}
	if path := strings.Join(steps, "/"); linkForms.MatchString(path) {
		return path
	}
	return ""
}

// stepOf finds a qualifier that has a value; 0 if there is none.
func stepOf(steps []string, ai string) int {
	for i := 2; i+1 < len(steps); i += 2 {
		if steps[i] == ai {
			return i
		}
	}
	return 0
}

func withoutStep(steps []string, ai string) []string {
	out := append([]string(nil), steps[:2]...)
	for i := 2; i < len(steps); i += 2 {
		if steps[i] != ai {
			out = append(out, steps[i:min(i+2, len(steps))]...)
		}
	}
	return out
}
