package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"pedigree/abci"
	"pedigree/events"
	"pedigree/events/capture"
	"pedigree/record"
)

// carryOut sends the orders one after the other, and stops at the first that is refused:
// what follows may rest on it. What was sent is in the journal.
func carryOut(c *cobra.Command, plan importPlan, report *importReport) error {
	keyFile, _ := c.Flags().GetString("as")
	url, _ := c.Flags().GetString("url")
	if keyFile == "" {
		return usageError{errors.New("--as KEYFILE is required (or PEDIGREE_KEY)")}
	}
	d, err := openDevice(c.Context(), url, keyFile)
	if err != nil {
		return err
	}
	if err := plan.isFor(d); err != nil {
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
	id := s.ID(body)
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
	if s.MayExist() && (answer.Code == record.AlreadyExists.String() ||
		s.Command == "close_lot" && answer.Code == record.Closed.String()) {
		line.Status = statusThere
		other, err := d.other(ctx, s, answer.Height)
		if err != nil { // nobody knows: asked again the next time
			return importLine{}, fmt.Errorf("whether it is the same cannot be told: %w", err)
		}
		if other != "" {
			line.Status, line.Message = statusRefused, line.Message+"; "+other
		}
	}
	return line, j.forget(id)
}

// other says what is there instead of the product or lot of a document, "" if it is the same.
// It has to be: whoever reads the document believes that packs are what it says.
func (d *device) other(ctx context.Context, s events.Step, height uint64) (string, error) {
	ask := graphqlClient{url: d.url, key: d.key, now: time.Now}
	variables := map[string]any{"h": strconv.FormatUint(height, 10)}
	var have struct {
		Product *record.Product
		Lot     *struct {
			Expiry     record.Day
			Serialised bool
			Planned    uint64 `json:",string"`
		}
	}
	var err error
	switch b := s.Body.(type) {
	case record.RegisterProduct:
		variables["g"] = b.GTIN
		err = ask.ask(ctx, `query($g:String!,$h:String){product(gtin:$g,minHeight:$h){name strength form pack}}`,
			variables, &have)
		if err == nil && have.Product != nil {
			return capture.ProductDiffers(have.Product, b), nil
		}
	case record.RegisterLot:
		variables["g"], variables["l"] = b.GTIN, b.Lot
		err = ask.ask(ctx, `query($g:String!,$l:String!,$h:String){lot(gtin:$g,lot:$l,minHeight:$h)`+
			`{expiry serialised planned}}`, variables, &have)
		if l := have.Lot; err == nil && l != nil {
			lot := &record.Lot{Expiry: l.Expiry, Serialised: l.Serialised}
			if l.Planned != 0 { // which its maker sees
				lot.Sealed = &record.LotSealed{Planned: l.Planned}
			}
			return capture.LotDiffers(lot, b), nil
		}
	default:
		return "", nil
	}
	if err == nil {
		err = errors.New("the gateway does not show it")
	}
	return "", err
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
