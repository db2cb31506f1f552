package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"pedigree/graphql/bearer"
)

// graphqlClient asks a gateway, in the name of a device if it has a key.
type graphqlClient struct {
	url string
	key ed25519.PrivateKey // nil asks for nobody
	now func() time.Time
}

// clientFlags are those of every command that asks.
func clientFlags(c *cobra.Command) {
	f := c.Flags()
	f.String("as", os.Getenv("PEDIGREE_KEY"), "key file of the device that asks (PEDIGREE_KEY)")
	f.String("url", environment("PEDIGREE_URL", "http://127.0.0.1:8080"), "gateway (PEDIGREE_URL)")
}

func clientOf(c *cobra.Command) (g graphqlClient, err error) {
	url, _ := c.Flags().GetString("url")
	g = graphqlClient{url: strings.TrimRight(url, "/"), now: time.Now}
	if keyFile, _ := c.Flags().GetString("as"); keyFile != "" {
		g.key, err = readKeyFile(keyFile)
	}
	return g, err
}

// gatewayError is an error in an answer, beside which there may be data.
type gatewayError string

func (e gatewayError) Error() string { return "the gateway says: " + string(e) }

// ask reads the data of an answer into a value. gatewayError means that a part of it
// could not be answered; after any other error the value means nothing.
func (g graphqlClient) ask(ctx context.Context, query string, variables map[string]any,
	into any) error {
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, g.url+"/graphql",
		bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	if g.key != nil {
		token, err := bearer.Sign(g.key, g.url, g.now())
		if err != nil {
			return usageError{err}
		}
		req.Header.Set("Authorization", "Bearer "+token)
	}
	answer := struct {
		Data   any
		Errors []struct{ Message string }
	}{Data: into}
	if err := exchange(req, &answer); err != nil {
		return err
	}
	if len(answer.Errors) > 0 {
		return gatewayError(answer.Errors[0].Message)
	}
	return nil
}
