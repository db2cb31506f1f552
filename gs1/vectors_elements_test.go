package gs1

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestVectorsElements(t *testing.T) {
	runVectors(t, "elements/elements.jsonl", func(v vector) error {
		switch v.Kind {
		case "lookupAI":
			ai, e := v.dialect().lookup(v.Input, v.AILen)
			want := ""
			if v.AI != nil {
				want = *v.AI
			}
			if (e != nil) != v.OK {
				return fmt.Errorf("found %q", ai)
			}
			return expect(ai, want)
		case "aiLengthByPrefix":
			return expect(aiLength(v.Input), v.AILength)
		case "existsInAIdata":
			return checkExists(v)
		case "parseAIdata":
			elements, err := v.dialect().bracketed(v.Input)
			if err != nil || !v.OK {
				return expectOK(err, v.OK)
			}
			return expect(carets(elements), *v.Elements)
		case "processAIdata":
			data, marked := strings.CutPrefix(v.Input, "^")
			err := error(refuse(NotGS1, v.Input, "no FNC1 in front"))
			if marked {
				_, err = v.dialect().elementString(separators(data))
			}
			return expectOK(err, v.OK)
		case "validateAIs":
			return checkRule(v)
		case "lintAIdata", "errMarkup":
			return checkMarkup(v)
		}
		return fmt.Errorf("unknown kind %q", v.Kind)
	})
}

func checkExists(v vector) error {
	elements, err := v.dialect().bracketed(v.Input)
	if err != nil {
		return err
	}
	ignore := ""
	if v.Ignore != nil {
		ignore = *v.Ignore
	}
	got := match(elements, v.Needle, ignore)
	if v.Match != nil {
		return expect(got, *v.Match)
	}
	return expect(got != "", v.OK)
}

func checkRule(v vector) error {
	elements, err := v.dialect().bracketed(v.Input)
	if err != nil {
		return err
	}
	rule := map[string]func([]Element) error{
		"repeats": checkRepeats, "mutex": checkExclusions,
		"requisites": checkRequisites, "digSigSerialisedKey": checkSignedKey,
	}[v.Rule]
	return expectOK(rule(elements), v.OK)
}

func checkMarkup(v vector) error {
	_, err := v.dialect().bracketed(v.Input)
	var syntax *SyntaxError
	if !errors.As(err, &syntax) {
		return fmt.Errorf("got %v", err)
	}
	if v.Kind == "lintAIdata" {
		return expect(syntax.Reason, *v.Error)
	}
	// Upstream cuts the value at the end of the component.
	marked := fmt.Sprintf("(%s)%s|%s|%s", syntax.AI, syntax.Value[:syntax.At],
		syntax.Value[syntax.At:syntax.At+syntax.Length], syntax.Value[syntax.At+syntax.Length:])
	if !strings.HasPrefix(marked, *v.Marked) {
		return expect(marked, *v.Marked)
	}
	return nil
}
