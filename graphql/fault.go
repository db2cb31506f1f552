package graphql

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	gql "github.com/graphql-go/graphql"
	"github.com/graphql-go/graphql/gqlerrors"
)

// Codes of the gateway's own refusals, in extensions.code. The ledger's refusals
// of orders are no errors: they are the answer of submit.
const (
	codeBadRequest      = "BadRequest"             // not a GraphQL request, or not a valid document
	codeTooLarge        = "TooLarge"               // body, tokens, depth, aliases, cost or an order
	codeBadInput        = "BadInput"               // an argument that means nothing
	codeForbidden       = "Forbidden"              // not for this asker
	codeUnauthenticated = "Unauthenticated"        // a token that does not hold
	codeRateLimited     = "RateLimited"            // asked too much; Retry-After says for how long to wait
	codeNotPersisted    = "PersistedQueryNotFound" // a hash that names no question here
	codeLagging         = "LAGGING"                // the read model is too far behind
	codeTimeout         = "Timeout"                // the answer took too long
	codeUnavailable     = "Unavailable"            // a part that is needed does not answer
	codeInternal        = "Internal"               // our own fault; the log says more
)

// fault is a refusal: a code for programs, a sentence for people that names
// nothing but what was asked, and the HTTP status it has as an answer.
type fault struct {
	status     int
	code, text string
	wait       time.Duration // until it is worth asking again; 0 says nothing
}

func (f *fault) Error() string { return f.text }

func refused(code, format string, args ...any) *fault {
	f := &fault{code: code, text: fmt.Sprintf(format, args...), status: http.StatusBadRequest}
	switch code {
	case codeUnauthenticated:
		f.status = http.StatusUnauthorized
	case codeRateLimited:
		f.status = http.StatusTooManyRequests
	case codeForbidden:
		f.status = http.StatusForbidden
	case codeLagging, codeUnavailable:
		f.status = http.StatusServiceUnavailable
	case codeTimeout:
		f.status = http.StatusGatewayTimeout
	case codeInternal:
		f.status = http.StatusInternalServerError
	}
	if len(f.text) > 300 {
		f.text = f.text[:300] + "…"
	}
	return f
}

func lagging() *fault {
	return refused(codeLagging, "the read model has not read that much of the ledger yet")
}

// complaint is an entry of a response's errors.
type complaint struct {
	Message    string            `json:"message"`
	Path       []any             `json:"path,omitempty"`
	Extensions map[string]string `json:"extensions"`
}

func (f *fault) complaint(path []any) complaint {
	return complaint{Message: f.text, Path: path, Extensions: map[string]string{"code": f.code}}
}

// maxComplaints caps what one answer says went wrong.
const maxComplaints = 5

// complaints turns the executor's errors into ours. What is not a fault of ours
// is unexpected: the log gets it, the asker does not.
func (h *Handler) complaints(r *gql.Result) []complaint {
	var list []complaint
	for _, e := range r.Errors {
		f := h.faultIn(e)
		if len(list) < maxComplaints {
			list = append(list, f.complaint(e.Path))
		}
	}
	return list
}

func (h *Handler) faultIn(err error) *fault {
	for range 10 { // the executor wraps its own types, which do not unwrap
		var f *fault
		switch e := err.(type) {
		case gqlerrors.FormattedError:
			if e.OriginalError() == nil {
				return h.unexpected(err)
			}
			err = e.OriginalError()
			continue
		case *gqlerrors.Error:
			if e.OriginalError == nil {
				return h.unexpected(err)
			}
			err = e.OriginalError
			continue
		}
		switch {
		case errors.As(err, &f):
			return f
		case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
			return refused(codeTimeout, "the answer took too long")
		case errors.Is(err, ErrLagging):
			return lagging()
		}
		break
	}
	return h.unexpected(err)
}

func (h *Handler) unexpected(err error) *fault {
	h.Log.Error("graphql", "fault", err)
	return refused(codeInternal, "something went wrong here; it is not your question")
}
