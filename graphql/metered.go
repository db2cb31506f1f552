package graphql

import (
	"context"
	"net/http"

	"pedigree/graphql/bearer"
)

// Costs of requests beside questions, in the units of questions.
const (
	CostOrder  = 50   // a signature, a block's room, an answer from its facts
	CostBundle = 50   // a verdict with its proof
	CostPhoto  = 1000 // a picture may take a second of a core
	CostRecord = 5    // one record, or a list of headers
)

// What a unit pays for beside questions: about a millisecond of a core.
const (
	documentPerUnit = 6 << 10 // bytes of EPCIS that are taken apart
	valuesPerUnit   = 400     // of JSON, or elements of XML, in them
	recordsPerUnit  = 50      // records of the state that are looked for by their keys
)

// CostDocument is what it costs to bring a document of so many bytes.
func CostDocument(size int) int { return CostOrder + size/documentPerUnit }

// CostPlan is what it costs beside that to make a plan of so many values, for which so many
// records were looked for.
func CostPlan(values, records int) int { return values/valuesPerUnit + records/recordsPerUnit }

// Metered lets a handler answer who has not asked too much, out of the same allowance as
// questions: counted per device where the request has its token, else per address. Who is
// in debt is not read; a token that means nobody is refused.
func (h *Handler) Metered(cost int, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who, f := h.entering(r)
		if f == nil {
			f = h.spend(who, cost)
		}
		if f != nil {
			reply(w, r, nil, f)
			return
		}
		out := &counting{ResponseWriter: w}
		defer func() { h.owe(who, out.n/bytesPerUnit) }()
		next.ServeHTTP(out, r.WithContext(context.WithValue(r.Context(), askerKey{}, who)))
	})
}

// counting counts the bytes of an answer, for who asked to pay.
type counting struct {
	http.ResponseWriter
	n int
}

func (c *counting) Write(b []byte) (int, error) {
	c.n += len(b)
	return c.ResponseWriter.Write(b)
}

// Unwrap lets handlers set deadlines (http.ResponseController).
func (c *counting) Unwrap() http.ResponseWriter { return c.ResponseWriter }

type askerKey struct{}

// BearerOf gives the device that a request is from, in a handler that is Metered.
func BearerOf(r *http.Request) (b bearer.Bearer, known bool) {
	who, _ := r.Context().Value(askerKey{}).(asker)
	if who.device == nil {
		return b, false
	}
	return *who.device, true
}
