package events

import (
	"regexp"
	"strings"

	"pedigree/gs1"
)

// canonicalLink writes a GS1 identifier, an EPC URN or a Digital Link on any domain, as
// the Digital Link on GS1's own domain, with the finest key and without attributes.
func canonicalLink(uri string) (string, bool) {
	if rest, ok := strings.CutPrefix(uri, "urn:epc:"); ok {
		return linkOfURN(rest)
	}
	return linkOfLink(uri)
}

// urnForm says how an EPC scheme becomes a Digital Link. digits is the length of company
// prefix and reference together; 0 where the reference is text.
type urnForm struct {
	ai     string
	digits int
	lead   string // "item" = the reference's first digit leads; else these digits lead
	check  bool
	serial string // AI of the serial; "+" = it follows the key; "" = there is none
	limit  int    // of the serial
}

const leadItem = "item"

// urnForms is the Tag Data Standard's table of EPC URNs and their keys.
var urnForms = map[string]urnForm{
	"id:sgtin":    {"01", 13, leadItem, true, "/21/", 20},
	"id:upui":     {"01", 13, leadItem, true, "/235/", 28},
	"class:lgtin": {"01", 13, leadItem, true, "/10/", 20},
	"id:sscc":     {"00", 17, leadItem, true, "", 0},
	"id:sgln":     {"414", 12, "", true, "/254/", 20},
	"id:pgln":     {"417", 12, "", true, "", 0},
	"id:grai":     {"8003", 12, "0", true, "+", 16},
	"id:gdti":     {"253", 12, "", true, "+", 20},
	"id:sgcn":     {"255", 12, "", true, "+", 12},
	"id:gsrn":     {"8018", 17, "", true, "", 0},
	"id:gsrnp":    {"8017", 17, "", true, "", 0},
	"id:gsin":     {"402", 16, "", true, "", 0},
	"id:giai":     {"8004", 0, "", false, "", 30},
	"id:ginc":     {"401", 0, "", false, "", 30},
	"id:cpi":      {"8010", 0, "", false, "/8011/", 12},
	"id:itip":     {"8006", 13, leadItem, true, "/21/", 20},
	"idpat:sgtin": {"01", 13, leadItem, true, "*", 0},
	"idpat:upui":  {"01", 13, leadItem, true, "*", 0},
	"idpat:grai":  {"8003", 12, "0", true, "*", 0},
	"idpat:gdti":  {"253", 12, "", true, "*", 0},
	"idpat:sgcn":  {"255", 12, "", true, "*", 0},
	"idpat:itip":  {"8006", 13, leadItem, true, "*", 0},
	"idpat:cpi":   {"8010", 0, "", false, "*", 0},
}

func linkOfURN(urn string) (string, bool) {
	i := strings.LastIndexByte(urn, ':')
	if c := strings.SplitN(urn, ":", 3); len(c) == 3 {
		i = len(c[0]) + 1 + len(c[1])
	}
	if i < 0 {
		return "", false
	}
	form, ok := urnForms[urn[:i]]
	if !ok {
		return "", false
	}
	prefix, rest, ok := strings.Cut(urn[i+1:], ".")
	if !ok || len(prefix) < 6 || len(prefix) > 12 || !allDigits(prefix) {
		return "", false
	}
	if form.digits == 0 {
		return textKeyLink(form, prefix, rest)
	}
	reference, rest, hasSerial := strings.Cut(rest, ".")
	if len(prefix)+len(reference) != form.digits || !allDigits(reference) {
		return "", false
	}
	key := form.lead + prefix + reference
	if form.lead == leadItem {
		key = reference[:1] + prefix + reference[1:]
	}
	digit, err := gs1.CheckDigit(key)
	if err != nil {
		return "", false
	}
	link := linkStem + form.ai + "/" + key + string(digit)
	if form.ai == "8006" {
		piece, after, _ := strings.Cut(rest, ".")
		total, after, ok := strings.Cut(after, ".")
		if !ok || len(piece) != 2 || len(total) != 2 || !allDigits(piece+total) {
			return "", false
		}
		link, rest = link+piece+total, after
	}
	return withSerial(link, form, rest, hasSerial)
}

func withSerial(link string, form urnForm, serial string, given bool) (string, bool) {
	switch form.serial {
	case "":
		return link, !given
	case "*":
		return link, serial == "*"
	case "/254/":
		if serial == "0" {
			return link, true // CBV 2.0, 8.4: no extension
		}
	}
	if !given || !urnText(serial, form.limit) || form.ai == "255" && !allDigits(serial) {
		return "", false
	}
	return link + strings.TrimPrefix(form.serial, "+") + percent.Replace(serial), true
}

// textKeyLink is for the keys whose reference is text: GIAI, GINC, CPI.
func textKeyLink(form urnForm, prefix, rest string) (string, bool) {
	link := linkStem + form.ai + "/"
	if form.serial == "" {
		return link + percent.Replace(prefix+rest), urnText(rest, form.limit-len(prefix))
	}
	i := strings.LastIndexByte(rest, '.')
	if i < 0 || !urnText(rest[:i], 30-len(prefix)) {
		return "", false
	}
	link += percent.Replace(prefix + rest[:i])
	serial := rest[i+1:]
	if form.serial == "*" {
		return link, serial == "*"
	}
	return link + form.serial + serial, allDigits(serial) && serial != "" &&
		len(serial) <= form.limit
}

// percent encodes what a Digital Link may not hold and an EPC URN may.
var percent = strings.NewReplacer("!", "%21", "(", "%28", ")", "%29", "*", "%2A", "+", "%2B",
	",", "%2C", ":", "%3A")

var urnTextForm = regexp.MustCompile(`^(?:%[2-7][0-9A-Fa-f]|[!')(*+,.0-9:;=A-Za-z_-])+$`)

func urnText(s string, limit int) bool {
	return urnTextForm.MatchString(s) && len(s)-2*strings.Count(s, "%") <= limit
}

func allDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }
