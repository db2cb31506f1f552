package main

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"

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

// planning bounds how many documents are taken apart at once: the largest takes some
// hundred megabytes, and a core for seconds.
var planning = make(chan struct{}, 2)

func (c captures) serve(w http.ResponseWriter, r *http.Request, by graphql.Device) error {
	closeLots, err := closesLots(r)
	if err != nil {
		return err
	}
	document, err := readDocument(w, r)
	if err != nil {
		return err
	}
	if err := by.Spend(graphql.CostDocument(len(document))); err != nil {
		return err
	}
	select {
	case planning <- struct{}{}:
		defer func() { <-planning }()
	case <-r.Context().Done():
		return r.Context().Err()
	}
	plan, records, err := c.door.Plan(r.Context(), capture.Asked{Document: document,
		Party: by.Party, CloseLots: closeLots})
	by.Owe(graphql.CostRecords(records))
	switch {
	case errors.Is(err, capture.ErrDocument):
		return graphql.Refusal(http.StatusBadRequest, err.Error())
	case errors.Is(err, capture.ErrForeign):
		return graphql.Refusal(http.StatusForbidden, err.Error())
	case err != nil:
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.Encode(plan) // an error here is a client that is gone
	return nil
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

// readDocument reads a document of the media types that EPCIS 2.0 has for capture.
func readDocument(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	xml := kind == "application/xml" || kind == "text/xml"
	charset := strings.ToLower(params["charset"])
	if err != nil || !xml && kind != "application/json" && kind != "application/ld+json" ||
		charset != "" && charset != "utf-8" || r.Header.Get("Content-Encoding") != "" {
		return nil, graphql.Refusal(http.StatusUnsupportedMediaType, "send EPCIS 2.0 as application/json "+
			"or application/ld+json, or EPCIS XML as application/xml or text/xml; UTF-8, not encoded")
	}
	document, err := io.ReadAll(http.MaxBytesReader(w, r.Body, events.MaxDocumentBytes))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, graphql.Refusal(http.StatusRequestEntityTooLarge, "a document has at most 16 MiB")
	case err != nil:
		return nil, graphql.Refusal(http.StatusBadRequest, "the document did not arrive whole")
	case events.IsXML(document) != xml:
		return nil, graphql.Refusal(http.StatusBadRequest, "the document is not of its Content-Type, "+kind)
	}
	return document, nil
}

// captureMethod answers what is no POST.
func captureMethod(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Allow", http.MethodPost)
	graphql.Refuse(w, r, http.StatusMethodNotAllowed, "documents are captured by POST")
}
