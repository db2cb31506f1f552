package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"pedigree/gs1"
	"pedigree/proof"
	"pedigree/record"
	"pedigree/scanner"
)

// reported is the gateway's word.
type reported struct {
	Verdict      record.Headline `json:"verdict"`
	Authenticity record.Headline `json:"authenticity"`
	Use          record.Use      `json:"use"`
	Reasons      []record.Reason `json:"reasons"`
	Height       string          `json:"height"`
	Time         time.Time       `json:"time"`
	Bundle       *string         `json:"bundle"`
	Message      string          `json:"message"`
	Advice       string          `json:"advice"`
	Lot          *struct {
		Lot *string `json:"lot"`
	} `json:"lot"`
	Trail []struct {
		Step, Role, Country, Day string
	} `json:"trail"`
}

const verifyQuery = `query($code: String!, $purpose: Purpose, $market: String) {
  verify(code: $code, purpose: $purpose, market: $market) {
    verdict authenticity use reasons { code text } height time bundle message advice
    lot { lot } trail { step role country day } } }`

// ask takes a verdict also where something beside it could not be answered.
func (v verifier) ask(ctx context.Context, code string) (*reported, error) {
	var data struct{ Verify *reported }
	g := graphqlClient{url: v.url, key: v.key, now: v.now}
	err := g.ask(ctx, verifyQuery, map[string]any{"code": code, "purpose": v.purpose,
		"market": nonEmpty(v.market)}, &data)
	var partly gatewayError
	if err != nil && (data.Verify == nil || !errors.As(err, &partly)) {
		return nil, err
	}
	if data.Verify == nil {
		return nil, errors.New("the gateway gave no verdict")
	}
	return data.Verify, nil
}

func nonEmpty(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// Why a finding is REPORTED: what was not proven, for the person who acts on it.
const (
	noRoot = "nothing was proven: there is no trust root to check a proof by, so this is the " +
		"gateway's word alone"
	hiddenFromDevice = "the verdict was proven, but not what you asked as this device: the proof " +
		"hides where the pack is, which may be wrong"
)

// judge computes the verdict from the gateway's bundle. Where the gateway's own
// words and its proof disagree, one of them is false, and the answer is UNKNOWN. Without a
// trust root nothing can be proven, and the gateway's word is given only to who asked for it.
func (v verifier) judge(ctx context.Context, code string, label gs1.Label) finding {
	f := finding{label: label, basis: record.Reported}
	unknown := func(code, format string, args ...any) finding {
		f.Verdict = record.UnknownBecause(code, fmt.Sprintf(format, args...))
		return f
	}
	said, err := v.ask(ctx, code)
	if err != nil {
		return unknown("NoAnswer", "%v", err)
	}
	if said.Bundle != nil {
		f.bundle = *said.Bundle
	}
	if v.trust == nil {
		return v.unproven(f, said)
	}
	f.said = said
	if said.Bundle == nil {
		return withoutProof(f, said)
	}
	var b proof.Bundle
	if err := b.UnmarshalText([]byte(*said.Bundle)); err != nil {
		return unknown("BadProof", "%v", err)
	}
	q := record.Question{Label: label, Purpose: v.purpose, Market: v.market}
	found, err := scanner.JudgeBundle(&b, *v.trust, q, v.by(), v.now())
	if err != nil {
		return unknown("BadProof", "%v", err)
	}
	if text := said.contradicts(found); text != "" {
		return unknown("Contradiction", "%s", text)
	}
	f.Finding = found
	// Whoever says who he is asks where the pack is, too, which this proof hides from him:
	// not proven is then what he asked, and he may be the one from whom it is hidden wrongly.
	if found.Hidden && v.key != nil {
		f.why = hiddenFromDevice
		return f
	}
	f.basis = record.Proven
	return f
}

// unproven is what can be said without a trust root.
func (v verifier) unproven(f finding, said *reported) finding {
	f.why = noRoot
	if !v.reported {
		f.Verdict = record.UnknownBecause("NoTrustRoot", "nothing was proven: this computer keeps no "+
			"trust root, by which a proof is checked")
		f.Advice = "Get trust.json from the authority and name it by --trust. For the gateway's word " +
			"alone, say --reported."
		return f
	}
	f.said, f.Verdict = said, said.verdict()
	f.Height, _ = strconv.ParseUint(said.Height, 10, 64)
	f.Time = said.Time.Unix()
	return f
}

// withoutProof takes from a gateway that proves nothing no more than that it has no answer.
// Whether the scan is damaged is for verify to find out.
func withoutProof(f finding, said *reported) finding {
	switch said.Verdict {
	case record.ScanFault:
		f.Verdict = said.verdict()
	case record.Unknown:
		text := "the gateway gave no verdict"
		if len(said.Reasons) > 0 && said.Reasons[0].Text != "" {
			text += fmt.Sprintf(", and says: %q", said.Reasons[0].Text)
		}
		f.Verdict = record.UnknownBecause("NoAnswer", text)
	default:
		f.Verdict = record.UnknownBecause("NoProof", "the gateway gave a verdict without a proof")
	}
	return f
}

func (r *reported) verdict() record.Verdict {
	return record.Verdict{Headline: r.Verdict, Authenticity: r.Authenticity, Use: r.Use,
		Reasons: r.Reasons, Message: r.Message, Advice: r.Advice}
}

// contradicts says where the gateway's words differ from what its proof shows.
func (r *reported) contradicts(f scanner.Finding) string {
	switch {
	case r.Verdict != f.Headline || r.Authenticity != f.Authenticity || r.Use != f.Use:
		return fmt.Sprintf("the gateway says %s, its proof says %s", r.Verdict, f.Headline)
	case r.Height != strconv.FormatUint(f.Height, 10):
		return "the gateway names another height than its proof"
	case r.Time.Unix() != f.Time:
		return "the gateway names another time than its proof"
	case len(r.Reasons) != len(f.Reasons):
		return "the gateway gives other reasons than its proof"
	}
	for i, reason := range r.Reasons {
		if reason.Code != f.Reasons[i].Code {
			return "the gateway gives other reasons than its proof"
		}
	}
	return ""
}
