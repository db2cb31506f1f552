package gs1_test

import (
	"testing"

	"pedigree/gs1"
)

func TestDates(t *testing.T) {
	for _, c := range []struct {
		text string
		days int
		yy   string
	}{
		{"1970-01-01", 0, "700101"}, {"1969-12-31", -1, "691231"}, {"2000-02-29", 11016, "000229"},
		{"2027-12-31", 21183, "271231"}, {"0001-01-01", -719162, "010101"},
		{"9999-12-31", 2932896, "991231"},
	} {
		d, err := gs1.ParseDate(c.text)
		if err != nil || d.Days() != c.days || d.String() != c.text || d.YYMMDD() != c.yy {
			t.Errorf("%s: %s %d %s %v", c.text, d, d.Days(), d.YYMMDD(), err)
		}
		if gs1.DateOfDays(c.days) != d {
			t.Errorf("%s: day %d is %s", c.text, c.days, gs1.DateOfDays(c.days))
		}
	}
	if !gs1.DateOfDays(2932897).IsZero() || !gs1.DateOfDays(-719163).IsZero() {
		t.Error("days outside the calendar are no days")
	}
}

func TestOrderOfDates(t *testing.T) {
	day, next, none := gs1.DateOfDays(0), gs1.DateOfDays(1), gs1.Date{}
	if day == none {
		t.Error("1970-01-01 must not be the absent day")
	}
	if !day.Before(next) || next.Before(day) || none.Before(day) || day.Before(none) {
		t.Error("Before")
	}
	if day.Compare(next) != -1 || next.Compare(day) != 1 || day.Compare(day) != 0 ||
		none.Compare(day) != -1 || day.Compare(none) != 1 || none.Compare(none) != 0 {
		t.Error("Compare")
	}
	if next.Year() != 1970 || none.Year() != 0 {
		t.Error("Year")
	}
}

// GenSpecs 7.12: the century that brings the year nearest to the reference.
func TestCentury(t *testing.T) {
	for _, c := range []struct {
		text      string
		reference int
		want      string
		zero      bool
	}{
		{"260101", 2026, "2026-01-01", false},
		{"760101", 2026, "2076-01-01", false}, // 50 ahead: this century
		{"770101", 2026, "1977-01-01", false}, // 51 ahead: the past one
		{"990101", 2026, "1999-01-01", false},
		{"000101", 2026, "2000-01-01", false},
		{"000101", 2049, "2000-01-01", false}, // 49 behind: this century
		{"000101", 2050, "2100-01-01", false}, // 50 behind: the next one
		{"490101", 2099, "2149-01-01", false},
		{"500101", 2099, "2050-01-01", false},
		{"240200", 2026, "2024-02-29", true},
		{"270200", 2026, "2027-02-28", true},
		{"271200", 2026, "2027-12-31", true},
		{"000200", 2060, "2100-02-28", true},
	} {
		d, zero, err := gs1.ParseYYMMDD(c.text, c.reference)
		if err != nil || d.String() != c.want || zero != c.zero {
			t.Errorf("%s in %d: %s %t %v, want %s", c.text, c.reference, d, zero, err, c.want)
		}
	}
	for _, text := range []string{"", "27123", "2712310", "271301", "270001", "270000", "270230",
		"2712a1", "271232", "-71231"} {
		if d, _, err := gs1.ParseYYMMDD(text, 2026); err == nil {
			t.Errorf("%q gave %s", text, d)
		}
	}
}
