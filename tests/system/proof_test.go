package system

import (
	"encoding/base64"
	"encoding/json"
	"math/rand/v2"
	"path/filepath"
	"time"

	"pedigree/gs1"
	"pedigree/proof"
	"pedigree/record"
	"pedigree/scanner"
)

// proofFile is what verify --bundle writes.
type proofFile struct {
	Code    string          `json:"code"`
	Purpose string          `json:"purpose"`
	Bundle  string          `json:"bundle"`
	Trust   json.RawMessage `json:"trust,omitempty"`
}

// proofFiles saves the proof of a good pack and of one that was never registered, and
// checks them with no server in reach.
func (u *terminal) proofFiles(s *server, code string) {
	t, trust := u.t, s.trust()
	t.Helper()
	good, absent := filepath.Join(u.dir, "good.json"), filepath.Join(u.dir, "absent.json")
	u.verify(0, trust, code, "--bundle", good)
	u.verify(4, trust, "(01)"+amoxal+"(21)NEVERREGISTERED", "--bundle", absent)
	root := must(proof.ParseTrust(read(t, trust)))(t)

	s.stop()
	u.verify(1, trust, code).is(t, "UNKNOWN", "STOP", "REPORTED", "NoAnswer")
	for _, name := range []string{trust, root.Name()} {
		u.expect(0, "check", good, "--trust", name).says(t, "GENUINE\n", "lot      AMX1", "PROVEN")
		u.expect(4, "check", absent, "--trust", name).says(t, "NOT_REGISTERED\n", "PROVEN")
	}
	u.expect(2, "check", good).says(t, "--trust")
	other := root
	other.ValidatorsHash[0] ^= 1
	u.expect(1, "check", good, "--trust", u.file("other.json", other.Encode()))
	u.expect(1, "check", good, "--trust", other.Name())
	u.flips(good, root)
	u.flips(absent, root)
	s.start()
}

// flips refuses every bundle of which one byte differs: all bytes with the functions
// that the command is made of, and some with the command itself.
func (u *terminal) flips(file string, root proof.Trust) {
	t := u.t
	t.Helper()
	var saved proofFile
	if err := json.Unmarshal(read(t, file), &saved); err != nil {
		t.Fatal(err)
	}
	raw := must(base64.RawURLEncoding.DecodeString(saved.Bundle))(t)
	label := must(gs1.ParseLabel(saved.Code, time.Now().Year()))(t)
	accepted := func(raw []byte) bool {
		b, err := proof.DecodeBundle(raw)
		if err != nil {
			return false
		}
		_, err = scanner.JudgeBundle(b, root, record.Question{Label: label,
			Purpose: record.Purpose(saved.Purpose)}, nil, time.Time{})
		return err == nil
	}
	if !accepted(raw) {
		t.Fatal("the bundle itself is refused")
	}
	for i := range raw {
		for bit := range 8 {
			raw[i] ^= 1 << bit
			if accepted(raw) {
				t.Errorf("bit %d of byte %d of %d flipped: accepted", bit, i, len(raw))
			}
			raw[i] ^= 1 << bit
		}
	}
	dice := rand.New(rand.NewPCG(2026, uint64(len(raw))))
	for range 12 {
		text := []byte(saved.Bundle)
		at := dice.IntN(len(text))
		text[at] = other(text[at])
		flipped := saved
		flipped.Bundle = string(text)
		u.expect(1, "check", u.file("flipped.json", flipped), "--trust", root.Name())
	}
	t.Logf("%s: all %d bits of %d bytes flipped, each refused", filepath.Base(file), 8*len(raw),
		len(raw))
}

// other is another character of base64url.
func other(c byte) byte {
	if c == 'A' {
		return 'B'
	}
	return 'A'
}
