package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"

	"github.com/spf13/cobra"

	"pedigree/abci"
	"pedigree/abci/ledger"
	"pedigree/events"
	"pedigree/record"
)

func importCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "import FILE",
		Short: "Make orders of an EPCIS document of your own, and send them",
		Long: "Reads commissioning, packing, shipping and receiving from EPCIS 2.0 JSON-LD or EPCIS 1.2\n" +
			"or 2.0 XML, and gives the orders that say the same. What no order can be made of is\n" +
			"listed with the reason. The orders are kept beside the key file before they are sent, so\n" +
			"that a second import of the same file, also after a crash, sends nothing twice.",
		Example: "  pedigree import shipment.xml --as .pedigree/keys/acme.pem --dry-run\n" +
			"  pedigree import shipment.xml --as .pedigree/keys/acme.pem",
		Args: exactly(1), RunE: runImport,
	}
	f := c.Flags()
	f.String("as", os.Getenv("PEDIGREE_KEY"), "key file of the device that orders (PEDIGREE_KEY)")
	f.Bool("close-lots", false, "close each lot that the document commissions packs of")
	f.Bool("dry-run", false, "only say what would be ordered")
	f.Bool("json", false, "for machines")
	f.String("url", environment("PEDIGREE_URL", "http://127.0.0.1:8080"), "gateway (PEDIGREE_URL)")
	return c
}

func runImport(c *cobra.Command, args []string) error {
	plan, err := readPlan(c, args[0])
	if err != nil {
		return err
	}
	report := newReport(plan)
	if dry, _ := c.Flags().GetBool("dry-run"); !dry {
		if err := carryOut(c, plan, report); err != nil {
			report.print(c)
			return err
		}
	}
	report.print(c)
	return report.status()
}

// readPlan makes the plan, and has each order judged by itself before any is sent.
func readPlan(c *cobra.Command, name string) (*events.Plan, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	document, err := io.ReadAll(io.LimitReader(file, events.MaxDocumentBytes+1))
	if err != nil {
		return nil, err
	}
	closeLots, _ := c.Flags().GetBool("close-lots")
	plan, err := events.PlanOf(document, events.PlanOptions{Commands: ledger.Names(),
		CloseLots: closeLots})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	for _, s := range plan.Steps {
		if err := checkStep(s); err != nil {
			return nil, fmt.Errorf("%s: event %d: %s: %w", name, s.Event, s.Command, err)
		}
	}
	return plan, nil
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

// carryOut sends the orders one after the other, and stops at the first that is refused:
// what follows may rest on it. What was sent is in the journal.
func carryOut(c *cobra.Command, plan *events.Plan, report *importReport) error {
	keyFile, _ := c.Flags().GetString("as")
	url, _ := c.Flags().GetString("url")
	if keyFile == "" {
		return usageError{errors.New("--as KEYFILE is required (or PEDIGREE_KEY)")}
	}
	d, err := openDevice(c.Context(), url, keyFile)
	if err != nil {
		return err
	}
	j, err := openJournal(keyFile, d.chainID)
	if err != nil {
		return err
	}
	defer j.close()
	for i, s := range plan.Steps {
		line, err := d.carryOutStep(c.Context(), j, s)
		if err != nil {
			return fmt.Errorf("event %d: %s: %w", s.Event, s.Command, err)
		}
		report.Orders[i].importLine = line
		if line.Status == statusRefused {
			break
		}
	}
	return nil
}

// What became of an order.
const (
	statusDone    = "COMMITTED"
	statusBefore  = "COMMITTED before" // by an earlier import of the same event
	statusThere   = "there already"
	statusRefused = "REFUSED"
	statusNot     = "not sent"
)

func (d *device) carryOutStep(ctx context.Context, j *journal, s events.Step) (importLine, error) {
	body, err := record.Marshal(s.Body)
	if err != nil {
		return importLine{}, err
	}
	id := stepID(s, body)
	kept := j.entry(id)
	if kept != nil && kept.Done {
		return importLine{Status: statusBefore, Height: kept.Height, ID: kept.ID}, nil
	}
	answer, err := d.sendOnce(ctx, j, id, s.Command, body, kept)
	if err != nil {
		return importLine{}, err
	}
	if answer.Status != abci.Refused {
		return importLine{Status: statusDone, Height: answer.Height, ID: answer.ID},
			j.done(id, answer.ID, answer.Height)
	}
	line := importLine{Status: statusRefused, Code: answer.Code, Message: answer.Message,
		Advice: answer.Advice}
	if s.Exists && (answer.Code == record.AlreadyExists.String() ||
		s.Command == "close_lot" && answer.Code == record.Closed.String()) {
		line.Status = statusThere
		if r, ok := s.Body.(record.RegisterLot); ok {
			if err := d.sameLot(ctx, r, answer.Height); err != nil {
				line.Status, line.Message = statusRefused, line.Message+"; "+err.Error()
			}
		}
	}
	return line, j.forget(id)
}

// sameLot demands that a lot which is there already is the one of the document: packs
// must not get another expiry date by being added to it.
func (d *device) sameLot(ctx context.Context, r record.RegisterLot, height uint64) error {
	body, err := json.Marshal(map[string]any{
		"query": `query($g:String!,$l:String!,$h:String){lot(gtin:$g,lot:$l,minHeight:$h)` +
			`{expiry serialised}}`,
		"variables": map[string]string{"g": r.GTIN.String(), "l": r.Lot.String(),
			"h": strconv.FormatUint(height, 10)}})
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, d.url+"/graphql",
		bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	var answer struct {
		Data struct {
			Lot *struct {
				Expiry     string
				Serialised bool
			}
		}
	}
	if err := exchange(req, &answer); err != nil {
		return fmt.Errorf("whether it is the same lot cannot be told: %w", err)
	}
	if answer.Data.Lot == nil {
		return errors.New("whether it is the same lot cannot be told: the gateway does not show it")
	}
	if have := answer.Data.Lot; have.Expiry != r.Expiry.String() || have.Serialised != r.Serialised {
		return fmt.Errorf("it expires on %s, not on %s, or differs in having serials", have.Expiry,
			r.Expiry)
	}
	return nil
}

// sendOnce sends the bytes that are in the journal, or new ones, which it puts there
// before. Bytes that were sent and never answered are sent again first: the ledger gives
// the same bytes the same answer.
func (d *device) sendOnce(ctx context.Context, j *journal, id, command string, body record.Raw,
	kept *journalEntry) (*abci.Submitted, error) {
	if kept != nil && len(kept.Tx) > 0 {
		answer, err := d.send(ctx, kept.Tx)
		if err != nil || answer.Status != abci.Refused {
			return answer, err
		}
		if err := j.forget(id); err != nil { // refused for good: its sequence is used, or too late
			return nil, err
		}
	}
	tx, err := d.sign(command, body)
	if err != nil {
		return nil, err
	}
	if err := j.begin(id, command, tx); err != nil {
		return nil, err
	}
	return d.send(ctx, tx)
}
