package gs1

import (
	"fmt"
	"strings"
)

// describe says in words what is wrong with text, a part of the value called title.
func (f finding) describe(text, title string) string {
	part := text[f.at : f.at+f.length]
	switch f.reason {
	case IncorrectCheckDigit:
		want, _ := CheckDigit(text[:len(text)-1])
		return fmt.Sprintf("the check digit of %s %s is %s, it should be %c: a digit is wrong",
			title, text, part, want)
	case NonDigitCharacter, InvalidCset82Character, InvalidCset39Character,
		InvalidCset64Character:
		return fmt.Sprintf("%s may not hold %q", title, part)
	case IllegalMonth:
		return fmt.Sprintf("there is no month %s in %s", part, title)
	case IllegalDay:
		return fmt.Sprintf("there is no day %s in that month of %s", part, title)
	}
	reason := strings.ToLower(strings.ReplaceAll(string(f.reason), "_", " "))
	return fmt.Sprintf("%q in %s: %s", part, title, reason)
}
