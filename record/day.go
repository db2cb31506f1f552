package record

import (
	"encoding/json"

	"pedigree/gs1"
)

// Day is a calendar day: days since 1970-01-01 UTC. Zero means "none"; no
// medicine of ours was made or expired on that day.
type Day uint32

const (
	daySeconds = 86_400
	lastDay    = 2_932_896 // 9999-12-31, the last that YYYY-MM-DD can write
)

// DayOf gives the UTC day of a moment in unix seconds: no day before 1970, and
// 9999-12-31 for all that is later.
func DayOf(unix int64) Day { return Day(min(max(unix, 0)/daySeconds, lastDay)) }

// DayFrom takes a GS1 date. A date before 1970 has no Day and gives zero.
func DayFrom(d gs1.Date) Day {
	if d.IsZero() || d.Days() < 0 {
		return 0
	}
	return Day(d.Days())
}

// Date gives the calendar date.
func (d Day) Date() gs1.Date { return gs1.DateOfDays(int(d)) }

// Past says whether a pack with this expiry day is expired at a moment: from
// 00:00 UTC of the day after.
func (d Day) Past(unix int64) bool { return unix >= (int64(d)+1)*daySeconds }

// String gives YYYY-MM-DD, or nothing for no day.
func (d Day) String() string {
	if d == 0 {
		return ""
	}
	return d.Date().String()
}

// MarshalJSON writes "YYYY-MM-DD"; on the wire a day is a CBOR number.
func (d Day) MarshalJSON() ([]byte, error) { return json.Marshal(d.String()) }

// UnmarshalJSON reads "YYYY-MM-DD".
func (d *Day) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	if s == "" {
		*d = 0
		return nil
	}
	date, err := gs1.ParseDate(s)
	if err != nil {
		return err
	}
	*d = DayFrom(date)
	return nil
}

func (d Day) valid() error {
	if d > lastDay {
		return invalid("day %d is after 9999-12-31", uint32(d))
	}
	return nil
}
