package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"pedigree/graphql/bearer"
)

// graphqlClient asks a gateway, in the name of a device if it has a key.
type graphqlClient struct {
	url     string
	keyFile string // "" asks for nobody
	now     func() time.Time
}

// ask gives the data of an answer without errors.
func (g graphqlClient) ask(ctx context.Context, query string, variables map[string]any) (
	map[string]any, error) {
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, g.url+"/graphql",
		bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	if g.keyFile != "" {
		key, err := readKeyFile(g.keyFile)
		if err != nil {
			return nil, err
		}
		token, err := bearer.Sign(key, g.url, g.now())
		if err != nil {
			return nil, usageError{err}
		}
		req.Header.Set("Authorization", "Bearer "+token)
	}
	var answer struct {
		Data   map[string]any
		Errors []struct{ Message string }
	}
	if err := exchange(req, &answer); err != nil {
		return nil, err
	}
	if len(answer.Errors) > 0 {
		return nil, fmt.Errorf("the gateway says: %s", answer.Errors[0].Message)
	}
	return answer.Data, nil
}
