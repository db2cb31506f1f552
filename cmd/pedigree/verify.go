package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"pedigree/gs1"
	"pedigree/proof"
	"pedigree/record"
	"pedigree/scanner"
)

func verifyCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "verify CODE|IMAGE",
		Short: "Judge a pack by any code on it, or by a photo of the code",
		Long: "Judges a pack by any code on it: an element string, a raw scan, a Digital Link, the\n" +
			"(01)… text, or a PNG or JPEG picture. The verdict is computed here from the proof and\n" +
			"a trust root fixed beforehand. Without one nothing is proven: the answer is UNKNOWN, unless\n" +
			"you ask by --reported for the gateway's word. With a key of the device that asks, the\n" +
			"proof also shows where the pack is, to whom that concerns.",
		Example: "  pedigree verify '(01)09504000059101(21)A1B2C3'\n  pedigree verify photo.png --purpose DISPENSE\n" +
			"  pedigree verify photo.png --purpose RECEIVE --as .pedigree/keys/medco.pem",
		Args: exactly(1), RunE: runVerify,
	}
	f := c.Flags()
	clientFlags(c)
	f.String("trust", os.Getenv("PEDIGREE_TRUST"),
		"trust root file (PEDIGREE_TRUST; else trust.json in PEDIGREE_HOME)")
	f.String("purpose", "PATIENT", "PATIENT, DISPENSE, RECEIVE or INSPECT")
	f.String("market", "", "country where it is to be used (two letters)")
	f.Bool("reported", false, "without a trust root: give the gateway's word, which proves nothing")
	f.String("bundle", "", "write the proof to this file, for pedigree check")
	f.Bool("json", false, "for machines")
	return c
}

func runVerify(c *cobra.Command, args []string) error {
	purpose, err := purposeFlag(c)
	if err != nil {
		return err
	}
	code, err := codeOf(args[0])
	if err != nil {
		return err
	}
	trust, err := trustFlag(c)
	if err != nil {
		return err
	}
	g, err := clientOf(c)
	if err != nil {
		return err
	}
	market, _ := c.Flags().GetString("market")
	reported, _ := c.Flags().GetBool("reported")
	v := verifier{url: g.url, key: g.key, now: g.now, trust: trust, purpose: purpose,
		market: market, reported: reported}
	f := v.verify(c.Context(), code)
	if out, _ := c.Flags().GetString("bundle"); out != "" && f.bundle != "" {
		if err := writeBundle(out, savedBundle{Code: code, Purpose: purpose, Market: market,
			By: v.by(), Bundle: f.bundle, Trust: trust}); err != nil {
			return err
		}
	}
	if f.why != "" {
		fmt.Fprintln(&plain{to: c.ErrOrStderr()}, "pedigree:", f.why)
	}
	return printFinding(c, f)
}

func purposeFlag(c *cobra.Command) (record.Purpose, error) {
	s, _ := c.Flags().GetString("purpose")
	if p := record.Purpose(strings.ToUpper(s)); knownPurpose(p) {
		return p, nil
	}
	return "", usageError{fmt.Errorf("--purpose is PATIENT, DISPENSE, RECEIVE or INSPECT, not %q", s)}
}

func knownPurpose(p record.Purpose) bool {
	switch p {
	case record.ForPatient, record.ForDispense, record.ForReceive, record.ForInspect:
		return true
	}
	return false
}

// trustFlag reads the trust root; nil where there is none, and then nothing can be
// proven.
func trustFlag(c *cobra.Command) (*proof.Trust, error) {
	name, _ := c.Flags().GetString("trust")
	given := name != ""
	if !given {
		name = filepath.Join(defaultHome(), "trust.json")
	}
	b, err := os.ReadFile(name)
	if errors.Is(err, os.ErrNotExist) && !given {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	t, err := proof.ParseTrust(b)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return &t, nil
}

// codeOf takes a code as it is, or reads it from a picture.
func codeOf(arg string) (string, error) {
	if !looksLikeFile(arg) {
		return arg, nil
	}
	b, err := os.ReadFile(arg)
	if err != nil {
		return "", err
	}
	symbols, err := scanner.Decode(bytes.NewReader(b))
	if errors.Is(err, scanner.ErrNoSymbol) {
		fmt.Fprintln(os.Stderr, "SCAN_FAULT  no code found in the picture; take it closer and sharper")
		return "", exit(exitScanFault)
	}
	if err != nil {
		return "", err
	}
	if len(symbols) > 1 {
		fmt.Fprintln(os.Stderr, "SCAN_FAULT  the picture shows several codes; verify one of them:")
		for _, s := range symbols {
			fmt.Fprintf(os.Stderr, "  %q\n", s.Scan())
		}
		return "", exit(exitScanFault)
	}
	return symbols[0].Scan(), nil
}

func looksLikeFile(arg string) bool {
	switch strings.ToLower(filepath.Ext(arg)) {
	case ".png", ".jpg", ".jpeg":
		return !strings.Contains(arg, "://")
	}
	return false
}

// verifier asks a gateway and believes only what it can check.
type verifier struct {
	url     string
	trust   *proof.Trust
	purpose record.Purpose
	market  string
	key     ed25519.PrivateKey // of the device that asks; nil for anybody
	now     func() time.Time
	// reported asks for the gateway's word where there is no trust root.
	reported bool
}

// by names the device that asks.
func (v verifier) by() *record.KID {
	if v.key == nil {
		return nil
	}
	public := publicOf(v.key)
	kid := record.KIDOf(public[:])
	return &kid
}

// finding is a verdict with its basis.
type finding struct {
	scanner.Finding
	basis  record.Basis
	label  gs1.Label
	bundle string
	said   *reported
	why    string // it is not PROVEN, although there was an answer
}

func (v verifier) verify(ctx context.Context, code string) finding {
	label, err := gs1.ParseLabel(code, v.now().UTC().Year())
	if err != nil {
		return faulty(err)
	}
	f := v.judge(ctx, code, label)
	if f.Headline != record.NotRegistered && f.Headline != record.ScanFault {
		return f
	}
	for _, m := range label.Misreadings() {
		meant := v.judge(ctx, m.Label.ElementString(), m.Label)
		if h := meant.Headline; meant.basis == record.Proven && h != record.NotRegistered {
			meant.Verdict = record.Faulty(string(m.Cause),
				"the scanner or keyboard changes letters: a pack of almost this serial exists")
			meant.label = label
			return meant
		}
	}
	if f.Headline == record.ScanFault && v.trust != nil {
		f.Verdict = record.UnknownBecause("NoProof",
			"the gateway calls the scan damaged, but it reads well and no proof says otherwise")
	}
	return f
}

func faulty(err error) (f finding) {
	f.basis = record.Reported
	var fault *gs1.ScanFault
	if errors.As(err, &fault) {
		f.Verdict = record.Faulty(string(fault.Cause), fault.Text)
		return f
	}
	f.Verdict = record.Faulty(record.Malformed.String(), err.Error())
	return f
}
