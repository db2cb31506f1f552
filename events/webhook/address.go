package webhook

import (
	"errors"
	"fmt"
	"net/netip"
)

// ErrAddress says that a receiver is at an address that is not allowed.
var ErrAddress = errors.New("address not allowed")

// special are networks within the global ones that lead elsewhere than to a host of the
// Internet, or into other networks: IANA's special-purpose registries, RFC 6890.
var special = prefixes("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24",
	"192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
	"2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")

// global is where hosts of the Internet have their IPv6 addresses, RFC 4291, 2.5.4.
var global = netip.MustParsePrefix("2000::/3")

func prefixes(texts ...string) (list []netip.Prefix) {
	for _, t := range texts {
		list = append(list, netip.MustParsePrefix(t))
	}
	return list
}

// judge says whether a receiver may be at an address: on the Internet by HTTPS, else only
// where the operator allows it.
func (p *Poster) judge(scheme, address string) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("%w: %s", ErrAddress, address)
	}
	ip := at.Addr().Unmap().WithZone("")
	if within(ip, p.allow) || scheme == "https" && public(ip) {
		return nil
	}
	return fmt.Errorf("%w: %s by %s", ErrAddress, ip, scheme)
}

func public(ip netip.Addr) bool {
	return ip.IsGlobalUnicast() && !ip.IsPrivate() && !within(ip, special) &&
		(ip.Is4() || global.Contains(ip))
}

func within(ip netip.Addr, list []netip.Prefix) bool {
	for _, p := range list {
		if p.Contains(ip) {
			return true
		}
	}
	return false
}
