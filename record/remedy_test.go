package record_test

import (
	"regexp"
	"strings"
	"testing"

	"pedigree/record"
)

var (
	actionPattern = regexp.MustCompile(`\b(?i:ask|check|compare|correct|count|do not|keep|look|name|` +
		`propose|read|receive|restart|scan|send|sign|split|take|unpack|use|wait)\b`)
	jargonPattern = regexp.MustCompile("`|[a-z][A-Z]|_|[/{}<>#]|\\.(go|md)|" +
		`\b(?i:sequence|hash|tx|chain id|json|byte|body|field|ledger height|nonce|malformed|node)\b`)
)

// Each refusal tells a tired pharmacist what to do: in plain words, short, whole sentences,
// with something to do in them.
func TestAdvice(t *testing.T) {
	seen := map[string]record.Code{}
	for c := record.Malformed; c <= record.UntilTooFar; c++ {
		text := c.Advice()
		if before, twice := seen[text]; twice {
			t.Errorf("%s says the same as %s: %s", c, before, text)
		}
		seen[text] = c
		if !strings.HasSuffix(text, ".") || len(text) > 170 {
			t.Errorf("%s: no short sentence: %q", c, text)
		}
		if !actionPattern.MatchString(text) {
			t.Errorf("%s: nothing to do: %q", c, text)
		}
		if word := jargonPattern.FindString(text); word != "" {
			t.Errorf("%s: %q is no pharmacist's word: %q", c, word, text)
		}
	}
	if record.Code(4_000).Advice() == "" {
		t.Error("no advice for a code of a later release")
	}
}

// What may harm a patient says first of all not to supply it, or when not to.
func TestAdviceAgainstHarm(t *testing.T) {
	for _, c := range []record.Code{record.ExpiredGoods, record.RecalledGoods, record.WithdrawnGoods,
		record.HeldGoods, record.SuspectGoods, record.IllegitimateGoods, record.StolenGoods,
		record.DestroyedGoods, record.AlreadySupplied, record.Inactive} {
		if !strings.HasPrefix(c.Advice(), "Do not supply") {
			t.Errorf("%s: %q", c, c.Advice())
		}
	}
	for _, c := range []record.Code{record.NotFound, record.LotMismatch, record.ExpiryMismatch,
		record.OwnDuplicate, record.RateLimited, record.UndoWindowOver, record.UndoWrongSite,
		record.UndoImpossible} {
		if !strings.Contains(strings.ToLower(c.Advice()), "do not supply") {
			t.Errorf("%s: %q", c, c.Advice())
		}
	}
}
