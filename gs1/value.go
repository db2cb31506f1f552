package gs1

import "slices"

// readValue checks the value of an AI against its components and returns how many of the
// bytes of data, which ends at a separator, belong to it.
func (e *entry) readValue(ai, data string) (int, error) {
	if data == "" {
		return 0, refuseAI(ai, EmptyValue, "", "it has no value")
	}
	n := 0
	for _, part := range e.parts {
		length := min(part.max, len(data)-n)
		if part.optional && length == 0 {
			continue
		}
		if length < part.min {
			return 0, refuseAI(ai, WrongLength, data, "%q is too short for %s", data, e.title)
		}
		if f := part.check(data[n : n+length]); f.reason != "" {
			err := refuseAI(ai, f.reason, data, "%s", f.describe(data[n:n+length], e.title))
			err.At, err.Length = n+f.at, f.length
			return 0, err
		}
		n += length
	}
	return n, nil
}

// check runs the linters in order and returns the first finding.
func (c component) check(text string) finding {
	for _, lint := range c.lint {
		if f := lint(text); f.reason != "" {
			return f
		}
	}
	return finding{}
}

// checkValue checks a value that stands alone: nothing may be left over. The length comes
// first, because a wrong check digit is no help when a digit is missing.
func (e *entry) checkValue(ai, value string) error {
	shortest, longest := 0, 0
	for _, part := range e.parts {
		longest += part.max
		if !part.optional {
			shortest += part.min
		}
	}
	switch {
	case value == "":
		return refuseAI(ai, EmptyValue, "", "it has no value")
	case len(value) < shortest:
		return refuseAI(ai, WrongLength, value, "%q is too short for %s", value, e.title)
	case len(value) > longest:
		return refuseAI(ai, WrongLength, value, "%q is too long for %s", value, e.title)
	}
	n, err := e.readValue(ai, value)
	if err == nil && n < len(value) {
		return refuseAI(ai, WrongLength, value, "%q is too long for %s", value, e.title)
	}
	return err
}

// isKey reports whether the AI can be the primary key of a Digital Link.
func (e *entry) isKey() bool { return e.qualifiers != nil }

// pathFits reports whether the AIs, without the key itself, are qualifiers of this key in
// their order, each at most once.
func (e *entry) pathFits(ais []string) bool {
	return slices.ContainsFunc(e.qualifiers, func(order []string) bool {
		for _, ai := range ais {
			i := slices.Index(order, ai)
			if i < 0 {
				return false
			}
			order = order[i+1:]
		}
		return true
	})
}
