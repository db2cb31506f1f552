package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
)

// policy is the Content-Security-Policy: nothing but our own files runs, and
// WebAssembly may be compiled (the code reader). The browser tests read it too.
//
//go:embed csp.txt
var policy string

const notBuilt = `<!doctype html><html lang="en"><meta charset="utf-8">
<title>Pedigree: pages not built</title>
<h1>The pages are not built yet</h1>
<p>Run <code>make build</code> (it needs Node 20 or newer) and start Pedigree again.
GraphQL and the command line work without them.</p></html>
`

// file is one asset, ready to send.
type file struct {
	body, zipped []byte // zipped is nil where it would not be smaller
	kind, etag   string
	hashed       bool // the name changes with the content
}

func serve(files fs.FS) http.Handler {
	assets := load(files)
	delete(assets, explorerPage)
	headers := strings.TrimSpace(policy)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", headers)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer") // a page's address may hold a pack's serial
		h.Set("Permissions-Policy", "camera=(self), microphone=(), geolocation=()")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			h.Set("Allow", "GET, HEAD")
			http.Error(w, "only GET and HEAD", http.StatusMethodNotAllowed)
			return
		}
		name := strings.TrimPrefix(r.URL.Path, "/")
		if isPage(r.URL.Path) {
			name = "index.html"
		}
		f, ok := assets[name]
		switch {
		case ok:
			f.send(w, r)
		case name == "index.html":
			unbuilt(w)
		default:
			http.NotFound(w, r)
		}
	})
}

func unbuilt(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusServiceUnavailable)
	_, _ = w.Write([]byte(notBuilt))
}

// isPage tells the addresses that the app itself routes.
func isPage(p string) bool {
	return p == "/" || p == "/scan" || strings.HasPrefix(p, "/lot/")
}

func (f file) send(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("ETag", f.etag)
	h.Set("Vary", "Accept-Encoding")
	h.Set("Cache-Control", "no-cache")
	if f.hashed {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if r.Header.Get("If-None-Match") == f.etag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body := f.body
	if f.zipped != nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		body = f.zipped
		h.Set("Content-Encoding", "gzip")
	}
	if r.Method != http.MethodHead {
		_, _ = w.Write(body)
	}
}

// load reads and compresses everything once: the app is small (about 1 MB), and
// the code reader travels at less than half its size over a mobile network.
func load(files fs.FS) map[string]file {
	assets := map[string]file{}
	_ = fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(body)
		assets[name] = file{
			body: body, zipped: compressed(body), kind: contentType(name),
			etag: `"` + hex.EncodeToString(sum[:8]) + `"`, hashed: strings.HasPrefix(name, "assets/"),
		}
		return nil
	})
	return assets
}

func compressed(body []byte) []byte {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	_, _ = z.Write(body)
	if err := z.Close(); err != nil || out.Len() >= len(body) {
		return nil
	}
	return out.Bytes()
}

// contentType does not trust the machine's own table for what browsers are
// strict about: a wrong type for wasm or a module stops the app.
func contentType(name string) string {
	switch ext := path.Ext(name); ext {
	case ".wasm":
		return "application/wasm"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".html":
		return "text/html; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".txt":
		return "text/plain; charset=utf-8"
	case ".webmanifest":
		return "application/manifest+json"
	default:
		if t := mime.TypeByExtension(ext); t != "" {
			return t
		}
		return "application/octet-stream"
	}
}
