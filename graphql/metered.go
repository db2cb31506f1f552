package graphql

import "net/http"

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
		who, limited, f := h.entering(r)
		if limited == nil && f == nil {
			limited = h.limiter.spend(who.name(), cost)
		}
		switch {
		case limited != nil:
			limited.refuse(w, r)
		case f != nil:
			reply(w, r, nil, f)
		default:
			next.ServeHTTP(w, r)
		}
	})
}
