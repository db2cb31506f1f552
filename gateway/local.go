package gateway

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"strings"
)

type localKey struct{}

// Local says whether a request is this machine's own, as New judged it.
func Local(r *http.Request) bool {
	own, _ := r.Context().Value(localKey{}).(bool)
	return own
}

func withLocal(r *http.Request) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), localKey{}, local(r)))
}

// local says whether a request comes from this machine, means this machine, and came by no
// proxy. A page that bound its own name to our address anew (DNS rebinding) sends that name
// as Host. A proxy on this machine is a loopback peer, too: it is known by the headers that
// it adds, by the Host that it hands on, or because it speaks HTTP/1.0, as nginx does where
// nobody configured otherwise. One that hides all of that is not found out.
func local(r *http.Request) bool {
	return r.ProtoAtLeast(1, 1) && peer(r).IsLoopback() && loopbackHost(r.Host) && !forwarded(r.Header)
}

func loopbackHost(hostport string) bool {
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		host = strings.Trim(hostport, "[]")
	}
	a, err := netip.ParseAddr(host)
	return strings.EqualFold(host, "localhost") || err == nil && a.Unmap().IsLoopback()
}

// forwarded says whether a proxy left its mark.
func forwarded(h http.Header) bool {
	for name := range h {
		switch {
		case strings.HasPrefix(name, "X-Forwarded"), strings.HasPrefix(name, "X-Original-"),
			strings.HasSuffix(name, "Client-Ip"), strings.HasSuffix(name, "Connecting-Ip"):
			return true
		}
		switch name {
		case "Forwarded", "Via", "X-Real-Ip", "X-Client-Ip", "X-Proxy-User-Ip", "X-Envoy-External-Address":
			return true
		}
	}
	return false
}
