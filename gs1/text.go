package gs1

// The identifiers share one text form: the zero value is the empty text, everything else
// its String. So a record with an absent serial survives a round trip, while Parse, the
// door for what people and scanners send, refuses the empty text.

func unmarshalText[T any](to *T, text []byte, parse func(string) (T, error)) error {
	var v T
	if len(text) > 0 {
		var err error
		if v, err = parse(string(text)); err != nil {
			return err
		}
	}
	*to = v
	return nil
}

// companyPrefix reports whether prefix can be a GS1 company prefix (GenSpecs 1.4.2; the
// shortest that the syntax dictionary knows has 4 digits) that starts the given digits.
func companyPrefix(digits, prefix string) bool {
	n := len(prefix)
	return n >= 4 && n <= 12 && n <= len(digits) && allDigits(prefix) && digits[:n] == prefix
}
