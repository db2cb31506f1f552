package graphql

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

//go:embed explorer/page.html explorer/examples/*.graphql
var explorerFiles embed.FS

// example is a question that the explorer page offers.
type example struct {
	Title     string `json:"title"`
	Query     string `json:"query"`
	Variables string `json:"variables"` // JSON
}

// loadExamples reads them: a title and the variables as comments, then the question.
func loadExamples() (list []example, err error) {
	entries, err := explorerFiles.ReadDir("explorer/examples")
	if err != nil {
		return nil, fmt.Errorf("graphql: %w", err)
	}
	for _, e := range entries {
		b, err := explorerFiles.ReadFile("explorer/examples/" + e.Name())
		if err != nil {
			return nil, fmt.Errorf("graphql: %w", err)
		}
		lines := strings.SplitN(string(b), "\n", 3)
		if len(lines) < 3 {
			return nil, fmt.Errorf("graphql: example %s has no question", e.Name())
		}
		list = append(list, example{Title: strings.TrimPrefix(lines[0], "# "),
			Variables: strings.TrimPrefix(lines[1], "# "), Query: strings.TrimSpace(lines[2])})
	}
	return list, nil
}

// explorer is a page for a developer's browser, and the policy that lets it run
// nothing but its own script.
type explorer struct {
	page   []byte
	policy string
}

func loadExplorer() (x explorer, err error) {
	examples, err := loadExamples()
	if err != nil {
		return x, err
	}
	list, err := json.Marshal(examples) // escapes <, > and &
	if err != nil {
		return x, fmt.Errorf("graphql: %w", err)
	}
	if x.page, err = explorerFiles.ReadFile("explorer/page.html"); err != nil {
		return x, fmt.Errorf("graphql: %w", err)
	}
	x.policy = fmt.Sprintf("default-src 'none'; connect-src 'self'; style-src %s; script-src %s; "+
		"base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
		x.hash("<style>", "</style>"), x.hash("<script>", "</script>"))
	x.page = bytes.Replace(x.page, []byte("/*examples*/"), list, 1)
	return x, nil
}

// hash names what stands between two tags, for the policy.
func (x explorer) hash(from, to string) string {
	_, rest, _ := bytes.Cut(x.page, []byte(from))
	inner, _, _ := bytes.Cut(rest, []byte(to))
	sum := sha256.Sum256(inner)
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// serveExplorer answers a browser that opens /graphql in dev. It asks nothing: the
// page does, by POST like everybody.
func (h *Handler) serveExplorer(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", h.explorer.policy)
	w.Write(h.explorer.page)
}

// browses says whether a browser wants a page.
func browses(r *http.Request) bool {
	return r.Method == http.MethodGet && strings.Contains(r.Header.Get("Accept"), "text/html")
}
