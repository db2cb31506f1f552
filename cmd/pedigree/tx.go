package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"pedigree/abci"
	"pedigree/abci/ledger"
	"pedigree/record"
)

func txCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "tx COMMAND",
		Short: "Sign an order, send it, and wait until it is COMMITTED or REFUSED",
		Long: "Signs an order with a device key, sends it, and waits until it is COMMITTED or REFUSED.\n" +
			"The fields of each command are in docs/commands.md.\n\nCommands: " +
			strings.Join(ledger.Names(), ", "),
		Example: "  pedigree tx register_lot --as .pedigree/keys/acme.pem --file lot.json\n" +
			"  pedigree tx receive --as .pedigree/keys/medco.pem --json '{\"transfer\":\"…\",\"all\":true}'",
		Args: exactly(1), ValidArgs: ledger.Names(), RunE: runTx,
	}
	f := c.Flags()
	f.String("as", os.Getenv("PEDIGREE_KEY"), "key file of the device that orders (PEDIGREE_KEY)")
	f.String("json", "", "the order's fields")
	f.String("file", "", "file with the order's fields; - reads standard input")
	f.String("url", environment("PEDIGREE_URL", "http://127.0.0.1:8080"), "gateway (PEDIGREE_URL)")
	return c
}

func runTx(c *cobra.Command, args []string) error {
	keyFile, _ := c.Flags().GetString("as")
	url, _ := c.Flags().GetString("url")
	if keyFile == "" {
		return usageError{errors.New("--as KEYFILE is required (or PEDIGREE_KEY)")}
	}
	body, err := readBody(c, args[0])
	if err != nil {
		return err
	}
	d, err := openDevice(c.Context(), url, keyFile)
	if err != nil {
		return err
	}
	tx, err := d.sign(args[0], body)
	if err != nil {
		return err
	}
	s, err := d.send(c.Context(), tx)
	if err != nil {
		return err
	}
	return printSubmitted(c, s)
}

// readBody turns the JSON of an order into its CBOR, and refuses fields that the
// command does not have.
func readBody(c *cobra.Command, command string) (record.Raw, error) {
	order := ledger.New(command)
	if order == nil {
		return nil, usageError{fmt.Errorf("no command %q; there are: %s", command,
			strings.Join(ledger.Names(), ", "))}
	}
	text, err := bodyText(c)
	if err != nil {
		return nil, err
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(order.Body()); err != nil {
		return nil, usageError{fmt.Errorf("%s: %w (see docs/commands.md)", command, err)}
	}
	if dec.More() {
		return nil, usageError{fmt.Errorf("%s: something follows the JSON object", command)}
	}
	if err := order.Check(); err != nil {
		return nil, usageError{fmt.Errorf("%s: %w", command, err)}
	}
	return record.Marshal(order.Body())
}

func bodyText(c *cobra.Command) ([]byte, error) {
	text, _ := c.Flags().GetString("json")
	file, _ := c.Flags().GetString("file")
	switch {
	case (text == "") == (file == ""):
		return nil, usageError{errors.New("give the order's fields by --json or by --file")}
	case text != "":
		return []byte(text), nil
	case file == "-":
		return io.ReadAll(io.LimitReader(c.InOrStdin(), 1<<20))
	}
	return os.ReadFile(file)
}

func printSubmitted(c *cobra.Command, s *abci.Submitted) error {
	enc := json.NewEncoder(c.OutOrStdout())
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		return err
	}
	if s.Status == abci.Refused {
		fmt.Fprintf(&plain{to: c.ErrOrStderr()}, "REFUSED %s (%d): %s\n%s\n", s.Code, s.Number, s.Message, s.Advice)
		return exit(exitRefused)
	}
	return nil
}
