package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
)

var wayTitles = map[string]string{"UPSTREAM": "Where it came from", "DOWNSTREAM": "Where it went"}

// traceText writes a way as a tree: each hand-over once, what follows it further in.
func traceText(c *cobra.Command, ways []way) error {
	out := c.OutOrStdout()
	for i, w := range ways {
		if i > 0 {
			fmt.Fprintln(out)
		}
		fmt.Fprintln(out, wayTitles[w.Direction])
		told := map[int]bool{} // edges
		for _, n := range w.Nodes {
			if n.Depth == 0 {
				fmt.Fprintf(out, "  %s\n", partyWords(n.Site))
				w.branches(out, n.ID, told, "    ")
			}
		}
		if w.More {
			fmt.Fprintln(out, "  … and further: --depth")
		}
	}
	return nil
}

// branches writes the hand-overs at a site and what follows each.
func (w way) branches(out io.Writer, node int, told map[int]bool, indent string) {
	for i, e := range w.Edges {
		here, there, word := e.From, e.To, "to"
		if w.Direction == "UPSTREAM" {
			here, there, word = e.To, e.From, "from"
		}
		if here != node || told[i] {
			continue
		}
		told[i] = true
		fmt.Fprintf(out, "%s%s %s %s: %s\n", indent, e.day(), word, partyWords(w.site(there)), e.goods())
		w.branches(out, there, told, indent+"  ")
	}
}

func (w way) site(id int) any {
	for _, n := range w.Nodes {
		if n.ID == id && n.Site != nil {
			return n.Site
		}
	}
	return nil
}

func (e wayEdge) day() string { return e.Transfer.Shipped.Format("2006-01-02") }

// goods says what was handed over, and what became of the offer.
func (e wayEdge) goods() string {
	state := strings.ToLower(e.Transfer.State)
	if e.Transfer.Lines != 1 || len(e.Transfer.Items) != 1 {
		return fmt.Sprintf("%d lines, %s", e.Transfer.Lines, state)
	}
	var text strings.Builder
	if err := showTexts.ExecuteTemplate(&text, "goods", e.Transfer.Items[0]); err != nil {
		return state
	}
	return text.String() + ", " + state
}

// traceDot writes the ways as one graph for Graphviz.
func traceDot(c *cobra.Command, ways []way) error {
	out := c.OutOrStdout()
	fmt.Fprintln(out, "digraph way {\n  rankdir=LR; node [shape=box];")
	told := map[string]bool{}
	line := func(format string, args ...any) {
		if text := fmt.Sprintf(format, args...); !told[text] {
			told[text] = true
			fmt.Fprintln(out, text)
		}
	}
	for _, w := range ways {
		for _, e := range w.Edges {
			from, to := partyWords(w.site(e.From)), partyWords(w.site(e.To))
			line("  %q -> %q [label=%q];", from, to, e.day()+" "+e.goods())
		}
	}
	_, err := fmt.Fprintln(out, "}")
	return err
}
