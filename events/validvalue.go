package events

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// isURI says that a text is a URI with a scheme, or a name with a namespace's prefix,
// which has the same form.
func isURI(s string) bool {
	if strings.ContainsAny(s, " <>\"{}|\\^`\t\r\n") {
		return false
	}
	u, err := url.Parse(s)
	return err == nil && u.Scheme != "" && len(s) > len(u.Scheme)+1
}

func textValue(v *value) error {
	if v.kind != text {
		return errors.New("not a text")
	}
	return nil
}

func numberValue(v *value) error {
	if v.kind != number {
		return errors.New("not a number")
	}
	return nil
}

func booleanValue(v *value) error {
	if v.kind != boolean {
		return errors.New("not true or false")
	}
	return nil
}

func uriValue(v *value) error {
	if v.kind != text || !isURI(v.text) {
		return fmt.Errorf("%q is no URI", v.text)
	}
	return nil
}

func timeValue(v *value) error {
	if v.kind == text {
		if _, err := time.Parse(time.RFC3339Nano, v.text); err == nil {
			return nil
		}
	}
	return fmt.Errorf("%q is no time with a zone", v.text)
}

// shaped is a text of a form.
func shaped(what, pattern string) check {
	re := regexp.MustCompile("^(?:" + pattern + ")$")
	return func(v *value) error {
		if v.kind != text || !re.MatchString(v.text) {
			return fmt.Errorf("%q is no %s", v.text, what)
		}
		return nil
	}
}

var (
	versionValue = shaped("version", `\d+(\.\d+)*`)
	offsetValue  = shaped("time zone offset", `[+-]((0\d|1[0-3]):[0-5]\d|14:00)`)
	uomValue     = shaped("unit of measure (UN/CEFACT Rec. 20)", `[A-Z0-9]{2,3}`)
	hexValue     = shaped("hexadecimal text", `[0-9A-Fa-f]+`)
	actionValue  = shaped("action: ADD, OBSERVE or DELETE", `ADD|OBSERVE|DELETE`)
)

func listOf(each check) check { return listAtLeast(each, 0) }

func someOf(each check) check { return listAtLeast(each, 1) }

func listAtLeast(each check, atLeast int) check {
	return func(v *value) error {
		if v.kind != list || len(v.items) < atLeast {
			return fmt.Errorf("not a list of at least %d", atLeast)
		}
		for i := range v.items {
			if err := each(&v.items[i]); err != nil {
				return fmt.Errorf("[%d]: %w", i, err)
			}
		}
		return nil
	}
}

// distinct is a list that names nothing twice.
func distinct(inner check) check {
	return func(v *value) error {
		if err := inner(v); err != nil {
			return err
		}
		seen := make(map[string]bool, len(v.items))
		for _, item := range v.items {
			if seen[item.text] {
				return fmt.Errorf("%q stands twice", item.text)
			}
			seen[item.text] = true
		}
		return nil
	}
}

// term is a bare term of a vocabulary, its web URI, or a URI of somebody else's.
func (v lexicon) check(given *value) error {
	s := given.text
	switch {
	case given.kind != text:
		return fmt.Errorf("not a %s", v.what)
	case v.has(s) || v.bare(s) != s && strings.HasPrefix(s, v.prefix):
		return nil
	case !isURI(s):
		return fmt.Errorf("%q is no %s of CBV 2.0, and no URI", s, v.what)
	}
	for _, own := range []string{"urn:epcglobal:cbv", cbv, "http://ref.gs1.org/cbv/",
		"https://ns.gs1.org/cbv/", "http://ns.gs1.org/cbv/"} {
		if strings.HasPrefix(s, own) {
			return fmt.Errorf("%q is no %s of CBV 2.0", s, v.what)
		}
	}
	return nil
}

func contextValue(v *value) error {
	switch v.kind {
	case object:
		return nil
	case text:
		return uriValue(v)
	case list:
		for i := range v.items {
			if item := &v.items[i]; item.kind != object && uriValue(item) != nil {
				return fmt.Errorf("[%d]: neither a URI nor an object", i)
			}
		}
		return nil
	}
	return errors.New("neither a URI, nor an object, nor a list of them")
}
