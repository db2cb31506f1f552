package system

import (
	"encoding/json"
	"slices"
	"strconv"
	"testing"
)

// finding is a verdict as the command line prints it for machines.
type finding struct {
	Verdict, Authenticity, Use, Basis string
	Reasons                           []struct{ Code, Text string }
	Lot, Expiry, Height, Time         string
	Message, Advice                   string
}

// verify judges a code or photo and demands the exit status. Without a trust file there
// is no trust root at all.
func (u *terminal) verify(status int, trust, code string, flags ...string) (f finding) {
	u.t.Helper()
	args := append([]string{"verify", code, "--json"}, flags...)
	if trust != "" {
		args = append(args, "--trust", trust)
	}
	p := u.expect(status, args...)
	if err := json.Unmarshal([]byte(p.out), &f); err != nil {
		u.t.Fatalf("%v in %q", err, p.out)
	}
	return f
}

func (f finding) is(t testing.TB, verdict, use, basis string, reasons ...string) {
	t.Helper()
	var codes []string
	for _, r := range f.Reasons {
		codes = append(codes, r.Code)
	}
	if f.Verdict != verdict || f.Use != use || f.Basis != basis || f.Message == "" || f.Advice == "" ||
		len(reasons) > 0 && !slices.Equal(codes, reasons) {
		t.Errorf("%+v, want %s %s %s %s", f, verdict, use, basis, reasons)
	}
}

// holding is what a site has of a lot.
type holding struct{ held, outgoing, supplied uint64 }

type heldRow struct {
	Site                                   struct{ Name string }
	Held, Packed, Outgoing, Supplied, Gone string
}

// holders asks who holds how much of a lot.
func (s *server) holders(gtin, lot string) []heldRow {
	s.t.Helper()
	var data struct{ Holders []heldRow }
	s.ask(`{holders(gtin:"`+gtin+`",lot:"`+lot+`"){site{name} held packed outgoing supplied gone}}`,
		&data)
	return data.Holders
}

// holdersAre waits until the read model knows exactly these holders, whose packs are the
// lot's.
func (s *server) holdersAre(gtin, lot string, want map[string]holding) {
	s.t.Helper()
	eventually(s.t, "holders of "+lot, func() bool {
		rows := s.holders(gtin, lot)
		for _, r := range rows {
			got := holding{number(s.t, r.Held), number(s.t, r.Outgoing), number(s.t, r.Supplied)}
			if got != want[r.Site.Name] {
				return false
			}
		}
		return len(rows) == len(want)
	})
}

func number(t testing.TB, s string) uint64 {
	t.Helper()
	return must(strconv.ParseUint(s, 10, 64))(t)
}
