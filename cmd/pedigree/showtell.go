package main

import (
	"embed"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"text/template"

	"pedigree/record"
)

//go:embed show
var showFiles embed.FS

// showWords are the functions of the texts in show/*.txt.
var showWords = template.FuncMap{
	"party": partyWords,
	"other": func(site, owner any) any {
		if s, o := fields(site), fields(owner); o == nil || s["gln"] == o["gln"] {
			return nil
		}
		return owner
	},
	"hold": func(hold any) string {
		switch hold {
		case "HELD":
			return ", ON HOLD"
		case "SUSPECT":
			return ", ON HOLD as SUSPECT"
		}
		return ""
	},
	"more":  func(lines float64, items []any) bool { return int(lines) > len(items) },
	"roman": func(class float64) string { return record.RomanClass(uint64(class)) },
	"join": func(list []any) string {
		words := make([]string, len(list))
		for i, w := range list {
			words[i] = fmt.Sprint(w)
		}
		return strings.Join(words, ", ")
	},
}

var showTexts = template.Must(template.New("").Funcs(showWords).ParseFS(showFiles, "show/*.txt"))

// partyWords names a party or site; the gateway hides it from some.
func partyWords(v any) string {
	p := fields(v)
	if p == nil {
		return "(not shown to you)"
	}
	return fmt.Sprintf("%v (%v), %v", p["name"], p["gln"], p["country"])
}

func fields(v any) map[string]any {
	m, _ := v.(map[string]any)
	return m
}

// tell writes an answer for people. Nothing there is a failure: a script that asks for
// a lot wants to know.
func (s subject) tell(w io.Writer, data map[string]any) error {
	if !s.listed && empty(data) {
		return fmt.Errorf("no such %s, or it is not shown to you (--as KEYFILE asks in your name)",
			strings.TrimSuffix(s.kind, "s"))
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	if err := showTexts.ExecuteTemplate(t, s.kind+".txt", data); err != nil {
		return err
	}
	page := fields(data["page"])
	if edges, _ := page["edges"].([]any); s.listed && len(edges) == 0 {
		fmt.Fprintln(t, "none that is shown to you")
	}
	if info := fields(page["pageInfo"]); info["hasNextPage"] == true {
		fmt.Fprintf(t, "… more: --after %v\n", info["endCursor"])
	}
	return t.Flush()
}

// empty says whether every field of an answer is null or an empty list.
func empty(data map[string]any) bool {
	for _, v := range data {
		if list, ok := v.([]any); v != nil && (!ok || len(list) > 0) {
			return false
		}
	}
	return true
}
