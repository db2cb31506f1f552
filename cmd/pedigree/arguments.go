package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

// wrongUsage makes what cobra says of wrong arguments a wrong usage, with the line
// that shows how it is done.
func wrongUsage(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if err := check(c, args); err != nil {
			return usageError{fmt.Errorf("%w\nusage: %s", err, c.UseLine())}
		}
		return nil
	}
}

// noSuchCommand refuses what is no subcommand of a command that only has some.
func noSuchCommand(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return usageError{fmt.Errorf("unknown command %q; %s --help lists what there is", args[0],
		c.CommandPath())}
}

func showHelp(c *cobra.Command, _ []string) error { return c.Help() }
