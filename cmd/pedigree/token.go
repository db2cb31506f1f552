package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"pedigree/graphql/bearer"
)

func tokenCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "token",
		Short: "Make a token by which a device asks as its party, good for five minutes",
		Long: "Makes a token (JWT, EdDSA) with a device key, for one gateway and five minutes. Sent as\n" +
			"`Authorization: Bearer …` to /graphql, it shows what the device's party may see.",
		Example: "  pedigree token --as .pedigree/keys/medco.pem\n" +
			"  curl -H \"Authorization: Bearer $(pedigree token --as .pedigree/keys/medco.pem)\" \\\n" +
			"    -H 'Content-Type: application/json' http://127.0.0.1:8080/graphql \\\n" +
			"    -d '{\"query\":\"{lots(first:10){edges{node{gtin lot}}}}\"}'",
		Args: exactly(0), RunE: runToken,
	}
	clientFlags(c)
	c.Flags().Bool("json", false, "for machines")
	return c
}

func runToken(c *cobra.Command, _ []string) error {
	keyFile, _ := c.Flags().GetString("as")
	url, _ := c.Flags().GetString("url")
	if keyFile == "" {
		return usageError{errors.New("--as KEYFILE is required (or PEDIGREE_KEY)")}
	}
	key, err := readKeyFile(keyFile)
	if err != nil {
		return err
	}
	now := time.Now()
	token, err := bearer.Sign(key, url, now)
	if err != nil {
		return usageError{err}
	}
	if asJSON, _ := c.Flags().GetBool("json"); asJSON {
		return json.NewEncoder(c.OutOrStdout()).Encode(map[string]string{"token": token,
			"expires": now.Add(bearer.Life).UTC().Format(time.RFC3339)})
	}
	fmt.Fprintln(c.OutOrStdout(), token)
	return nil
}
