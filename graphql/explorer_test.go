package graphql_test

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pedigree/graphql"
)

// Each question that the explorer page offers passes the gate and is answered, whether
// what it names exists or not.
func TestOfferedQuestions(t *testing.T) {
	w, _ := closed(t, func(c *graphql.Config) { c.Open = true })
	files := must(filepath.Glob("../web/src/explorer/examples/*.graphql"))
	if len(files) != 10 {
		t.Errorf("%d examples, want 10", len(files))
	}
	manual := string(must(os.ReadFile("../docs/questions.md")))
	for _, file := range files {
		lines := strings.SplitN(string(must(os.ReadFile(file))), "\n", 3)
		title, variables := strings.TrimPrefix(lines[0], "# "), strings.TrimPrefix(lines[1], "# ")
		body := must(json.Marshal(map[string]any{"query": lines[2],
			"variables": json.RawMessage(variables)}))
		if r := w.send(body, nil); r.status != 200 || len(r.Errors) > 0 {
			t.Errorf("%s: %s", title, r.text)
		}
		if !strings.Contains(manual, title) {
			t.Errorf("docs/questions.md does not name the example %q", title)
		}
	}
}

// A browser that opens /graphql gets the page, where there is one; nobody else does.
func TestExplorerPage(t *testing.T) {
	page := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "ask") })
	for _, c := range []struct {
		explorer http.Handler
		accept   string
		status   int
	}{
		{page, "text/html,*/*", 200},
		{page, "application/json", 405},
		{nil, "text/html,*/*", 405},
	} {
		w := newWorld(t, func(g *graphql.Config) { g.Explorer = c.explorer })
		r := must(http.NewRequest(http.MethodGet, w.server.URL+"/graphql", nil))
		r.Header.Set("Accept", c.accept)
		resp := must(http.DefaultClient.Do(r))
		text := string(must(io.ReadAll(resp.Body)))
		resp.Body.Close()
		if resp.StatusCode != c.status || (text == "ask") != (c.status == 200) {
			t.Errorf("%t %s: %d %q", c.explorer != nil, c.accept, resp.StatusCode, text)
		}
	}
}
