package gs1

// lintDate checks a date of two or four year digits. A two-digit year is taken as 20YY:
// which century it means does not matter but for a 29 February 1900 or 2100.
func lintDate(yearDigits int, dayZero bool) linter {
	return func(s string) finding {
		switch {
		case len(s) < yearDigits+4:
			return badAll(DateTooShort, s)
		case len(s) > yearDigits+4:
			return badAll(DateTooLong, s)
		}
		if f := lintNumeric(s); f.reason != "" {
			return f
		}
		year := number(s[:yearDigits])
		if yearDigits == 2 {
			year += 2000
		}
		month, day := number(s[yearDigits:yearDigits+2]), number(s[yearDigits+2:])
		switch {
		case month < 1 || month > 12:
			return bad(IllegalMonth, yearDigits, 2)
		case day > daysIn(year, month) || day == 0 && !dayZero:
			return bad(IllegalDay, yearDigits+2, 2)
		}
		return finding{}
	}
}

var (
	lintYymmdd   = lintDate(2, false)
	lintYymmd0   = lintDate(2, true)
	lintYyyymmdd = lintDate(4, false)
)

// lintClock checks two digits of a time of day.
func lintClock(most string, short, long, illegal Reason) linter {
	return func(s string) finding {
		switch {
		case len(s) < 2:
			return badAll(short, s)
		case len(s) > 2:
			return badAll(long, s)
		}
		if f := lintNumeric(s); f.reason != "" {
			return f
		}
		if s > most {
			return badAll(illegal, s)
		}
		return finding{}
	}
}

var (
	lintHh = lintClock("23", HourTooShort, HourTooLong, IllegalHour)
	lintMi = lintClock("59", MinuteTooShort, MinuteTooLong, IllegalMinute)
	lintSs = lintClock("59", SecondTooShort, SecondTooLong, IllegalSecond)
)

func lintHhmi(s string) finding {
	switch {
	case len(s) < 4:
		return badAll(HourWithMinuteTooShort, s)
	case len(s) > 4:
		return badAll(HourWithMinuteTooLong, s)
	}
	if f := lintNumeric(s); f.reason != "" {
		return f
	}
	if f := lintHh(s[:2]); f.reason != "" {
		return f
	}
	f := lintMi(s[2:])
	if f.reason != "" {
		f.at += 2
	}
	return f
}
