package gs1

import (
	"slices"
	"strings"
)

// canonicalStem is where GS1 itself resolves links (GS1 Digital Link URI Syntax 1.6, 4.11).
const canonicalStem = "https://id.gs1.org"

const (
	uriSigns       = "-._~:/?#[]@!$&'()*+,;=%"
	notInAuthority = "_~?#@!$&'()*+,;=%"
)

// link reads a GS1 Digital Link URI of any domain: the right-most key in the path with its
// qualifiers, then the attributes of the query. Other parameters and the fragment carry no
// GS1 data and are passed over.
func (d dialect) link(uri string) ([]Element, error) {
	path, query, err := splitURI(uri)
	if err != nil {
		return nil, err
	}
	pairs := d.keyPath(strings.Split(path, "/")[1:])
	if pairs == nil {
		return nil, refuse(NoPrimaryKey, uri, "the path of the link holds no GS1 key")
	}
	var out []Element
	for ; len(pairs) > 0; pairs = pairs[2:] {
		ai, e := d.pathAI(pairs[0])
		value, err := d.linkValue(ai, e, pairs[1], false)
		if err != nil {
			return nil, err
		}
		out = append(out, Element{ai, value})
	}
	_, key := d.lookup(out[0].AI, len(out[0].AI))
	if !key.pathFits(aisOf(out[1:])) {
		return nil, refuseAI(out[0].AI, QualifierOrder, path,
			"the AIs after it in the path of the link are not its qualifiers in their order")
	}
	return d.attributes(out, key, query)
}

// splitURI takes scheme, authority and fragment away. The scheme is all lower or all upper
// case; the form of the authority is left to the network.
func splitURI(uri string) (path, query string, err error) {
	for i := range len(uri) {
		if c := uri[i]; !isAlnum(c) && strings.IndexByte(uriSigns, c) < 0 {
			return "", "", refuse(InvalidURI, uri, "%q may not stand in a link", c)
		}
	}
	rest := uri
	for _, scheme := range []string{"https://", "HTTPS://", "http://", "HTTP://"} {
		if rest, err = strings.TrimPrefix(uri, scheme), nil; rest != uri {
			break
		}
	}
	if rest == uri {
		return "", "", refuse(InvalidURI, uri, "a link starts with https:// or http://")
	}
	slash := strings.IndexByte(rest, '/')
	if slash < 1 || strings.ContainsAny(rest[:slash], notInAuthority) {
		return "", "", refuse(InvalidURI, uri, "the link has no domain with a path")
	}
	rest, _, _ = strings.Cut(rest[slash:], "#")
	path, query, _ = strings.Cut(rest, "?")
	return path, query, nil
}

// keyPath returns the pairs of AI and value that start at the right-most key, or nil.
func (d dialect) keyPath(segments []string) []string {
	for at := len(segments) - 2; at >= 0; at -= 2 {
		_, e := d.pathAI(segments[at])
		if e == nil {
			return nil
		}
		if e.isKey() {
			return segments[at:]
		}
	}
	return nil
}

// pathAI finds the AI of a path segment: digits, or the short name of older links.
func (d dialect) pathAI(segment string) (string, *entry) {
	if d.shortNames {
		if ai := aiOfShortName(segment); ai != "" {
			return ai, lookupEntry(ai)
		}
	}
	if segment == "" {
		return "", nil
	}
	return dialect{}.lookup(segment, len(segment))
}

// linkValue decodes and checks the value of an AI.
func (d dialect) linkValue(ai string, e *entry, text string, query bool) (string, error) {
	if f := lintPcenc(text); f.reason != "" {
		return "", refuseAI(ai, f.reason, text, "%q is no percent-encoding",
			text[f.at:f.at+f.length])
	}
	value := unescape(text, query)
	if d.zeroSuppressed && ai == "01" {
		switch len(value) {
		case 8, 12, 13:
			value = strings.Repeat("0", 14-len(value)) + value
		}
	}
	return value, e.checkValue(ai, value)
}

// attributes reads the query, of which only numeric parameters are GS1 data.
func (d dialect) attributes(out []Element, key *entry, query string) ([]Element, error) {
	inPath := len(out)
	parameters := 0
	for _, parameter := range strings.Split(query, "&") {
		if parameter == "" {
			continue
		}
		if parameters++; inPath+parameters > mostAIs {
			return nil, refuse(TooManyAIs, "", "more than %d AIs", mostAIs)
		}
		ai, text, valued := strings.Cut(parameter, "=")
		if !valued || !allDigits(ai) {
			continue
		}
		_, e := dialect{}.lookup(ai, len(ai))
		switch {
		case e == nil:
			return nil, refuse(UnknownAI, ai, "(%s) in the query of the link is no known AI", ai)
		case slices.Contains(aisOf(out), ai):
			return nil, refuseAI(ai, RepeatedAI, text, "it stands twice in the link")
		case !e.attribute:
			return nil, refuseAI(ai, NotAttribute, text, "it may not stand in the query of a link")
		case belongsInPath(key, aisOf(out[1:inPath]), ai):
			return nil, refuseAI(ai, NotAttribute, text, "it belongs in the path of the link")
		}
		value, err := d.linkValue(ai, e, text, true)
		if err != nil {
			return nil, err
		}
		out = append(out, Element{ai, value})
	}
	return out, nil
}

// belongsInPath reports whether the AI would fit somewhere among the qualifiers.
func belongsInPath(key *entry, qualifiers []string, ai string) bool {
	for i := range len(qualifiers) + 1 {
		if key.pathFits(slices.Insert(slices.Clone(qualifiers), i, ai)) {
			return true
		}
	}
	return false
}

func aisOf(elements []Element) []string {
	var ais []string
	for _, e := range elements {
		ais = append(ais, e.AI)
	}
	return ais
}
