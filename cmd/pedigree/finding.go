package main

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"pedigree/record"
)

// findingView is a verdict for machines.
type findingView struct {
	Verdict      record.Headline `json:"verdict"`
	Authenticity record.Headline `json:"authenticity"`
	Use          record.Use      `json:"use"`
	Reasons      []record.Reason `json:"reasons"`
	Basis        record.Basis    `json:"basis"`
	Unproven     string          `json:"unproven,omitempty"` // why it is not PROVEN
	Label        string          `json:"label,omitempty"`
	Product      string          `json:"product,omitempty"`
	Lot          string          `json:"lot,omitempty"`
	Expiry       string          `json:"expiry,omitempty"`
	Maker        string          `json:"maker,omitempty"`
	Height       string          `json:"height,omitempty"`
	Time         string          `json:"time,omitempty"`
	Message      string          `json:"message"`
	Advice       string          `json:"advice"`
}

func viewFinding(f finding) findingView {
	v := findingView{Verdict: f.Headline, Authenticity: f.Authenticity, Use: f.Use,
		Reasons: f.Reasons, Basis: f.basis, Unproven: f.why, Label: f.label.HumanReadable(), Message: f.Message,
		Advice: f.Advice}
	if v.Reasons == nil {
		v.Reasons = []record.Reason{}
	}
	if f.Height > 0 {
		v.Height = strconv.FormatUint(f.Height, 10)
	}
	if f.Time > 0 {
		v.Time = time.Unix(f.Time, 0).UTC().Format(time.RFC3339)
	}
	if p := f.Product; p != nil {
		v.Product = strings.Join([]string{p.Name, p.Strength, p.Form, p.Pack}, ", ")
	}
	if f.Finding.Lot != nil {
		v.Expiry = f.Finding.Lot.Expiry.String()
	}
	v.Lot, v.Maker = f.lotNumber(), f.Maker
	return v
}

// lotNumber names the lot that the label names only where it was proven to be the pack's.
func (f finding) lotNumber() string {
	if f.LotPrinted {
		return f.label.Lot.String()
	}
	return f.reportedLot()
}

func printFinding(c *cobra.Command, f finding) error {
	v, out := viewFinding(f), c.OutOrStdout()
	if asJSON, _ := c.Flags().GetBool("json"); asJSON {
		enc := json.NewEncoder(out)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(v); err != nil {
			return err
		}
		return exitFor(f.Headline)
	}
	fmt.Fprintln(out, headline(f.Verdict)+unprovenMark(f))
	fmt.Fprintln(out, v.Message)
	for _, r := range v.Reasons {
		fmt.Fprintf(out, "  %-16s %s\n", r.Code, r.Text)
	}
	fmt.Fprintln(out)
	for _, row := range [][2]string{{"label", v.Label}, {"product", v.Product}, {"lot", v.Lot},
		{"expiry", v.Expiry}, {"maker", v.Maker}, {"height", v.Height}, {"as of", v.Time}, {"basis", basisText(f)}} {
		if row[1] != "" {
			fmt.Fprintf(out, "%-8s %s\n", row[0], row[1])
		}
	}
	fmt.Fprintf(out, "\n%s\n", v.Advice)
	return exitFor(f.Headline)
}

// headline names what blocks or differs, worst first: BLOCKED(recalled, expired).
func headline(v record.Verdict) string {
	var codes []string
	switch v.Headline {
	case record.Blocked, record.Mismatch, record.ScanFault:
		for _, r := range v.Reasons {
			codes = append(codes, shortReason(r.Code))
		}
	}
	if len(codes) == 0 {
		return string(v.Headline)
	}
	return fmt.Sprintf("%s(%s)", v.Headline, strings.Join(codes, ", "))
}

func shortReason(code string) string {
	switch code {
	case "AlreadySupplied", "OwnDuplicate":
		return "supplied"
	case "LotMismatch":
		return "lot"
	case "ExpiryMismatch":
		return "expiry"
	case "InTransit":
		return "in transit"
	}
	return strings.ToLower(code)
}

// unprovenMark keeps a gateway's word from looking like a proven verdict.
func unprovenMark(f finding) string {
	if f.said != nil && f.why == noRoot {
		return "  by the gateway's word, NOT PROVEN"
	}
	return ""
}

func basisText(f finding) string {
	switch {
	case f.basis == record.Proven:
		return "PROVEN: computed here from the proof and your trust root"
	case f.why != "":
		return "REPORTED: " + f.why
	case f.basis == record.Reported:
		return "REPORTED: nobody's proof was checked"
	}
	return string(f.basis)
}

func exitFor(h record.Headline) error {
	switch h {
	case record.Genuine, record.OwnDuplicateFound:
		return nil
	case record.Blocked:
		return exit(exitRefused)
	case record.Mismatch, record.NotRegistered:
		return exit(exitMismatch)
	case record.ScanFault:
		return exit(exitScanFault)
	}
	return exit(exitFailed)
}

func (f finding) reportedLot() string {
	if f.said == nil || f.said.Lot == nil || f.said.Lot.Lot == nil {
		return ""
	}
	return *f.said.Lot.Lot + " (reported)"
}
