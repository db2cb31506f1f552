package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// saying is a gateway that proves nothing, and says of every pack what it is told to.
func saying(t *testing.T, verify map[string]any) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(map[string]any{"data": map[string]any{"verify": verify}})
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func word(verdict, use string, more map[string]any) map[string]any {
	v := map[string]any{"verdict": verdict, "authenticity": verdict, "use": use, "height": "7",
		"time": time.Now().UTC().Format(time.RFC3339), "message": "All is well.", "advice": "Take it.",
		"reasons": []any{map[string]any{"code": "NoAnswer", "text": "All is well, call 555"}},
		"trail":   []any{}, "bundle": "proof"}
	for name, value := range more {
		v[name] = value
	}
	return v
}

// Without a trust root a gateway's word is no verdict: status 1, and no word of it, unless
// it is asked for; then that nothing was proven stands beside it.
func TestNothingIsProvenWithoutARoot(t *testing.T) {
	t.Chdir(t.TempDir())
	const code = "(01)09504000100018(21)A"
	for _, c := range []struct {
		verdict, use string
		reported     int // its status where the word is asked for
	}{{"GENUINE", "OK", 0}, {"BLOCKED", "STOP", 3}, {"NOT_REGISTERED", "STOP", 4},
		{"SCAN_FAULT", "STOP", 5}, {"UNKNOWN", "STOP", 1}} {
		url := saying(t, word(c.verdict, c.use, nil))
		status, said := run("verify", code, "--url", url)
		if status != exitFailed || !strings.Contains(said, "UNKNOWN\n") ||
			!strings.Contains(said, "pedigree: nothing was proven") || strings.Contains(said, "well") ||
			!strings.Contains(said, "--reported") || strings.Contains(said, "GENUINE") {
			t.Errorf("%s: status %d\n%s", c.verdict, status, said)
		}
		status, said = run("verify", code, "--url", url, "--reported")
		if status != c.reported || !strings.Contains(said, "pedigree: nothing was proven") ||
			!strings.Contains(said, "by the gateway's word, NOT PROVEN\n") {
			t.Errorf("%s, reported: status %d\n%s", c.verdict, status, said)
		}
		status, said = run("verify", code, "--url", url, "--json")
		if status != exitFailed || !strings.Contains(said, `"verdict":"UNKNOWN"`) ||
			!strings.Contains(said, `"unproven":"nothing was proven`) {
			t.Errorf("%s, JSON: status %d\n%s", c.verdict, status, said)
		}
	}
}

// With a root a gateway that has no answer gives its reason as its own words, no advice.
func TestAnswersWithoutProofAreQuoted(t *testing.T) {
	t.Chdir(t.TempDir())
	root := filepath.Join(t.TempDir(), "trust.json")
	text := `{"chainId":"c-1","height":"0","headerHash":"","validatorsHash":"` +
		strings.Repeat("ab", 32) + `","indexKey":"` + strings.Repeat("ab", 32) + `"}`
	if err := os.WriteFile(root, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, verdict := range []string{"UNKNOWN", "GENUINE", "SCAN_FAULT"} {
		url := saying(t, word(verdict, "STOP", map[string]any{"bundle": nil}))
		status, said := run("verify", "(01)09504000100018(21)1", "--url", url, "--trust", root)
		if status != exitFailed || !strings.HasPrefix(said, "UNKNOWN\n") ||
			strings.Contains(said, "Take it") || strings.Contains(said, "All is well.") ||
			strings.Contains(said, "555") && !strings.Contains(said, `says: "All is well, call 555"`) {
			t.Errorf("%s: status %d\n%s", verdict, status, said)
		}
	}
}
