package graphql

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"strings"

	"pedigree/graphql/bearer"
	"pedigree/graphql/readmodel"
	"pedigree/record"
)

// Bearers says who a token's bearer is and what rights he has now (bearer.Door).
type Bearers interface {
	Admit(ctx context.Context, token string) (bearer.Bearer, error)
	Rights(ctx context.Context, kid record.KID) (bearer.Bearer, error)
}

// asker is who asks. Nobody is known by more than where he asks from.
type asker struct {
	address string
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
		return readmodel.Viewer{All: h.Open}
	case a.device.Authority:
		return readmodel.Viewer{All: true}
	}
	return readmodel.Viewer{Party: a.device.Party.String()}
}

// anonymous says that an asker sees no more than who holds the pack.
func (h *Handler) anonymous(a asker) bool { return a.device == nil && !h.Open }

// askerOf finds out who sent a request.
func (h *Handler) askerOf(r *http.Request) (asker, *fault) {
	who := asker{address: addressOf(r)}
	token := r.Header.Get("Authorization")
	if token == "" {
		return who, nil
	}
	return h.identify(r.Context(), who, token)
}

// identify reads "Bearer <token>" (RFC 6750).
func (h *Handler) identify(ctx context.Context, who asker, authorization string) (asker, *fault) {
	scheme, token, _ := strings.Cut(authorization, " ")
	if !strings.EqualFold(scheme, "Bearer") || h.Bearers == nil {
		return who, refused(codeUnauthenticated, "only bearer tokens of registered devices are known")
	}
	b, err := h.Bearers.Admit(ctx, token)
	if err != nil {
		return who, h.unknownBearer(err)
	}
	who.device = &b
	return who, nil
}

func (h *Handler) unknownBearer(err error) *fault {
	switch {
	case errors.Is(err, bearer.ErrToken):
		return refused(codeUnauthenticated, "%v", err)
	case errors.Is(err, bearer.ErrNoRights):
		return refused(codeForbidden, "%v", err)
	}
	return h.faultIn(h.answered(err, "ledger"))
}

// addressOf names where a request comes from: an IPv4 address, or a network of
// IPv6, of which one subscriber has at least a /64.
func addressOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	if ip = ip.Unmap(); ip.Is6() {
		if network, err := ip.WithZone("").Prefix(64); err == nil {
			return network.String()
		}
	}
	return ip.String()
}
