package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"pedigree/gs1"
)

// subject is one kind of object: what names it at the command line, as variables of its
// question. The question and how its answer is told are show/KIND.graphql and .txt.
type subject struct {
	kind, named string // named is "" for what needs no name
	variables   func(name string) (map[string]any, error)
	listed      bool // page by page
}

var showable = []subject{
	{"unit", "CODE", asVariable("code"), false},
	{"lot", "CODE", lotVariables, false},
	{"container", "SSCC", asVariable("sscc"), false},
	{"product", "GTIN", asVariable("gtin"), false},
	{"party", "GLN", asVariable("gln"), false},
	{"transfer", "ID", asVariable("id"), false},
	{"recalls", "CODE", lotVariables, false},
	{"lots", "", nil, true},
	{"transfers", "", nil, true},
	{"exceptions", "", nil, true},
	{"cases", "", nil, true},
	{"alerts", "", nil, true},
	{"governance", "", nil, false},
	{"network", "", nil, false},
}

func showCommand() *cobra.Command {
	var kinds strings.Builder
	for _, s := range showable {
		fmt.Fprintf(&kinds, "  %s %s\n", s.kind, s.named)
	}
	c := &cobra.Command{
		Use:   "show KIND [NAME]",
		Short: "Show what the gateway knows of a lot, a container, a recall, and so on",
		Long: "Asks the gateway and shows its answer: its word, without a proof (see verify). With --as\n" +
			"it is asked in the name of a device, which sees what concerns its party. To be shown:\n\n" +
			strings.TrimRight(kinds.String(), "\n"),
		Example: "  pedigree show lot '(01)09504000100018(10)AMX2401' --as .pedigree/keys/acme.pem\n" +
			"  pedigree show transfers --as .pedigree/keys/medco.pem --first 5",
		Args: wrongUsage(cobra.RangeArgs(1, 2)), RunE: runShow,
	}
	f := c.Flags()
	clientFlags(c)
	f.Int("first", 20, "of a list: how many, 1 to 100")
	f.String("after", "", "of a list: where to go on")
	f.Bool("json", false, "for machines: the answer as it came")
	return c
}

func runShow(c *cobra.Command, args []string) error {
	s, variables, err := asked(c, args)
	if err != nil {
		return err
	}
	question, err := showFiles.ReadFile("show/" + s.kind + ".graphql")
	if err != nil {
		return err
	}
	g, err := clientOf(c)
	if err != nil {
		return err
	}
	var data map[string]any
	if err := g.ask(c.Context(), string(question), variables, &data); err != nil {
		return err
	}
	if asJSON, _ := c.Flags().GetBool("json"); asJSON {
		return json.NewEncoder(c.OutOrStdout()).Encode(data)
	}
	return s.tell(c.OutOrStdout(), data)
}

// asked reads which object is wanted.
func asked(c *cobra.Command, args []string) (s subject, variables map[string]any, err error) {
	for _, s = range showable {
		if s.kind == args[0] {
			break
		}
	}
	wants := 1
	if s.named != "" {
		wants = 2
	}
	if s.kind != args[0] {
		return s, nil, usageError{fmt.Errorf("there is no %q to show; see pedigree show --help",
			args[0])}
	}
	if len(args) != wants {
		return s, nil, usageError{fmt.Errorf("usage: pedigree show %s",
			strings.TrimSpace(s.kind+" "+s.named))}
	}
	variables = map[string]any{}
	if s.variables != nil {
		if variables, err = s.variables(args[1]); err != nil {
			return s, nil, usageError{err}
		}
	}
	if s.listed {
		variables["first"], _ = c.Flags().GetInt("first")
		after, _ := c.Flags().GetString("after")
		variables["after"] = nonEmpty(after)
	}
	return s, variables, nil
}

func asVariable(name string) func(string) (map[string]any, error) {
	return func(value string) (map[string]any, error) { return map[string]any{name: value}, nil }
}

func lotVariables(code string) (map[string]any, error) {
	l, err := gs1.ParseLabel(code, time.Now().UTC().Year())
	if err != nil {
		return nil, err
	}
	if l.Lot == (gs1.Lot{}) {
		return nil, errors.New("the code names no lot: (01)GTIN(10)LOT")
	}
	return map[string]any{"gtin": l.GTIN, "lot": l.Lot}, nil
}
