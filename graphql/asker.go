package graphql

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"strings"

	"pedigree/gateway"
	"pedigree/graphql/bearer"
	"pedigree/graphql/readmodel"
	"pedigree/record"
)

// Bearers says who a token's bearer is and what rights he has now (bearer.Door).
type Bearers interface {
	// AdmitIf asks, before it checks a signature, whether that key's may be checked.
	AdmitIf(ctx context.Context, token string, may func(record.KID) error) (bearer.Bearer, error)
	Rights(ctx context.Context, kid record.KID) (bearer.Bearer, error)
}

// asker is who asks. Nobody is known by more than where he asks from.
type asker struct {
	address string
	open    bool           // reads everything without a token
	free    bool           // has no allowance: the operator on his own machine
	device  *bearer.Bearer // nil for the anonymous
}

// name is what an asker is counted under.
func (a asker) name() string {
	if a.device != nil {
		return "key " + a.device.Key.String()
	}
	return "address " + a.address
}

// viewer says as whom an asker sees the read model. Whoever says who he is sees
// what is his, also where the gateway is open to everybody.
func (h *Handler) viewer(a asker) readmodel.Viewer {
	switch {
	case a.device == nil:
		return readmodel.Viewer{All: a.open}
	case a.device.Authority:
		return readmodel.Viewer{All: true}
	}
	return readmodel.Viewer{Party: a.device.Party.String()}
}

// anonymous says that an asker sees no more than who holds the pack.
func (h *Handler) anonymous(a asker) bool { return a.device == nil && !a.open }

// strangerOf says where a request comes from, and what everybody there may.
func (h *Handler) strangerOf(r *http.Request) asker {
	own := h.Own != nil && h.Own(r)
	return asker{address: addressOf(r), open: h.Open || own, free: own}
}

// identify reads "Bearer <token>" (RFC 6750). It is paid by the key that a token names, out
// of a small allowance for each address: strangers who used up their own do not keep a
// device of the same address from showing who it is. What does not hold, the address pays.
func (h *Handler) identify(ctx context.Context, who asker, authorization string) (asker, *fault) {
	scheme, token, _ := strings.Cut(authorization, " ")
	if !strings.EqualFold(scheme, "Bearer") || h.Bearers == nil {
		return who, refused(codeUnauthenticated, "only bearer tokens of registered devices are known")
	}
	checked := ""
	b, err := h.Bearers.AdmitIf(ctx, token, func(kid record.KID) error {
		if who.free {
			return nil
		}
		checked = kid.String() + " " + who.address
		f := h.limiter.indebted(asker{device: &bearer.Bearer{Key: kid}}.name())
		if f == nil {
			f = h.tokens.indebted(checked)
		}
		if f != nil {
			return f
		}
		h.tokens.owe(checked, costToken)
		return nil
	})
	if err != nil {
		return who, h.unknownBearer(err)
	}
	who.device = &b
	if checked != "" {
		h.tokens.owe(checked, -costToken) // the device pays for one that holds
	}
	return who, nil
}

func (h *Handler) unknownBearer(err error) *fault {
	var f *fault
	switch {
	case errors.As(err, &f):
		return f
	case errors.Is(err, bearer.ErrToken):
		return refused(codeUnauthenticated, "%v", err)
	case errors.Is(err, bearer.ErrNoRights):
		return refused(codeForbidden, "%v", err)
	}
	return h.faultIn(h.answered(err, "ledger"))
}

// addressOf names where a request comes from: an IPv4 address, or a network of IPv6 as one
// subscriber has it.
func addressOf(r *http.Request) string {
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return gateway.Subscriber(from.Addr()).String()
}
