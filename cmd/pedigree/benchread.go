package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"time"

	"github.com/spf13/cobra"
)

func benchReadCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "read",
		Short: "Questions, projection and the time until an order can be read",
		Long: "Runs a whole node with the demo trade in a temporary home and asks its gateway, in the\n" +
			"same process: CPU is that of the process for each question, consensus of an idle chain\n" +
			"included, HTTP left out. Projects made-up facts into a read model of its own. Sends\n" +
			"orders, as many as the node takes, then half as many a second, and times COMMITTED to\n" +
			"PROJECTED of these. Nothing is asserted.",
		Example: "  pedigree bench read\n  pedigree bench read --seconds 5 --json",
		Args:    exactly(0), RunE: runBenchRead,
	}
	c.Flags().Float64("seconds", 2, "how long each question is asked by each number of clients")
	c.Flags().Int("facts", 20_000, "facts to project")
	c.Flags().Int("orders", 2000, "orders to time, and as many before to find out how many go")
	c.Flags().String("only", "", "ask only this question")
	c.Flags().String("profile", "", "write a CPU profile of the questions to this file (go tool pprof)")
	c.Flags().Bool("json", false, "print the report as JSON")
	return c
}

// readReport is what bench read found. Times are in microseconds.
type readReport struct {
	Cores      int             `json:"cores"`
	Questions  []questionBench `json:"questions"`
	Projection struct {
		Facts     int     `json:"facts"`
		PerSecond float64 `json:"perSecond"`
		CPU       float64 `json:"cpuMicros"`
	} `json:"projection"`
	Projected struct {
		Peak      float64 `json:"peakPerSecond"` // orders, each client its next after the last
		Orders    int     `json:"orders"`
		PerSecond float64 `json:"perSecond"`
		P50       float64 `json:"p50Millis"`
		P99       float64 `json:"p99Millis"`
	} `json:"committedToProjected"`
}

type questionBench struct {
	Name      string  `json:"name"`
	Clients   int     `json:"clients"`
	PerSecond float64 `json:"perSecond"`
	CPU       float64 `json:"cpuMicros"`
	P50       float64 `json:"p50Micros"`
	P99       float64 `json:"p99Micros"`
}

func runBenchRead(c *cobra.Command, _ []string) (err error) {
	seconds, _ := c.Flags().GetFloat64("seconds")
	facts, _ := c.Flags().GetInt("facts")
	orders, _ := c.Flags().GetInt("orders")
	if seconds <= 0 || facts < 100 || orders < 1 {
		return usageError{errors.New("give some time, at least 100 facts and an order")}
	}
	home, err := os.MkdirTemp("", "pedigree-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(home)
	r := readReport{Cores: runtime.GOMAXPROCS(0)}
	if err := r.project(c.Context(), filepath.Join(home, "projected.db"), facts); err != nil {
		return err
	}
	p := &process{options: processOptions{home: filepath.Join(home, "node"), listen: "127.0.0.1:0"},
		errOut: io.Discard}
	defer p.stop()
	if err := p.start(c.Context()); err != nil {
		return err
	}
	if err := playDemo(c.Context(), p.localURL, p.options.home, io.Discard); err != nil {
		return err
	}
	if err := p.caughtUp(c.Context()); err != nil {
		return err
	}
	if err := r.profiled(c, func() error {
		only, _ := c.Flags().GetString("only")
		return r.ask(p, only, time.Duration(seconds*1e9), progress(c.ErrOrStderr()))
	}); err != nil {
		return err
	}
	if err := r.order(c.Context(), p, orders); err != nil {
		return err
	}
	if asJSON, _ := c.Flags().GetBool("json"); asJSON {
		return json.NewEncoder(c.OutOrStdout()).Encode(r)
	}
	r.print(c.OutOrStdout())
	return nil
}

// profiled writes where the CPU time of a part went, where that is wanted.
func (r *readReport) profiled(c *cobra.Command, part func() error) error {
	name, _ := c.Flags().GetString("profile")
	if name == "" {
		return part()
	}
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	defer file.Close()
	if err := pprof.StartCPUProfile(file); err != nil {
		return err
	}
	defer pprof.StopCPUProfile()
	return part()
}

func (r *readReport) print(w io.Writer) {
	fmt.Fprintf(w, "%d cores\n\n%-20s %7s %10s %8s %9s %9s\n", r.Cores, "question", "clients",
		"per second", "CPU us", "p50 us", "p99 us")
	for _, q := range r.Questions {
		fmt.Fprintf(w, "%-20s %7d %10.0f %8.0f %9.0f %9.0f\n", q.Name, q.Clients, q.PerSecond, q.CPU,
			q.P50, q.P99)
	}
	fmt.Fprintf(w, "\nprojection: %d facts, %.0f a second, %.0f us of CPU each\n", r.Projection.Facts,
		r.Projection.PerSecond, r.Projection.CPU)
	fmt.Fprintf(w, "orders: %.0f a second at most; COMMITTED to PROJECTED at %.0f a second: p50 %.1f ms, "+
		"p99 %.1f ms of %d orders\n", r.Projected.Peak, r.Projected.PerSecond, r.Projected.P50,
		r.Projected.P99, r.Projected.Orders)
}
