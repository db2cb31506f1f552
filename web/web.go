// Package web holds the pages: a TypeScript app that Vite builds into dist and
// that travels inside the binary. It only serves files. What the pages ask, they
// ask over GraphQL, and what they are told they check themselves where they can.
package web

import (
	"embed"
	"io/fs"
	"net/http"
)

//go:embed all:dist
var dist embed.FS

// Files is the built app: index.html, and assets named by their content. On a
// fresh clone, before `make build`, it holds no pages.
var Files = built()

func built() fs.FS {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // the embed line above names this folder
	}
	return files
}

// Handler serves the app at /, /scan and /lot/{gtin}/{lot}, for GET and HEAD.
// Mount it last: it answers 404 for every path that is not a page or a file.
func Handler() http.Handler { return serve(Files) }
