package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"
)

const traceQuery = `query Trace($code: String!, $direction: Direction!, $depth: Int) {
  trace(code: $code, direction: $direction, depth: $depth) {
    nodes { id depth site { gln name country } }
    edges { from to transfer {
      id state shipped lines items { gtin lot serial quantity whole } } }
    more
  }
}`

func traceCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "trace CODE",
		Short: "Show where a pack or the goods of a lot came from, and where they went",
		Long: "Shows the hand-overs of a pack, or of the goods of a lot, as far as the asker took part:\n" +
			"back from where the goods are (--up), on from where they came into sight (--down), or\n" +
			"both. It is the gateway's word, without a proof (see verify).",
		Example: "  pedigree trace '(01)09504000100018(10)AMX2401' --down --as .pedigree/keys/acme.pem\n" +
			"  pedigree trace '(01)09504000100018(21)A1B2C3' --format dot | dot -Tsvg > way.svg",
		Args: exactly(1), RunE: runTrace,
	}
	f := c.Flags()
	f.Bool("up", false, "only where they came from")
	f.Bool("down", false, "only where they went")
	f.Int("depth", 10, "how many hand-overs away, 1 to 20")
	f.String("format", "text", "text, json, or dot (Graphviz)")
	clientFlags(c)
	return c
}

// way is one answer: the sites, and the hand-overs between them.
type way struct {
	Direction string `json:"direction"`
	Nodes     []struct {
		ID    int            `json:"id"`
		Depth int            `json:"depth"`
		Site  map[string]any `json:"site"`
	} `json:"nodes"`
	Edges []wayEdge `json:"edges"`
	More  bool      `json:"more"`
}

type wayEdge struct {
	From     int `json:"from"`
	To       int `json:"to"`
	Transfer struct {
		ID      string           `json:"id"`
		State   string           `json:"state"`
		Shipped time.Time        `json:"shipped"`
		Lines   int              `json:"lines"`
		Items   []map[string]any `json:"items"`
	} `json:"transfer"`
}

func runTrace(c *cobra.Command, args []string) error {
	f := c.Flags()
	format, _ := f.GetString("format")
	tell := map[string]func(*cobra.Command, []way) error{"text": traceText, "dot": traceDot,
		"json": func(c *cobra.Command, ways []way) error {
			return json.NewEncoder(c.OutOrStdout()).Encode(ways)
		}}[format]
	if tell == nil {
		return usageError{fmt.Errorf("--format is text, json or dot, not %q", format)}
	}
	up, _ := f.GetBool("up")
	down, _ := f.GetBool("down")
	depth, _ := f.GetInt("depth")
	g, err := clientOf(c)
	if err != nil {
		return err
	}
	var ways []way
	seen := false
	for _, direction := range []string{"UPSTREAM", "DOWNSTREAM"} {
		if one := up != down; one && up != (direction == "UPSTREAM") {
			continue
		}
		data := struct{ Trace way }{way{Direction: direction}}
		if err := g.ask(c.Context(), traceQuery, map[string]any{"code": args[0],
			"direction": direction, "depth": depth}, &data); err != nil {
			return err
		}
		seen = seen || len(data.Trace.Edges) > 0
		ways = append(ways, data.Trace)
	}
	if !seen {
		return errors.New("no hand-over of this is shown to you (--as KEYFILE asks in your name)")
	}
	return tell(c, ways)
}
