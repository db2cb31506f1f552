package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"pedigree/gs1"
	"pedigree/proof"
	"pedigree/record"
	"pedigree/scanner"
)

// savedBundle is the file that verify --bundle writes: the question and its
// proof. The trust root in it is only a copy; who checks names his own.
type savedBundle struct {
	Code    string         `json:"code"`
	Purpose record.Purpose `json:"purpose"`
	Market  string         `json:"market,omitempty"`
	By      *record.KID    `json:"by,omitempty"` // the device that asked
	Bundle  string         `json:"bundle"`       // base64url, no padding
	Trust   *proof.Trust   `json:"-"`
}

type savedFile struct {
	savedBundle
	Trust json.RawMessage `json:"trust,omitempty"`
}

func writeBundle(name string, b savedBundle) error {
	f := savedFile{savedBundle: b}
	if b.Trust != nil {
		f.Trust = json.RawMessage(strings.TrimSpace(string(b.Trust.Encode())))
	}
	text, err := json.Marshal(f)
	if err != nil {
		return err
	}
	return os.WriteFile(name, append(text, '\n'), 0o644)
}

func checkCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "check BUNDLE.json",
		Short: "Check a saved proof with no server at all",
		Long: "Checks a proof that verify --bundle wrote, with no server at all, against a trust root\n" +
			"that you name: its file, or the SHA-256 of that file.",
		Example: "  pedigree check proof.json --trust trust.json",
		Args:    exactly(1), RunE: runCheck,
	}
	c.Flags().String("trust", os.Getenv("PEDIGREE_TRUST"), "trust root: file, or SHA-256 of it")
	c.Flags().Bool("json", false, "for machines")
	return c
}

func runCheck(c *cobra.Command, args []string) error {
	text, err := os.ReadFile(args[0])
	if err != nil {
		return err
	}
	var saved savedFile
	dec := json.NewDecoder(strings.NewReader(string(text)))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&saved); err != nil {
		return fmt.Errorf("%s is no saved proof: %w", args[0], err)
	}
	name, _ := c.Flags().GetString("trust")
	trust, err := namedTrust(name, saved.Trust)
	if err != nil {
		return err
	}
	var b proof.Bundle
	if err := b.UnmarshalText([]byte(saved.Bundle)); err != nil {
		return fmt.Errorf("proof invalid: %w", err)
	}
	if !knownPurpose(saved.Purpose) {
		return fmt.Errorf("%s is no saved proof: purpose %q", args[0], saved.Purpose)
	}
	label, err := gs1.ParseLabel(saved.Code, time.Unix(b.Header.Time.Seconds, 0).UTC().Year())
	if err != nil {
		return fmt.Errorf("the code in the file is no label: %w", err)
	}
	q := record.Question{Label: label, Purpose: saved.Purpose, Market: saved.Market}
	found, err := scanner.JudgeBundle(&b, trust, q, saved.By, time.Time{})
	if err != nil {
		return fmt.Errorf("proof invalid: %w", err)
	}
	return printFinding(c, finding{Finding: found, basis: record.Proven, label: label})
}

// namedTrust reads the trust root from a file, or takes the copy beside the proof
// when it has the named hash.
func namedTrust(name string, copied json.RawMessage) (t proof.Trust, err error) {
	if name == "" {
		return t, usageError{errors.New("--trust FILE or SHA256 is required: a proof cannot vouch for itself")}
	}
	if len(name) == 64 && strings.Trim(name, "0123456789abcdef") == "" {
		t, err := proof.ParseTrust(copied)
		if err != nil {
			return t, fmt.Errorf("the file holds no trust root: %w", err)
		}
		if t.Name() != name {
			return t, errors.New("the file's trust root has another SHA-256 than you named")
		}
		return t, nil
	}
	b, err := os.ReadFile(name)
	if err != nil {
		return t, err
	}
	return proof.ParseTrust(b)
}
