package main

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"time"

	"pedigree/abci/ledger"
	"pedigree/events"
	"pedigree/events/capture"
	"pedigree/graphql"
)

// captures is POST /capture: an EPCIS document of the device's own party in, the orders
// that the device has to sign out. The server records nothing.
type captures struct{ door capture.Door }

func (p *process) captures() captures {
	return captures{capture.Door{Records: p.node.Client, ChainID: p.trust.ChainID,
		Commands: ledger.Names(), Check: checkStep}}
}

// planning bounds how many documents are taken apart at once, by half of the cores: the
// largest takes half a gigabyte, and a core for seconds.
var planning = make(chan struct{}, max(1, runtime.GOMAXPROCS(0)/2))

// answerTime is how long a client may take to fetch the plan: until then it is in memory.
const answerTime = time.Minute

func (c captures) serve(w http.ResponseWriter, r *http.Request, by graphql.Device) error {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		return graphql.Refusal(http.StatusMethodNotAllowed, "documents are captured by POST")
	}
	closeLots, err := closesLots(r)
	if err != nil {
		return err
	}
	document, err := readDocument(w, r, by)
	if err != nil {
		return err
	}
	plan, err := c.plan(r.Context(), by, capture.Asked{Document: document, Party: by.Party,
		CloseLots: closeLots})
	switch {
	case errors.Is(err, capture.ErrDocument):
		return graphql.Refusal(http.StatusBadRequest, err.Error())
	case errors.Is(err, capture.ErrForeign):
		return graphql.Refusal(http.StatusForbidden, err.Error())
	case err != nil:
		return err
	}
	text, err := capture.Spell(plan)
	if err != nil {
		return err
	}
	// Not every writer has deadlines; those of connections have.
	http.NewResponseController(w).SetWriteDeadline(time.Now().Add(answerTime))
	w.Header().Set("Content-Type", "application/json")
	w.Write(text) // an error here is a client that is gone
	return nil
}

// plan makes the plan when it is its turn.
func (c captures) plan(ctx context.Context, by graphql.Device, a capture.Asked) (*capture.Plan, error) {
	select {
	case planning <- struct{}{}:
		defer func() { <-planning }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	plan, effort, err := c.door.Plan(ctx, a)
	by.Owe(graphql.CostPlan(effort.Values, effort.Records))
	return plan, err
}

// closesLots reads the query's closeLots, the --close-lots of pedigree import.
func closesLots(r *http.Request) (bool, error) {
	text := r.URL.Query().Get("closeLots")
	if text == "" {
		return false, nil
	}
	closes, err := strconv.ParseBool(text)
	if err != nil {
		return false, graphql.Refusal(http.StatusBadRequest, "closeLots is true or false")
	}
	return closes, nil
}

// readDocument reads a document of the media types that EPCIS 2.0 has for capture, which is
// paid by its size before it is read.
func readDocument(w http.ResponseWriter, r *http.Request, by graphql.Device) ([]byte, error) {
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	xml := kind == "application/xml" || kind == "text/xml"
	charset := strings.ToLower(params["charset"])
	if err != nil || !xml && kind != "application/json" && kind != "application/ld+json" ||
		charset != "" && charset != "utf-8" || r.Header.Get("Content-Encoding") != "" {
		return nil, graphql.Refusal(http.StatusUnsupportedMediaType, "send EPCIS 2.0 as application/json "+
			"or application/ld+json, or EPCIS XML as application/xml or text/xml; UTF-8, not encoded")
	}
	size := r.ContentLength
	switch {
	case size < 0:
		return nil, graphql.Refusal(http.StatusLengthRequired, "send the document with its Content-Length")
	case size > events.MaxDocumentBytes:
		return nil, graphql.Refusal(http.StatusRequestEntityTooLarge, "a document has at most 16 MiB")
	}
	if err := by.Spend(graphql.CostDocument(int(size))); err != nil {
		return nil, err
	}
	document, err := io.ReadAll(http.MaxBytesReader(w, r.Body, events.MaxDocumentBytes))
	switch {
	case err != nil:
		return nil, graphql.Refusal(http.StatusBadRequest, "the document did not arrive whole")
	case events.IsXML(document) != xml:
		return nil, graphql.Refusal(http.StatusBadRequest, "the document is not of its Content-Type, "+kind)
	}
	return document, nil
}
