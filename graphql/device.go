package graphql

import (
	"net/http"

	"pedigree/graphql/bearer"
)

// Device is the device that a request is from.
type Device struct {
	bearer.Bearer
	h   *Handler
	who asker
}

// Spend takes a cost out of the device's allowance, before the work is done. The error is
// for ForDevices to answer.
func (d Device) Spend(cost int) error {
	if f := d.h.spend(d.who, cost); f != nil {
		return f
	}
	return nil
}

// Owe takes a cost that turned out afterwards.
func (d Device) Owe(cost int) { d.h.owe(d.who, cost) }

// ForDevices lets a handler answer registered devices alone, out of the same allowance as
// questions, which the handler spends itself. It answers the errors that the handler
// returns: those of Refusal as they are, any other as the ledger's silence.
func (h *Handler) ForDevices(serve func(http.ResponseWriter, *http.Request, Device) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		who, f := h.entering(r)
		if f == nil && who.device == nil {
			h.fine(who)
			f = refused(codeUnauthenticated, "only registered devices may ask this: send a bearer token")
		}
		if f != nil {
			reply(w, r, nil, f)
			return
		}
		out := &counting{ResponseWriter: w}
		defer func() { h.owe(who, out.n/bytesPerUnit) }()
		if err := serve(out, r, Device{*who.device, h, who}); err != nil {
			h.fine(who)
			reply(w, r, nil, h.faultIn(h.answered(err, "ledger")))
		}
	})
}

// Refusal is an error that ForDevices answers with a status of HTTP and words for people.
func Refusal(status int, text string) error {
	code := codeBadRequest
	switch status {
	case http.StatusForbidden:
		code = codeForbidden
	case http.StatusRequestEntityTooLarge:
		code = codeTooLarge
	}
	f := refused(code, "%s", text)
	f.status = status
	return f
}
