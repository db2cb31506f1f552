package gs1

import "fmt"

// SyntaxError says that a text is no valid GS1 identifier, element string or Digital Link.
type SyntaxError struct {
	AI     string // the Application Identifier concerned, "" when none is
	Reason Reason // for machines
	Value  string // the value refused, as it was read
	At     int    // offset of the bad part in Value
	Length int    // length of the bad part; 0 when the whole value is meant
	Text   string // for people: what is wrong
}

// Error names the AI and the reason.
func (e *SyntaxError) Error() string {
	if e.AI == "" {
		return e.Text
	}
	return fmt.Sprintf("(%s): %s", e.AI, e.Text)
}

func refuse(r Reason, value, format string, args ...any) *SyntaxError {
	return refuseAI("", r, value, format, args...)
}

func refuseAI(ai string, r Reason, value, format string, args ...any) *SyntaxError {
	return &SyntaxError{AI: ai, Reason: r, Value: value, Text: fmt.Sprintf(format, args...)}
}
