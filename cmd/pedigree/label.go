package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"pedigree/gs1"
	"pedigree/scanner"
)

func labelCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "label CODE…",
		Short: "Make a QR code (GS1 Digital Link) or a GS1 DataMatrix for packs",
		Example: "  pedigree label '(01)09504000059101(17)271231(10)L1(21)A1' -o pack.png\n" +
			"  pedigree label '(01)…' --symbol datamatrix --format svg -o pack.svg",
		Args: wrongUsage(cobra.MinimumNArgs(1)), RunE: runLabel,
	}
	f := c.Flags()
	f.String("symbol", "qr", "qr or datamatrix")
	f.String("format", "png", "png, svg, pdf or zpl")
	f.String("stem", "", "where the link of a QR code leads (https://id.gs1.org)")
	f.StringP("output", "o", "", "file to write; with several codes a number is added")
	return c
}

func runLabel(c *cobra.Command, args []string) error {
	o, err := labelOptions(c)
	if err != nil {
		return err
	}
	stem, _ := c.Flags().GetString("stem")
	file, _ := c.Flags().GetString("output")
	if file == "" && len(args) > 1 {
		return usageError{errors.New("several labels need -o FILE")}
	}
	for i, code := range args {
		label, err := gs1.ParseLabel(code, time.Now().UTC().Year())
		if err != nil {
			return usageError{fmt.Errorf("%q: %w", code, err)}
		}
		var b bytes.Buffer
		if err := scanner.Render(&b, label, stem, o); err != nil {
			return err
		}
		if err := writeLabel(c.OutOrStdout(), numberedFile(file, i, len(args)), b.Bytes()); err != nil {
			return err
		}
	}
	return nil
}

func labelOptions(c *cobra.Command) (o scanner.LabelOptions, err error) {
	symbol, _ := c.Flags().GetString("symbol")
	format, _ := c.Flags().GetString("format")
	switch symbol {
	case "qr":
		o.Symbol = scanner.QR
	case "datamatrix":
		o.Symbol = scanner.DataMatrix
	default:
		return o, usageError{fmt.Errorf("--symbol is qr or datamatrix, not %q", symbol)}
	}
	switch format {
	case "png":
		o.Format = scanner.PNG
	case "svg":
		o.Format = scanner.SVG
	case "pdf":
		o.Format = scanner.PDF
	case "zpl":
		o.Format = scanner.ZPL
	default:
		return o, usageError{fmt.Errorf("--format is png, svg, pdf or zpl, not %q", format)}
	}
	return o, nil
}

func numberedFile(file string, i, of int) string {
	if of == 1 || file == "" {
		return file
	}
	ext := filepath.Ext(file)
	return fmt.Sprintf("%s-%d%s", strings.TrimSuffix(file, ext), i+1, ext)
}

func writeLabel(out io.Writer, file string, b []byte) error {
	if file == "" {
		if p, ok := out.(*plain); ok {
			out = p.to // a picture is no text
		}
		_, err := out.Write(b)
		return err
	}
	return os.WriteFile(file, b, 0o644)
}
