package gs1

import "strings"

// Misreading is a label that may have been meant by one that reads well.
type Misreading struct {
	Label Label
	Cause FaultCause
}

// Misreadings lists the labels that a keyboard would have turned into l without leaving a
// trace: upper and lower case swapped, Y and Z exchanged. When no pack l exists but one of
// these does, the keyboard is at fault and not the pack. Most likely first.
func (l Label) Misreadings() []Misreading {
	var out []Misreading
	for _, m := range []struct {
		cause FaultCause
		undo  func(string) string
	}{
		{CapsLock, swapCase},
		{KeyboardLayout, strings.NewReplacer("y", "z", "z", "y", "Y", "Z", "Z", "Y").Replace},
	} {
		meant := Label{GTIN: l.GTIN, Expiry: l.Expiry, Made: l.Made, SSCC: l.SSCC,
			Lot: Lot{m.undo(l.Lot.text)}, Serial: Serial{m.undo(l.Serial.text)}}
		if meant.Lot != l.Lot || meant.Serial != l.Serial {
			out = append(out, Misreading{meant, m.cause})
		}
	}
	return out
}
