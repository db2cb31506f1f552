package graphql

import "strings"

// Limits of sockets. Those of devices are kept apart: whoever shows no token takes none of
// their places, however many addresses he has.
const (
	maxWaiting           = 256 // that have not said hello
	maxWaitingPerAddress = 8
	maxStrangers         = 64 // of the anonymous, where they may subscribe
	maxDevices           = 256
	maxPerParty          = 64
	// maxPerAsker is for a device, or an address of the anonymous.
	maxPerAsker = 2
)

// seat is a limit that a socket counts for.
type seat struct {
	name  string
	limit int
}

// seats lists what a socket counts for: as one that is waiting for its hello, or as who it is.
func seats(who asker, waiting bool) []seat {
	switch {
	case who.open && who.device == nil:
		return []seat{{"all", maxDevices}}
	case waiting:
		return []seat{{"waiting", maxWaiting}, {"waiting " + who.address, maxWaitingPerAddress}}
	case who.device == nil:
		return []seat{{"strangers", maxStrangers}, {who.name(), maxPerAsker}}
	}
	return []seat{{"all", maxDevices}, {"party " + who.device.Party.String(), maxPerParty},
		{who.name(), maxPerAsker}}
}

// seat takes a place for a socket, or none. leave gives it back, once.
func (h *Handler) seat(who asker, waiting bool) (leave func(), f *fault) {
	return h.take(seats(who, waiting))
}

// take takes all of some places, or none.
func (h *Handler) take(wanted []seat) (leave func(), f *fault) {
	var taken []string
	leave = func() {
		for _, name := range taken {
			h.clients.leave(name)
		}
		taken = nil
	}
	for _, s := range wanted {
		if !h.clients.enter(s.name, s.limit) {
			leave()
			return nil, refused(codeUnavailable, "too many sockets are open; try again in a moment")
		}
		taken = append(taken, s.name)
	}
	return leave, nil
}

// mayFollow says whether an asker may subscribe to anything at all.
func (h *Handler) mayFollow(who asker) bool {
	return !h.PersistedOnly || !h.anonymous(who) || h.known.subscribes()
}

// subscribes says whether one of the questions is a subscription.
func (p persisted) subscribes() bool {
	for _, text := range p {
		if strings.HasPrefix(text, "subscription") {
			return true
		}
	}
	return false
}
