package graphql_test

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"pedigree/graphql"
)

// Each example passes the gate and is answered, whether what it names exists or not.
func TestOfferedQuestions(t *testing.T) {
	w, _ := closed(t, func(c *graphql.Config) { c.Open = true })
	examples := must(graphql.Offered())
	if len(examples) != 10 {
		t.Errorf("%d examples, want 10", len(examples))
	}
	manual := string(must(os.ReadFile("../docs/questions.md")))
	for _, e := range examples {
		body := must(json.Marshal(map[string]any{"query": e[1], "variables": json.RawMessage(e[2])}))
		if r := w.send(body, nil); r.status != 200 || len(r.Errors) > 0 {
			t.Errorf("%s: %s", e[0], r.text)
		}
		if !strings.Contains(manual, e[0]) {
			t.Errorf("docs/questions.md does not name the example %q", e[0])
		}
	}
}

func TestExplorerPage(t *testing.T) {
	for _, dev := range []bool{true, false} {
		w := newWorld(t, func(c *graphql.Config) { c.Introspection = dev })
		r := must(http.NewRequest(http.MethodGet, w.server.URL+"/graphql", nil))
		r.Header.Set("Accept", "text/html,*/*")
		resp := must(http.DefaultClient.Do(r))
		page := string(must(io.ReadAll(resp.Body)))
		resp.Body.Close()
		policy := resp.Header.Get("Content-Security-Policy")
		if dev != (resp.StatusCode == 200) || dev != strings.Contains(page, "<textarea") ||
			dev != strings.Contains(policy, "script-src 'sha256-") {
			t.Errorf("dev %t: %d %q", dev, resp.StatusCode, policy)
		}
		if dev && strings.Contains(page, "/*examples*/") {
			t.Error("the page has no examples")
		}
	}
}
