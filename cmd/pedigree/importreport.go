package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"pedigree/events"
	"pedigree/events/capture"
)

// importReport says what became of every event of a document.
type importReport struct {
	Orders []importOrder   `json:"orders"`
	Left   []events.Remark `json:"left"`
	Notes  []events.Remark `json:"notes"`
}

type importOrder struct {
	Event   int    `json:"event"` // number in the document; 0 = not of one event
	EventID string `json:"eventID,omitempty"`
	Command string `json:"command"`
	Body    any    `json:"body"`
	importLine
}

// importLine is the answer to one order.
type importLine struct {
	Status  string `json:"status"`
	ID      string `json:"id,omitempty"`
	Height  uint64 `json:"height,string,omitempty"`
	Code    string `json:"code,omitempty"`
	Message string `json:"message,omitempty"`
	Advice  string `json:"advice,omitempty"`
}

func newReport(p *events.Plan) *importReport {
	r := &importReport{Orders: []importOrder{}, Left: append([]events.Remark{}, p.Left...),
		Notes: append([]events.Remark{}, p.Notes...)}
	for _, s := range p.Steps {
		r.Orders = append(r.Orders, importOrder{Event: s.Event, EventID: s.EventID,
			Command: s.Command, Body: s.Body, importLine: importLine{Status: statusNot}})
	}
	return r
}

func (r *importReport) print(c *cobra.Command) {
	out := c.OutOrStdout()
	if machine, _ := c.Flags().GetBool("json"); machine {
		e := json.NewEncoder(out)
		e.SetEscapeHTML(false)
		e.Encode(r)
		return
	}
	dry, _ := c.Flags().GetBool("dry-run")
	for _, o := range r.Orders {
		fmt.Fprintf(out, "%-17s %-18s event %d\n", o.Status, o.Command, o.Event)
		if dry {
			fmt.Fprintf(out, "  %s\n", printable(shortened(o.Body)))
		}
		if o.Message != "" {
			fmt.Fprintf(out, "  %s: %s\n", printable(o.Code), printable(o.Message))
		}
	}
	for _, l := range r.Left {
		fmt.Fprintf(out, "NOT MAPPED        event %d, %s: %s\n", l.Event, printable(l.What), printable(l.Why))
	}
	for _, n := range r.Notes {
		fmt.Fprintf(out, "note              event %d, %s: %s\n", n.Event, printable(n.What), printable(n.Why))
	}
}

// printable is a text by which whoever wrote it cannot change what the terminal shows beside it.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return unicode.ReplacementChar
	}, text)
}

// maxShown is how much of a body is shown: one can look over no more.
const maxShown = 2000

func shortened(body any) string {
	text, err := capture.Spell(body)
	if err != nil {
		return err.Error()
	}
	if len(text) <= maxShown {
		return string(text)
	}
	return fmt.Sprintf("%s… (%d bytes; all with --json)", text[:maxShown], len(text))
}

// status is 3 when an order was refused, 1 when something could not be mapped.
func (r *importReport) status() error {
	for _, o := range r.Orders {
		if o.Status == statusRefused {
			return exit(exitRefused)
		}
	}
	if len(r.Left) > 0 {
		return exit(exitFailed)
	}
	return nil
}
