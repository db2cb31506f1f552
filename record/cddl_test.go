package record_test

import (
	"fmt"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/fxamacker/cbor/v2"
)

// A reader of CDDL (RFC 8610), as much of it as docs/tx.cddl and docs/state.cddl
// use: choices, groups with choices and occurrences, literals, ranges, .size,
// .regexp, .cbor and tags. It knows nothing of package record.

// cddl is a parsed specification: the rules by name.
type cddl map[string]*cddlNode

// cddlNode is a type (or, inside of arrays and maps, a group).
type cddlNode struct {
	kind    string // name, int, text, bytes, range, choice, array, map, tag, control, any
	text    string // of a name or a literal; the operator of a control
	low, hi *big.Int
	parts   []*cddlNode   // choices; the operands of a control; the content of a tag
	group   []cddlEntries // of an array or a map: the alternatives
}

type cddlEntries []cddlEntry

// cddlEntry is one place of a group: how often, under which key, what.
type cddlEntry struct {
	min, max int
	key      *cddlNode // of a map's member
	value    *cddlNode
	sub      []cddlEntries // instead of a value: a group in parentheses
}

type cddlParser struct {
	words []string
	spec  cddl
}

var cddlWord = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|'[^']*'|\.\.|\.[a-z]+|=>|//|#6\.[0-9]+|` +
	`-?[0-9]+|[A-Za-z_$@][-A-Za-z0-9_$@]*|[][(){}=/:,*?+]`)

func parseCDDL(t testing.TB, sources ...string) cddl {
	p := &cddlParser{spec: cddl{}}
	for _, line := range strings.Split(strings.Join(sources, "\n"), "\n") {
		code := line
		if i := regexp.MustCompile(`^(?:[^;"]|"(?:[^"\\]|\\.)*")*`).FindString(line); i != line {
			code = i
		}
		words := cddlWord.FindAllString(code, -1)
		if got := strings.Join(words, ""); got != strings.Join(strings.Fields(code), "") &&
			!strings.Contains(code, `"`) {
			t.Fatalf("cddl: cannot read %q", line)
		}
		p.words = append(p.words, words...)
	}
	for len(p.words) > 0 {
		name := p.next()
		if p.next() != "=" || p.spec[name] != nil {
			t.Fatalf("cddl: rule %q is not one, or there twice", name)
		}
		p.spec[name] = p.rule()
	}
	return p.spec
}

func (p *cddlParser) peek(n int) string {
	if n < len(p.words) {
		return p.words[n]
	}
	return ""
}

func (p *cddlParser) next() string {
	w := p.peek(0)
	p.words = p.words[1:]
	return w
}

// rule reads the right side of a rule: a type, or a group in parentheses.
func (p *cddlParser) rule() *cddlNode {
	if p.peek(0) == "(" {
		p.next()
		return &cddlNode{kind: "group", group: p.groups(")")}
	}
	return p.choice()
}

func (p *cddlParser) choice() *cddlNode {
	parts := []*cddlNode{p.controlled()}
	for p.peek(0) == "/" {
		p.next()
		parts = append(parts, p.controlled())
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return &cddlNode{kind: "choice", parts: parts}
}

func (p *cddlParser) controlled() *cddlNode {
	n := p.simple()
	switch op := p.peek(0); {
	case op == "..":
		p.next()
		return &cddlNode{kind: "range", low: n.low, hi: p.simple().low}
	case strings.HasPrefix(op, ".") && len(op) > 2:
		p.next()
		return &cddlNode{kind: "control", text: op, parts: []*cddlNode{n, p.simple()}}
	}
	return n
}

func (p *cddlParser) simple() *cddlNode {
	w := p.next()
	switch {
	case w == "[":
		return &cddlNode{kind: "array", group: p.groups("]")}
	case w == "{":
		return &cddlNode{kind: "map", group: p.groups("}")}
	case w == "(":
		n := p.choice()
		p.next() // ")"
		return n
	case strings.HasPrefix(w, "#6."):
		p.next() // "("
		n := p.choice()
		p.next() // ")"
		return &cddlNode{kind: "tag", text: w[3:], parts: []*cddlNode{n}}
	case w[0] == '"':
		s, err := strconv.Unquote(w)
		if err != nil {
			panic("cddl: " + w)
		}
		return &cddlNode{kind: "text", text: s}
	case w[0] == '\'':
		return &cddlNode{kind: "bytes", text: strings.Trim(w, "'")}
	}
	if i, ok := new(big.Int).SetString(w, 10); ok {
		return &cddlNode{kind: "int", low: i, hi: i}
	}
	return &cddlNode{kind: "name", text: w}
}

func (p *cddlParser) groups(end string) []cddlEntries {
	all := []cddlEntries{nil}
	for {
		switch p.peek(0) {
		case end:
			p.next()
			return all
		case ",":
			p.next()
		case "//":
			p.next()
			all = append(all, nil)
		case "":
			panic("cddl: a group without end")
		default:
			all[len(all)-1] = append(all[len(all)-1], p.entry())
		}
	}
}

func (p *cddlParser) entry() cddlEntry {
	e := cddlEntry{min: 1, max: 1}
	switch w := p.peek(0); {
	case w == "?":
		p.next()
		e.min = 0
	case w == "+":
		p.next()
		e.max = 1 << 30
	case w == "*":
		p.next()
		e.min, e.max = 0, 1<<30
		if n, err := strconv.Atoi(p.peek(0)); err == nil {
			p.next()
			e.max = n
		}
	}
	if p.peek(0) == "(" {
		p.next()
		e.sub = p.groups(")")
		return e
	}
	if after := p.peek(1); after == ":" || after == "=>" {
		e.key = p.simple()
		if p.next() == ":" && e.key.kind == "name" { // a bare word names, it is no type
			e.key = &cddlNode{kind: "text", text: e.key.text}
		}
	}
	e.value = p.choice()
	return e
}

// flat gives the alternatives of a group with all groups inside spelt out.
func (s cddl) flat(alternatives []cddlEntries) (out []cddlEntries) {
	for _, entries := range alternatives {
		heads := []cddlEntries{nil}
		for _, e := range entries {
			tails := []cddlEntries{{e}}
			if e.sub != nil {
				tails = s.flat(e.sub)
			} else if r := s.named(e.value); e.min == 1 && e.max == 1 && r != nil && r.kind == "group" {
				tails = s.flat(r.group)
			}
			var next []cddlEntries
			for _, h := range heads {
				for _, t := range tails {
					next = append(next, append(append(cddlEntries{}, h...), t...))
				}
			}
			heads = next
		}
		out = append(out, heads...)
	}
	return out
}

func (s cddl) named(n *cddlNode) *cddlNode {
	if n != nil && n.kind == "name" {
		return s[n.text]
	}
	return nil
}

// check says why the CBOR does not follow the rule, or nil.
func (s cddl) check(rule string, item []byte) error {
	if s[rule] == nil {
		return fmt.Errorf("cddl: no rule %q", rule)
	}
	var v any
	mode, _ := cbor.DecOptions{MaxArrayElements: 1 << 18}.DecMode()
	if err := mode.Unmarshal(item, &v); err != nil {
		return err
	}
	if !s.fits(&cddlNode{kind: "name", text: rule}, v) {
		return fmt.Errorf("cddl: not a %s: %v", rule, v)
	}
	return nil
}
