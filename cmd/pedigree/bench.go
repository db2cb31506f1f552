package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"pedigree/abci/store/bench"
)

func benchCommand() *cobra.Command {
	c := &cobra.Command{Use: "bench", Short: "Measure the store, the write path and the read path on this machine"}
	c.AddCommand(benchStoreCommand(), benchWriteCommand(), benchReadCommand())
	return c
}

func benchStoreCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "store",
		Short: "Updates, proofs, snapshots and bytes per pack, beside plain Pebble",
		Long: "Registers packs, changes them in blocks of 1,000, 5,000 and 20,000, and does the same with\n" +
			"a plain Pebble database without a tree. Figures are CPU microseconds per update, of all\n" +
			"goroutines; the ratio of both is what compares between machines. The fresh lot goes into\n" +
			"a store in which one product has all packs.",
		Example: "  pedigree bench store\n  pedigree bench store --keys 10000000 --json",
		Args:    exactly(0), RunE: runBenchStore,
	}
	f := c.Flags()
	f.Int("keys", 1_000_000, "packs to register first, at least 100,000")
	f.Int("updates", 200_000, "updates in each phase")
	f.Int("cache", 256, "cache of the store, MiB")
	f.String("dir", "", "where to put the databases (a new directory among the temporary ones)")
	f.Bool("json", false, "print the report as JSON")
	return c
}

func runBenchStore(c *cobra.Command, _ []string) (err error) {
	f := c.Flags()
	var o bench.Options
	o.Keys, _ = f.GetInt("keys")
	o.Updates, _ = f.GetInt("updates")
	cache, _ := f.GetInt("cache")
	if o.Keys < 100_000 || o.Updates < 20_000 || cache < 1 {
		return usageError{fmt.Errorf("at least 100000 keys, 20000 updates and 1 MiB")}
	}
	o.CacheBytes, o.Progress = int64(cache)<<20, progress(c.ErrOrStderr())
	dir, _ := f.GetString("dir")
	if o.Dir, err = os.MkdirTemp(dir, "pedigree-bench-"); err != nil {
		return err
	}
	defer os.RemoveAll(o.Dir)
	r, err := bench.Run(c.Context(), o)
	if err != nil && c.Context().Err() == nil {
		return err
	}
	if asJSON, _ := f.GetBool("json"); asJSON {
		return errors.Join(err, json.NewEncoder(c.OutOrStdout()).Encode(r))
	}
	printStoreReport(c.OutOrStdout(), r)
	return err
}

// progress draws a bar on a terminal, and nothing elsewhere.
func progress(w io.Writer) func(phase string, done, total int) {
	file, ok := w.(*os.File)
	if !ok {
		return nil
	}
	if info, err := file.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return nil
	}
	var bar *progressbar.ProgressBar
	var phase string
	return func(now string, done, total int) {
		if bar == nil || now != phase {
			phase = now
			bar = progressbar.NewOptions(total, progressbar.OptionSetWriter(w),
				progressbar.OptionSetDescription(now), progressbar.OptionClearOnFinish(),
				progressbar.OptionThrottle(100*time.Millisecond))
		}
		_ = bar.Set(done) // a bar that cannot be drawn is no reason to stop
	}
}

func printStoreReport(w io.Writer, r bench.Report) {
	fmt.Fprintf(w, "%d packs, cache %d MiB, %d cores, load %s, SHA-256 of 65 bytes %.0f ns\n\n",
		r.Keys, r.CacheMiB, r.GoMaxProcs, r.Load, r.HashNanos)
	fmt.Fprintf(w, "%-12s %7s  %10s %10s %10s %6s  %6s\n",
		"updates", "block", "CPU us", "wall us", "plain CPU", "ratio", "SHA ns")
	for _, p := range append([]bench.Phase{r.Register}, r.Phases...) {
		fmt.Fprintf(w, "%-12s %7d  %10.1f %10.1f %10.1f %6.1f  %6.0f\n",
			p.Name, p.Batch, p.Store.CPU, p.Store.Wall, p.Plain.CPU, p.Ratio, p.Hash)
	}
	fmt.Fprintf(w, "\nproof      %d bytes present, %d absent; made in %.0f us, verified in %.0f us\n",
		r.Proof.PresentBytes, r.Proof.AbsentBytes, r.Proof.Generate, r.Proof.Verify)
	fmt.Fprintf(w, "disk       %.1f bytes per untouched pack (rows %.1f, pages %.1f), %.1f dispensed\n",
		r.Disk.Untouched, r.Disk.Plain, r.Disk.Pages, r.Disk.Dispensed)
	fmt.Fprintf(w, "           %.1f bytes per fact of the log, beside\n", r.Disk.Fact)
	fmt.Fprintf(w, "state sync %d chunks, %d bytes; made in %.1f us CPU per row, restored in %.1f\n",
		r.Copy.Chunks, r.Copy.Bytes, r.Copy.Make.CPU, r.Copy.Restore.CPU)
	fmt.Fprintf(w, "memory     %.0f MiB resident at most\n", r.Resident)
}
