package gs1

// faultBehind looks for the damage that explains why a code could not be read.
func faultBehind(code string, referenceYear int) *ScanFault {
	switch {
	case len(code) > longestDiagnosed:
		return nil
	case keyboardDiffers(code, referenceYear):
		return fault(KeyboardLayout)
	case capsLocked(code, referenceYear):
		return fault(CapsLock)
	case twoCodesGlued(code, referenceYear):
		return fault(TwoCodes)
	case separatorMissing(code):
		return fault(LostSeparator)
	}
	return nil
}

// faultWithin looks for the damage in a code that could be read, but should not have been.
func faultWithin(code string, l Label) *ScanFault {
	switch {
	case secondCodeInside(code, l):
		return fault(TwoCodes)
	case separatorSwallowed(code):
		return fault(LostSeparator)
	}
	return nil
}

// longestDiagnosed bounds the work of looking for a fault: no pack carries more, and what
// is longer is refused without a diagnosis.
const longestDiagnosed = 400

func reads(code string, referenceYear int) bool {
	_, err := read(code, referenceYear)
	return err == nil
}
