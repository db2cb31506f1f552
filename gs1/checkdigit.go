package gs1

// CheckDigit returns the check digit of a numeric key whose digits but the last are body:
// weights 3, 1, 3, … from the right, modulo 10 (GenSpecs 7.9.1). It refuses an empty body
// and anything that is not a digit.
func CheckDigit(body string) (byte, error) {
	if body == "" {
		return 0, refuse(TooShortForCheckDigit, "", "no digits to compute a check digit from")
	}
	sum := 0
	for i := range len(body) {
		c := body[len(body)-1-i]
		if !isDigit(c) {
			return 0, refuse(NonDigitCharacter, body, "%q is not a digit", c)
		}
		weight := 3 - 2*(i%2)
		sum += weight * int(c-'0')
	}
	return byte('0' + (10-sum%10)%10), nil
}

// parseKey checks a numeric key of exactly length digits, check digit included.
func parseKey(ai, name, s string, length int) error {
	if len(s) != length {
		return refuseAI(ai, WrongLength, s, "a %s has %d digits, not %d", name, length, len(s))
	}
	return checkKey(ai, name, s)
}

func checkKey(ai, name, s string) error {
	if i := firstNot(s, isDigit); i >= 0 {
		return refuseAI(ai, NonDigitCharacter, s, "%q in a %s is not a digit", s[i], name)
	}
	want, err := CheckDigit(s[:len(s)-1])
	if err != nil {
		return err
	}
	if got := s[len(s)-1]; got != want {
		return refuseAI(ai, IncorrectCheckDigit, s,
			"the check digit of this %s is %c, it should be %c: a digit is wrong", name, got, want)
	}
	return nil
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// firstNot returns the index of the first byte of s that is not in the set, or -1.
func firstNot(s string, in func(byte) bool) int {
	for i := range len(s) {
		if !in(s[i]) {
			return i
		}
	}
	return -1
}

func allDigits(s string) bool { return s != "" && firstNot(s, isDigit) < 0 }
