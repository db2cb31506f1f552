package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"pedigree/abci/ledger"
	"pedigree/events"
	"pedigree/events/capture"
)

// maxPlanBytes bounds a plan: every object of the document is in it twice, and so is what
// comes out of its cases.
const maxPlanBytes = 4 * events.MaxDocumentBytes

// importPlan is what is to be ordered, and of a captured plan for whom it was made.
type importPlan struct {
	*events.Plan
	captured     bool
	chain, party string
}

// isFor says whether the plan is for the device that is to sign it.
func (p importPlan) isFor(d *device) error {
	switch {
	case !p.captured:
	case p.chain != d.chainID:
		return fmt.Errorf("the plan is for the ledger %s, the gateway's is %s", printable(p.chain),
			printable(d.chainID))
	case p.party != d.party:
		return fmt.Errorf("the plan is for %s, the key is of %s", p.party, cmp.Or(d.party, "nobody"))
	}
	return nil
}

// planFrom makes the plan, or reads it, and has each order judged by itself before any is
// sent.
func planFrom(c *cobra.Command, name string) (plan importPlan, err error) {
	captured, _ := c.Flags().GetBool("plan")
	closeLots, _ := c.Flags().GetBool("close-lots")
	limit, read := events.MaxDocumentBytes, makePlan(closeLots)
	switch {
	case captured && closeLots:
		return plan, usageError{errors.New("--close-lots is for documents; capture with ?closeLots=true")}
	case captured:
		limit, read = maxPlanBytes, readPlan
	}
	text, err := readFile(name, limit)
	if err != nil {
		return plan, err
	}
	if plan, err = read(text); err != nil {
		return plan, fmt.Errorf("%s: %w", name, err)
	}
	for _, s := range plan.Steps {
		if err := checkStep(s); err != nil {
			return plan, fmt.Errorf("%s: event %d: %s: %w", name, s.Event, s.Command, err)
		}
	}
	return plan, nil
}

// readFile reads a file up to one byte more than its limit: what is longer is refused by
// who reads it.
func readFile(name string, limit int) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, int64(limit)+1))
}

func makePlan(closeLots bool) func([]byte) (importPlan, error) {
	return func(document []byte) (importPlan, error) {
		plan, err := events.PlanOf(document, events.PlanOptions{Commands: ledger.Names(),
			CloseLots: closeLots})
		return importPlan{Plan: plan}, err
	}
}

// readPlan reads what a gateway answered to POST /capture. The gateway may be anybody's:
// what it calls the bytes to sign is compared with what is read.
func readPlan(text []byte) (plan importPlan, err error) {
	if len(text) > maxPlanBytes {
		return plan, fmt.Errorf("more than %d MiB", maxPlanBytes>>20)
	}
	var captured capture.Plan
	if err := json.Unmarshal(text, &captured); err != nil {
		return plan, fmt.Errorf("no answer of POST /capture: %w", err)
	}
	if captured.ChainID == "" {
		return plan, errors.New("no answer of POST /capture")
	}
	plan = importPlan{&events.Plan{Left: captured.Left, Notes: captured.Notes}, true,
		captured.ChainID, captured.Party.String()}
	for _, o := range captured.Orders {
		order := ledger.New(o.Command)
		switch {
		case order == nil || !events.Plans(o.Command):
			return plan, fmt.Errorf("event %d: %s: no such order", o.Event, printable(o.Command))
		case o.Conflict != "":
			return plan, fmt.Errorf("event %d: %s: %s", o.Event, o.Command, printable(o.Conflict))
		}
		s, err := o.StepOf(order.Body())
		if err != nil {
			return plan, fmt.Errorf("event %d: %w", o.Event, err)
		}
		plan.Steps = append(plan.Steps, s)
	}
	return plan, spelledAs(captured, text)
}

// spelledAs refuses what is read in two ways: a name that stands twice, in other letters,
// or that only people see.
func spelledAs(captured capture.Plan, text []byte) error {
	var compact bytes.Buffer
	if err := json.Compact(&compact, text); err != nil {
		return err
	}
	same, err := capture.Spell(captured)
	if err == nil && !bytes.Equal(compact.Bytes(), same) {
		err = errors.New("it is not spelled as POST /capture does: what people read may not be what counts")
	}
	return err
}

func checkStep(s events.Step) error {
	order := ledger.New(s.Command)
	if order == nil {
		return errors.New("this ledger has no such order")
	}
	text, err := json.Marshal(s.Body)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, order.Body()); err != nil {
		return err
	}
	return order.Check()
}
