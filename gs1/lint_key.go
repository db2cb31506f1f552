package gs1

import "strings"

// lintCsum checks the check digit of a numeric key.
func lintCsum(s string) finding {
	if s == "" {
		return badAll(TooShortForCheckDigit, s)
	}
	if f := lintNumeric(s); f.reason != "" {
		return f
	}
	body := s[:len(s)-1]
	want := byte('0')
	if body != "" {
		want, _ = CheckDigit(body) // digits only: it has one
	}
	if s[len(s)-1] != want {
		return bad(IncorrectCheckDigit, len(s)-1, 1)
	}
	return finding{}
}

// Positions of the characters in these strings are their values in the check character
// calculation for alphanumeric keys (GenSpecs 7.9.5).
const (
	pairValues = `!"%&'()*+,-./0123456789:;<=>?` +
		`ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz`
	pairDigits = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
)

// lintCsumalpha checks the pair of check characters of a GMN (GenSpecs 7.9.5): the values
// are weighted with ascending primes from the right, modulo 1021.
func lintCsumalpha(s string) finding {
	const longest = 99
	if len(s) < 2 {
		return badAll(TooShortForCheckPair, s)
	}
	if len(s) > longest {
		return badAll(TooLongForCheckPair, s)
	}
	body, pair := s[:len(s)-2], s[len(s)-2:]
	if f := lintCset82(body); f.reason != "" {
		return f
	}
	sum, prime := 0, 1
	for i := len(body) - 1; i >= 0; i-- {
		prime = nextPrime(prime)
		sum += prime * strings.IndexByte(pairValues, body[i])
	}
	sum %= 1021
	if pair[0] != pairDigits[sum>>5] || pair[1] != pairDigits[sum&31] {
		return bad(IncorrectCheckPair, len(body), 2)
	}
	return finding{}
}

func nextPrime(n int) int {
	for {
		n++
		prime := true
		for d := 2; d*d <= n; d++ {
			if n%d == 0 {
				prime = false
				break
			}
		}
		if prime {
			return n
		}
	}
}

// gcpShortest is the number of digits of the shortest GS1 company prefix. Which prefixes
// exist is not checked: the list changes monthly and is no part of the syntax.
const gcpShortest = 4

// lintGCP checks that a GS1 company prefix can start after skip characters.
func lintGCP(skip int) linter {
	return func(s string) finding {
		skip := min(skip, len(s))
		if rest := len(s) - skip; rest < gcpShortest {
			return bad(TooShortForGCP, skip, rest)
		}
		if i := firstNot(s[skip:skip+gcpShortest], isDigit); i >= 0 {
			return bad(InvalidGCPPrefix, skip+i, 1)
		}
		return finding{}
	}
}

var (
	lintGcppos1 = lintGCP(0)
	lintGcppos2 = lintGCP(1)
)

// lintIban checks an International Bank Account Number: country, characters and the check
// of ISO 7064 mod 97-10 (ISO 13616-1).
func lintIban(s string) finding {
	switch {
	case len(s) < 4:
		return badAll(IBANTooShort, s)
	case lintIso3166alpha2(s[:2]).reason != "":
		return bad(IllegalIBANCountryCode, 0, 2)
	case len(s) > 34:
		return badAll(IBANTooLong, s)
	case len(s) <= 10:
		return badAll(IBANTooShort, s)
	}
	sum := 0
	for i := range len(s) {
		at := (i + 4) % len(s)
		switch c := s[at]; {
		case isDigit(c):
			sum = (sum*10 + int(c-'0')) % 97
		case isUpper(c):
			sum = (sum*100 + int(c-'A') + 10) % 97
		default:
			return bad(InvalidIBANCharacter, at, 1)
		}
	}
	if sum != 1 {
		return bad(IncorrectIBANChecksum, 2, 2)
	}
	return finding{}
}
