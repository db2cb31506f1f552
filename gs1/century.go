package gs1

import "time"

// ParseYYMMDD reads the date of an AI such as (17). The century is the one that brings the
// year nearest to referenceYear (GenSpecs 7.12): a year 51 to 99 ahead lies in the past
// century, one 50 to 99 behind in the next. Day 00 means the month as a whole and is read
// as its last day (GenSpecs 3.4.7); dayZero tells that it was written so.
func ParseYYMMDD(s string, referenceYear int) (d Date, dayZero bool, err error) {
	if len(s) != 6 {
		return Date{}, false, refuse(WrongLength, s, "a date has 6 digits YYMMDD, not %d", len(s))
	}
	if i := firstNot(s, isDigit); i >= 0 {
		return Date{}, false, refuse(NonDigitCharacter, s, "%q in a date is not a digit", s[i])
	}
	year, month, day := inCentury(number(s[:2]), referenceYear), number(s[2:4]), number(s[4:])
	if dayZero = day == 0; dayZero && month >= 1 && month <= 12 {
		day = daysIn(year, month)
	}
	if d, err = NewDate(year, month, day); err != nil {
		return Date{}, false, err
	}
	return d, dayZero, nil
}

func inCentury(yy, referenceYear int) int {
	ahead := yy - referenceYear%100
	year := referenceYear + ahead
	switch {
	case ahead >= 51:
		return year - 100
	case ahead <= -50:
		return year + 100
	}
	return year
}

func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// number reads a few digits that were checked before.
func number(digits string) int {
	n := 0
	for i := range len(digits) {
		n = 10*n + int(digits[i]-'0')
	}
	return n
}
