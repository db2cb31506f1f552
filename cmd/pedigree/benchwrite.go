package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"pedigree/abci/load"
)

func benchWriteCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "write",
		Short: "Signed orders of many devices to COMMITTED on one validator",
		Long: "Starts a validator, registers devices and packs, and then dispenses each pack by a signed\n" +
			"order of one of the devices, as fast as the chain takes them. Then the same bytes go to a\n" +
			"validator whose application does nothing. Figures are CPU microseconds per committed\n" +
			"order of the whole process, sending included; the ratio of both is what compares.",
		Example: "  pedigree bench write\n  pedigree bench write --orders 100000 --devices 1000 --json",
		Args:    exactly(0), RunE: runBenchWrite,
	}
	f := c.Flags()
	f.Int("devices", 100, "device keys")
	f.Int("orders", 20_000, "orders to commit")
	f.String("dir", "", "where to put the nodes (a new directory among the temporary ones)")
	f.Bool("json", false, "print the report as JSON")
	return c
}

func runBenchWrite(c *cobra.Command, _ []string) (err error) {
	f := c.Flags()
	var o load.Options
	o.Devices, _ = f.GetInt("devices")
	o.Orders, _ = f.GetInt("orders")
	if o.Devices < 1 || o.Orders < o.Devices {
		return usageError{fmt.Errorf("at least one device, and one order for each")}
	}
	o.Progress = progress(c.ErrOrStderr())
	dir, _ := f.GetString("dir")
	if o.Dir, err = os.MkdirTemp(dir, "pedigree-bench-"); err != nil {
		return err
	}
	defer os.RemoveAll(o.Dir)
	r, err := load.Run(c.Context(), o)
	if err != nil {
		return err
	}
	out := c.OutOrStdout()
	if asJSON, _ := f.GetBool("json"); asJSON {
		return json.NewEncoder(out).Encode(r)
	}
	fmt.Fprintf(out, "%d orders of %d bytes by %d devices, %d cores\n\n", r.Orders, r.Bytes, r.Devices,
		r.GoMaxProcs)
	fmt.Fprintf(out, "%-8s %10s %10s %8s\n", "", "CPU us", "orders/s", "blocks")
	fmt.Fprintf(out, "%-8s %10.0f %10.0f %8d\n", "ledger", r.Ledger.CPU, r.Ledger.PerSecond, r.Ledger.Blocks)
	fmt.Fprintf(out, "%-8s %10.0f %10.0f %8d\n", "no-op", r.Nothing.CPU, r.Nothing.PerSecond, r.Nothing.Blocks)
	fmt.Fprintf(out, "ratio    %10.1f\n\nsigning on the device: %.0f us, not counted\n", r.Ratio, r.Sign)
	return nil
}
