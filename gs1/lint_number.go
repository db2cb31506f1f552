package gs1

import "strings"

func lintZero(s string) finding {
	if strings.Trim(s, "0") != "" {
		return badAll(NotZero, s)
	}
	return finding{}
}

func lintNonzero(s string) finding {
	if f := lintNumeric(s); f.reason != "" {
		return f
	}
	if strings.Trim(s, "0") == "" {
		return badAll(IllegalZeroValue, s)
	}
	return finding{}
}

func lintNozeroprefix(s string) finding {
	if f := lintNumeric(s); f.reason != "" {
		return f
	}
	if strings.HasPrefix(s, "0") {
		return bad(IllegalZeroPrefix, 0, 1)
	}
	return finding{}
}

func lintHasnondigit(s string) finding {
	if firstNot(s, isDigit) < 0 {
		return badAll(RequiresNonDigitCharacter, s)
	}
	return finding{}
}

// lintPieceoftotal reads "piece 02 of 05" as 0205: two numbers of equal length.
func lintPieceoftotal(s string) finding {
	if len(s) == 0 || len(s)%2 != 0 {
		return badAll(InvalidLengthOfPieceTotal, s)
	}
	if f := lintNumeric(s); f.reason != "" {
		return f
	}
	half := len(s) / 2
	piece, total := s[:half], s[half:]
	switch {
	case lintZero(piece).reason == "":
		return bad(ZeroPieceNumber, 0, half)
	case lintZero(total).reason == "":
		return bad(ZeroTotalPieces, half, half)
	case piece > total:
		return badAll(PieceNumberExceedsTotal, s)
	}
	return finding{}
}

// lintPosinseqslash reads "second of three" as 2/3.
func lintPosinseqslash(s string) finding {
	position, end, ok := strings.Cut(s, "/")
	if !ok || !allDigits(position) || !allDigits(end) {
		return badAll(PositionMalformed, s)
	}
	switch {
	case position[0] == '0':
		return bad(IllegalZeroPrefix, 0, len(position))
	case end[0] == '0':
		return bad(IllegalZeroPrefix, len(position)+1, len(end))
	case len(position) > len(end) || len(position) == len(end) && position > end:
		return badAll(PositionExceedsEnd, s)
	}
	return finding{}
}

// lintCoordinate allows 0 to most in ten digits: degrees in units of 10^-7, moved to be
// positive (GenSpecs 3.5.10).
func lintCoordinate(most string, length, value Reason) linter {
	return func(s string) finding {
		if len(s) != 10 {
			return badAll(length, s)
		}
		if f := lintNumeric(s); f.reason != "" {
			return f
		}
		if s > most {
			return badAll(value, s)
		}
		return finding{}
	}
}

var (
	lintLatitude  = lintCoordinate("1800000000", InvalidLatitudeLength, InvalidLatitude)
	lintLongitude = lintCoordinate("3600000000", InvalidLongitudeLength, InvalidLongitude)
)
