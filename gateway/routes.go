package gateway

import (
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"strings"
)

// Route is one door of the gateway.
type Route struct {
	Pattern string // as http.ServeMux takes it
	Body    int64  // bytes of a request's body that are read at most; 0 reads none
	Handler http.Handler
}

// Options say where a gateway stands.
type Options struct {
	Proxies Proxies // whose word about a client's address is taken
	HTTPS   bool    // people reach it by HTTPS, here or at a proxy
}

// policy is the Content-Security-Policy of what is no page. Pages set their own.
const policy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// New serves routes and nothing else. A handler sees as RemoteAddr where its client is,
// behind trusted proxies, too; it reads no more of a body than its route allows; and what
// it answers, refusals included, has the headers that keep browsers from harm.
func New(routes []Route, o Options) http.Handler {
	mux := http.NewServeMux()
	for _, route := range routes {
		mux.Handle(route.Pattern, limited(route))
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		protect(w.Header(), o.HTTPS || r.TLS != nil)
		r = withLocal(r)
		defer rescue(w, r)
		if at := o.Proxies.client(r); at.IsValid() && at != peer(r) {
			r.RemoteAddr = net.JoinHostPort(at.String(), "0")
		}
		mux.ServeHTTP(w, r)
	})
}

// rescue answers for a handler that panicked: an outage, of which the log has the rest.
func rescue(w http.ResponseWriter, r *http.Request) {
	trouble := recover()
	if trouble == nil {
		return
	}
	if trouble == http.ErrAbortHandler {
		panic(trouble)
	}
	slog.Error("gateway", "door", r.Pattern, "panic", trouble, "stack", string(debug.Stack()))
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusInternalServerError)
	w.Write([]byte(`{"error":"something went wrong here; it is not your request"}`))
}

func limited(route Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, route.Body)
		route.Handler.ServeHTTP(w, r)
	})
}

// protect sets what every answer has.
func protect(h http.Header, https bool) {
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY") // for browsers without frame-ancestors
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	if https {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// HTTPS says whether a URL is reached by HTTPS.
func HTTPS(url string) bool { return strings.HasPrefix(strings.ToLower(url), "https://") }
