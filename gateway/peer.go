package gateway

import (
	"fmt"
	"net/http"
	"net/netip"
	"strings"
)

// Proxies are the networks of reverse proxies whose word about a client's address is taken.
type Proxies []netip.Prefix

// ParseProxies reads networks ("10.1.0.0/16") and single addresses.
func ParseProxies(texts []string) (list Proxies, err error) {
	for _, text := range texts {
		n, err := netip.ParsePrefix(text)
		if a, single := netip.ParseAddr(text); err != nil && single == nil {
			n, err = a.Prefix(a.BitLen())
		}
		if err != nil {
			return nil, fmt.Errorf("%q is no network: write 10.1.0.0/16 or 10.1.0.7", text)
		}
		list = append(list, n.Masked())
	}
	return list, nil
}

func (p Proxies) trusts(a netip.Addr) bool {
	for _, n := range p {
		if n.Contains(a) {
			return true
		}
	}
	return false
}

// client gives the address of who sent a request: the peer's, or, where the peer is a
// trusted proxy, the last one in X-Forwarded-For or Forwarded (RFC 7239) that is none. What
// stands before that one its sender may have invented. A request with both headers is the
// proxy's own: nobody knows which of them the proxy wrote.
func (p Proxies) client(r *http.Request) netip.Addr {
	at := peer(r)
	listed, standard := r.Header.Values("X-Forwarded-For"), r.Header.Values("Forwarded")
	if !p.trusts(at) || len(listed) > 0 && len(standard) > 0 {
		return at
	}
	hops := strings.Split(strings.Join(append(listed, standard...), ","), ",")
	for n := len(hops) - 1; n >= 0 && p.trusts(at); n-- {
		hop := hops[n]
		if len(standard) > 0 {
			hop = forNode(hop)
		}
		a, ok := hopAddress(hop)
		if !ok {
			break // hidden, unknown or rubbish: whoever handed it on is the best that is known
		}
		at = a
	}
	return at
}

// peer gives the address at the other end of the connection; not valid where there is none.
func peer(r *http.Request) netip.Addr {
	a, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	return a.Addr().Unmap().WithZone("")
}

// forNode gives the "for" of one element of Forwarded (RFC 7239, 4).
func forNode(element string) string {
	for _, pair := range strings.Split(element, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(pair), "=")
		if strings.EqualFold(name, "for") {
			return strings.Trim(value, `"`)
		}
	}
	return ""
}

// hopAddress reads "192.0.2.1", "192.0.2.1:4711", "2001:db8::1" and "[2001:db8::1]:4711".
func hopAddress(text string) (netip.Addr, bool) {
	text = strings.TrimSpace(text)
	if a, err := netip.ParseAddrPort(text); err == nil {
		return a.Addr().Unmap().WithZone(""), true
	}
	a, err := netip.ParseAddr(strings.Trim(text, "[]"))
	return a.Unmap().WithZone(""), err == nil
}
