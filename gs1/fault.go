package gs1

// FaultCause names the damage that a scan took on its way from the symbol to us.
type FaultCause string

// The known ways in which a hand scanner garbles a good pack.
const (
	LostSeparator  FaultCause = "lost_separator"  // GS dropped, values run together
	CapsLock       FaultCause = "caps_lock"       // upper and lower case swapped
	KeyboardLayout FaultCause = "keyboard_layout" // scanner and computer disagree on keys
	TwoCodes       FaultCause = "two_codes"       // two symbols arrived as one
)

// ScanFault says that the scan is damaged, not the pack: no alarm may be raised from it.
// Scanning again with the cause removed will do.
type ScanFault struct {
	Cause FaultCause
	Text  string // advice for a pharmacist
}

// Error is the advice.
func (f *ScanFault) Error() string { return f.Text }

func fault(cause FaultCause) *ScanFault { return &ScanFault{cause, advice(cause)} }

func advice(cause FaultCause) string {
	switch cause {
	case LostSeparator:
		return "The scanner dropped the separators between the values, so that lot and serial" +
			" number run together. Set it to send the group separator (GS, ASCII 29), or type" +
			" the text below the code with its brackets: (01)… (21)…"
	case CapsLock:
		return "Upper and lower case are swapped. Turn off Caps Lock and scan again."
	case KeyboardLayout:
		return "Scanner and computer use different keyboard layouts. Set the scanner to the" +
			" keyboard language of the computer and scan again."
	case TwoCodes:
		return "Two codes arrived as one. Clear the field and scan only the two-dimensional" +
			" code of one pack."
	}
	return ""
}
