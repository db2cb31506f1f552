package main

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"pedigree/record"
)

func keyCommand() *cobra.Command {
	c := &cobra.Command{Use: "key", Short: "Device keys (Ed25519, PEM PKCS#8)",
		Args: noSuchCommand, RunE: showHelp}
	c.AddCommand(
		&cobra.Command{
			Use: "new FILE", Short: "Make a device key", Args: exactly(1),
			Example: "  pedigree key new till-3.pem",
			RunE: func(c *cobra.Command, args []string) error {
				if _, err := newKeyFile(args[0]); err != nil {
					return err
				}
				return showKey(c, args[0])
			},
		},
		&cobra.Command{
			Use: "show FILE", Short: "Show what to register of a key, never the secret",
			Args:    exactly(1),
			Example: "  pedigree key show till-3.pem",
			RunE:    func(c *cobra.Command, args []string) error { return showKey(c, args[0]) },
		},
		&cobra.Command{
			Use: "list [DIR]", Short: "List the keys of a directory",
			Args: wrongUsage(cobra.MaximumNArgs(1)), RunE: listKeys,
			Example: "  pedigree key list .pedigree/keys",
		})
	c.PersistentFlags().Bool("json", false, "for machines")
	return c
}

type keyView struct {
	File      string `json:"file"`
	KeyID     string `json:"keyId"`
	PublicKey string `json:"publicKey"`
}

func viewKey(file string) (keyView, error) {
	key, err := readKeyFile(file)
	if err != nil {
		return keyView{}, err
	}
	public := publicOf(key)
	return keyView{File: file, KeyID: record.KIDOf(public[:]).String(),
		PublicKey: hex.EncodeToString(public[:])}, nil
}

func showKey(c *cobra.Command, file string) error {
	v, err := viewKey(file)
	if err != nil {
		return err
	}
	if asJSON, _ := c.Flags().GetBool("json"); asJSON {
		return json.NewEncoder(c.OutOrStdout()).Encode(v)
	}
	fmt.Fprintf(c.OutOrStdout(), "file        %s\nkey id      %s\npublic key  %s\n",
		v.File, v.KeyID, v.PublicKey)
	return nil
}

func listKeys(c *cobra.Command, args []string) error {
	dir := filepath.Join(defaultHome(), "keys")
	if len(args) == 1 {
		dir = args[0]
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	views := []keyView{}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".pem") {
			continue
		}
		v, err := viewKey(filepath.Join(dir, e.Name()))
		if err != nil {
			return err
		}
		views = append(views, v)
	}
	if asJSON, _ := c.Flags().GetBool("json"); asJSON {
		return json.NewEncoder(c.OutOrStdout()).Encode(views)
	}
	for _, v := range views {
		fmt.Fprintf(c.OutOrStdout(), "%s  %s\n", v.KeyID, v.File)
	}
	return nil
}

// defaultHome is where dev lives unless told otherwise.
func defaultHome() string { return environment("PEDIGREE_HOME", ".pedigree") }
