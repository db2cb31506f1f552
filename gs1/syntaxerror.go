package gs1

import "fmt"

// Reason names why a text is not what it claims to be. The names up to NotHyphen are those
// of the GS1 Barcode Syntax Tests without their GS1_LINTER_ prefix.
type Reason string

// Reasons of the identifiers; those of the linters and of the syntax are declared beside them.
const (
	NonDigitCharacter      Reason = "NON_DIGIT_CHARACTER"
	InvalidCset82Character Reason = "INVALID_CSET82_CHARACTER"
	TooShortForCheckDigit  Reason = "TOO_SHORT_FOR_CHECK_DIGIT"
	IncorrectCheckDigit    Reason = "INCORRECT_CHECK_DIGIT"
	IllegalMonth           Reason = "ILLEGAL_MONTH"
	IllegalDay             Reason = "ILLEGAL_DAY"
	IllegalYear            Reason = "ILLEGAL_YEAR"
	WrongLength            Reason = "WRONG_LENGTH"
)

// SyntaxError says that a text is no valid GS1 identifier, element string or Digital Link.
type SyntaxError struct {
	AI     string // the Application Identifier concerned, "" when none is
	Reason Reason // for machines
	Value  string // the value refused, as it was read
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
