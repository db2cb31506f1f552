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

// ScanFault says that the scan is damaged, not the pack: scanning again with the cause
// removed will do, and no alarm may be raised from it.
type ScanFault struct {
	Cause FaultCause
	Text  string // advice for a pharmacist
}

// Error is the advice.
func (f *ScanFault) Error() string { return f.Text }
