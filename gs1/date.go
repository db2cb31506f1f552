package gs1

import (
	"cmp"
	"time"
)

// Date is a calendar day in UTC, between 0001-01-01 and 9999-12-31. The zero value is no
// day; Compare and the map order of days are meaningful only for days that are set.
type Date struct {
	days int32
	set  bool
}

const secondsPerDay = 24 * 60 * 60

// NewDate returns the given day; month is 1 to 12. A day that the calendar lacks is refused.
func NewDate(year, month, day int) (Date, error) {
	if year < 1 || year > 9999 {
		return Date{}, refuse(IllegalYear, "", "year %d is not between 1 and 9999", year)
	}
	if month < 1 || month > 12 {
		return Date{}, refuse(IllegalMonth, "", "there is no month %d", month)
	}
	if day < 1 || day > daysIn(year, month) {
		return Date{}, refuse(IllegalDay, "", "%04d-%02d has no day %d", year, month, day)
	}
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return Date{days: int32(t.Unix() / secondsPerDay), set: true}, nil
}

// ParseDate reads an ISO 8601 calendar date, 2027-12-31, and nothing looser.
func ParseDate(s string) (Date, error) {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' ||
		!allDigits(s[:4]) || !allDigits(s[5:7]) || !allDigits(s[8:]) {
		return Date{}, refuse(WrongLength, s, "a date is written YYYY-MM-DD")
	}
	return NewDate(number(s[:4]), number(s[5:7]), number(s[8:]))
}

// DateOfDays returns the day that is the given number of days after 1970-01-01, or no day
// when that is outside the years 1 to 9999.
func DateOfDays(days int) Date {
	const first, last = -719162, 2932896
	if days < first || days > last {
		return Date{}
	}
	return Date{days: int32(days), set: true}
}

// Days returns the number of days since 1970-01-01; 0 also when absent.
func (d Date) Days() int { return int(d.days) }

// IsZero reports that there is no day.
func (d Date) IsZero() bool { return !d.set }

// Compare orders days; it is -1, 0 or 1. An absent day is before all others.
func (d Date) Compare(other Date) int {
	if d.set != other.set {
		if other.set {
			return -1
		}
		return 1
	}
	return cmp.Compare(d.days, other.days)
}

// Before reports whether both days are set and d is the earlier one.
func (d Date) Before(other Date) bool { return d.set && other.set && d.days < other.days }

// Year returns the year, 0 when absent.
func (d Date) Year() int {
	if !d.set {
		return 0
	}
	return d.start().Year()
}

// String returns the ISO form 2027-12-31, or "" when absent.
func (d Date) String() string { return d.format("2006-01-02") }

// YYMMDD returns the form of AI (11) and (17), or "" when absent.
func (d Date) YYMMDD() string { return d.format("060102") }

// MarshalText returns the ISO form; an absent day is the empty text.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText is ParseDate; the empty text gives no day.
func (d *Date) UnmarshalText(b []byte) error { return unmarshalText(d, b, ParseDate) }

func (d Date) start() time.Time { return time.Unix(int64(d.days)*secondsPerDay, 0).UTC() }

func (d Date) isMonthEnd() bool {
	t := d.start()
	return t.Day() == daysIn(t.Year(), int(t.Month()))
}

func (d Date) format(layout string) string {
	if !d.set {
		return ""
	}
	return d.start().Format(layout)
}
