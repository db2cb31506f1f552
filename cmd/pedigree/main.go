// Command pedigree is the whole platform in one binary: the validator with its
// gateway (dev), and what people and scripts use at a terminal.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
)

// Exit statuses, fixed so that scripts can rely on them.
const (
	exitDone      = 0
	exitFailed    = 1 // could not be done, UNKNOWN, proof invalid
	exitUsage     = 2
	exitRefused   = 3 // BLOCKED, or an order REFUSED by the ledger
	exitMismatch  = 4 // MISMATCH or NOT_REGISTERED
	exitScanFault = 5
)

// exit is an error whose text was already printed, with the status to end with.
type exit int

func (e exit) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

// usageError is a wrong call.
type usageError struct{ error }

// gcPercent trades memory for time. Most of the store's cache lies outside of the
// heap, so that the garbage collector would run too often for the little that it
// finds. GOGC in the environment overrules it.
const gcPercent = 200

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	log.SetOutput(foreignLog{os.Stderr})
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	command := root()
	command.SetOut(&plain{to: os.Stdout})
	err := command.ExecuteContext(ctx)
	stop()
	os.Exit(status(err))
}

// foreignLog takes what net/http and other libraries log by themselves. Such a line may
// repeat what a stranger sent: what steers a terminal is left out, and so is what makes a
// line longer than foreignLine bytes.
type foreignLog struct{ to io.Writer }

const foreignLine = 300

func (l foreignLog) Write(line []byte) (int, error) {
	text := strings.TrimSpace(strings.ToValidUTF8(string(line[:min(len(line), foreignLine)]), "?"))
	_, err := fmt.Fprintln(l.to, printable(text))
	return len(line), err
}

func status(err error) int {
	var e exit
	var usage usageError
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &e):
		return int(e)
	case errors.As(err, &usage):
		fmt.Fprintln(&plain{to: os.Stderr}, "pedigree:", err)
		return exitUsage
	}
	fmt.Fprintln(&plain{to: os.Stderr}, "pedigree:", err)
	return exitFailed
}

func root() *cobra.Command {
	c := &cobra.Command{
		Use:   "pedigree",
		Short: "Traceability of medicines, with proofs that anyone can check",
		Long: "Pedigree records who held a medicine, from the line that made it to the counter that\n" +
			"dispensed it, and answers a scan of the pack with a verdict that anyone can check.",
		SilenceUsage: true, SilenceErrors: true, Args: noSuchCommand, RunE: showHelp,
	}
	c.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	c.AddCommand(devCommand(), keyCommand(), txCommand(), verifyCommand(), checkCommand(),
		importCommand(), labelCommand(), auditCommand(), benchCommand(), tokenCommand(),
		nodeCommand(), showCommand(), traceCommand())
	return c
}

// exactly refuses a wrong number of arguments as wrong usage.
func exactly(n int) cobra.PositionalArgs { return wrongUsage(cobra.ExactArgs(n)) }

// environment gives a variable's value, or a default.
func environment(name, otherwise string) string {
	if v := os.Getenv(name); v != "" {
		return v
	}
	return otherwise
}
