package web

import "net/http"

// explorerPage is the name of the page in the built app.
const explorerPage = "explorer.html"

// explorerPolicy lets GraphiQL set styles, and open the socket of subscriptions; it
// runs nothing but our own files, as everywhere.
const explorerPolicy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; " +
	"connect-src 'self'; img-src 'self' data:; font-src 'self' data:; base-uri 'none'; " +
	"form-action 'none'; frame-ancestors 'none'"

// Explorer serves the page from which a developer asks GraphQL questions (GraphiQL),
// whatever its address. It asks /graphql, as everybody does.
func Explorer() http.Handler {
	page, ok := load(Files)[explorerPage]
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", explorerPolicy)
		if !ok {
			unbuilt(w)
			return
		}
		page.send(w, r)
	})
}
