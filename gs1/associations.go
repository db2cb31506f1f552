package gs1

import "slices"

// checkAssociations applies the rules that elements of one label owe to each other: no AI
// twice with different values, no AIs that exclude each other, every AI with those that it
// needs (GenSpecs 4.15).
func checkAssociations(elements []Element) error {
	for _, rule := range []func([]Element) error{
		checkRepeats, checkExclusions, checkRequisites, checkSignedKey,
	} {
		if err := rule(elements); err != nil {
			return err
		}
	}
	return nil
}

func checkRepeats(elements []Element) error {
	for i, e := range elements {
		for _, other := range elements[:i] {
			if other.AI == e.AI && other.Value != e.Value {
				return refuseAI(e.AI, RepeatedAI, e.Value,
					"it stands twice with different values, %q and %q", other.Value, e.Value)
			}
		}
	}
	return nil
}

func checkExclusions(elements []Element) error {
	for _, e := range elements {
		known := lookupEntry(e.AI)
		if known == nil {
			continue
		}
		for _, pattern := range known.excludes {
			if ai := match(elements, pattern, e.AI); ai != "" {
				return refuseAI(e.AI, ExclusiveAIs, e.Value,
					"it may not stand together with (%s)", ai)
			}
		}
	}
	return nil
}

func checkRequisites(elements []Element) error {
	for _, e := range elements {
		known := lookupEntry(e.AI)
		if known == nil {
			continue
		}
		for _, groups := range known.requires {
			if !slices.ContainsFunc(groups, func(group []string) bool {
				return matchAll(elements, group, e.AI)
			}) {
				return refuseAI(e.AI, MissingAI, e.Value, "%s says nothing without %s", known.title,
					describeGroups(groups))
			}
		}
	}
	return nil
}

// checkSignedKey asks that a key signed with AI (8030) is serialised where its serial
// number is optional: a signature of a class would hold for every copy (GenSpecs 3.9.16).
func checkSignedKey(elements []Element) error {
	if match(elements, "8030", "") == "" {
		return nil
	}
	for _, e := range elements {
		unserialised := 13
		switch e.AI {
		case "253", "255":
		case "8003":
			unserialised = 14
		default:
			continue
		}
		if len(e.Value) <= unserialised {
			return refuseAI(e.AI, UnserialisedKey, e.Value, "(8030) needs a serial number in it")
		}
	}
	return nil
}

func matchAll(elements []Element, patterns []string, ignore string) bool {
	for _, p := range patterns {
		if match(elements, p, ignore) == "" {
			return false
		}
	}
	return true
}

// match returns the first AI that fits a pattern, in which n is any digit after the first
// ones, apart from ignore: an AI does not exclude itself. It returns "" when there is none.
func match(elements []Element, pattern, ignore string) string {
	for _, e := range elements {
		if e.AI != ignore && fits(e.AI, pattern) {
			return e.AI
		}
	}
	return ""
}

func fits(ai, pattern string) bool {
	if len(ai) != len(pattern) || pattern[0] == 'n' {
		return false
	}
	for i := range len(ai) {
		if pattern[i] != 'n' && pattern[i] != ai[i] {
			return false
		}
	}
	return true
}

func describeGroups(groups [][]string) string {
	text := ""
	for i, group := range groups {
		if i > 0 {
			text += " or "
		}
		for _, ai := range group {
			text += "(" + ai + ")"
		}
	}
	return text
}
