package graphql

import (
	"strings"
	"time"
)

// Admit asks the gate of a schema about a query.
func Admit(sdl, query, operationName string) error {
	g, err := newGate(sdl)
	if err != nil {
		return err
	}
	_, f := g.admit(&request{Query: query, OperationName: operationName}, false)
	if f != nil {
		return f
	}
	return nil
}

// Executable says whether the executor reads what the gate lets through; also
// true where it lets nothing through.
func (h *Handler) Executable(query string) bool {
	_, f := h.gate.admit(&request{Query: query}, false)
	return f == nil || !strings.Contains(f.text, "not answered here")
}

// Check tries to start with another schema.
func Check(c Config, change func(string) string) error {
	_, err := newHandler(c, change(sdl))
	return err
}

// Hurry shortens the waits.
func (h *Handler) Hurry(answer, height, hello, write time.Duration) {
	h.pace.answer, h.pace.height, h.pace.hello, h.pace.write = answer, height, hello, write
}

// OpenSockets counts them.
func OpenSockets(h *Handler) int { return h.clients.total() }

// HurryRights shortens the time between two looks at an open socket's rights.
func (h *Handler) HurryRights(d time.Duration) { h.pace.rights = d }
