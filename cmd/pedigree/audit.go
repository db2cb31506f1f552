package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"pedigree/abci"
)

func auditCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "audit",
		Short: "Recompute a stopped node's ledger and name the first difference",
		Long: "Reads the ledger of a node that is not running, and changes nothing. Computes pages and\n" +
			"root from the records, the head of the fact log from its facts, and finds each answered\n" +
			"order as it was signed. --full also checks every signature, and the history of every\n" +
			"record. Then it makes the read model anew from the facts, in a temporary directory, and\n" +
			"compares every row of every table. Exit status 1 means that something differs.",
		Example: "  pedigree audit\n  pedigree audit --home /srv/pedigree --full",
		Args:    exactly(0), RunE: runAudit,
	}
	f := c.Flags()
	f.String("home", defaultHome(), "where everything is kept (PEDIGREE_HOME)")
	f.Bool("full", false, "signatures and histories too")
	f.String("db", "", "PostgreSQL database of the read model, postgres://user@host/database (SQLite in the home)")
	f.Bool("json", false, "print what was checked as JSON")
	return c
}

func runAudit(c *cobra.Command, _ []string) error {
	f := c.Flags()
	home, _ := f.GetString("home")
	full, _ := f.GetBool("full")
	var show func(string, uint64)
	if bar := progress(c.ErrOrStderr()); bar != nil {
		show = func(what string, done uint64) { bar("auditing "+what, int(done), -1) }
	}
	a, err := abci.AuditHome(filepath.Join(home, "node"), full, show)
	if err != nil {
		return err
	}
	db, _ := f.GetString("db")
	projected := uint64(0)
	if a.Missing == 0 {
		if projected, err = auditStoppedModel(c.Context(), home, db, show); err != nil {
			return err
		}
	}
	if asJSON, _ := f.GetBool("json"); asJSON {
		return json.NewEncoder(c.OutOrStdout()).Encode(struct {
			abci.Audited
			Projected uint64 `json:"projected"`
		}{a, projected})
	}
	fmt.Fprintf(c.OutOrStdout(), "height %d, root %s: as the records make it\n", a.Height, a.Root)
	fmt.Fprintln(c.OutOrStdout(), describeLog(a, full))
	fmt.Fprintln(c.OutOrStdout(), describeModel(a, projected))
	return nil
}

// describeModel says what of the read model was compared.
func describeModel(a abci.Audited, projected uint64) string {
	switch {
	case a.Missing > 0:
		return "read model: not compared, for it is made from the first fact on"
	case projected == 0:
		return "read model: none here"
	}
	return fmt.Sprintf("read model, up to fact %d: every row as the facts make it", projected)
}

// describeLog says what part of the log the node has, and what of it was checked.
func describeLog(a abci.Audited, full bool) string {
	if a.Facts == 0 {
		return fmt.Sprintf("no facts since the snapshot; %d before it are not on this node", a.Missing)
	}
	s := fmt.Sprintf("facts %d to %d, %d orders", a.First, a.First+a.Facts-1, a.Orders)
	if full {
		s += " with their signatures"
	}
	switch {
	case a.Missing > 0:
		return s + fmt.Sprintf(": whole from there; %d facts before the snapshot are not on this node, "+
			"so histories cannot be recomputed", a.Missing)
	case full:
		s += fmt.Sprintf(", %d histories", a.Histories)
	}
	return s + ": whole"
}
