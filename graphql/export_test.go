package graphql

import (
	"strings"
	"time"
)

// MaxBody is the largest request.
const MaxBody = maxBody

// Admit asks the gate of a schema about a query.
func Admit(sdl, query, operationName string) error {
	g, err := newGate(sdl, false)
	if err != nil {
		return err
	}
	_, f := g.admit(&request{Query: query, OperationName: operationName})
	if f != nil {
		return f
	}
	return nil
}

// Executable says whether the executor reads what the gate lets through; also
// true where it lets nothing through.
func (h *Handler) Executable(query string) bool {
	_, f := h.gate.admit(&request{Query: query})
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
func OpenSockets(h *Handler) int64 { return h.sockets.Load() }

// HurryRights shortens the time between two looks at an open socket's rights.
func (h *Handler) HurryRights(d time.Duration) { h.pace.rights = d }
