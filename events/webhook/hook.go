package webhook

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"

	"pedigree/gs1"
)

// Hook says where a party wants its events.
type Hook struct {
	Party gs1.GLN `json:"party"`
	URL   string  `json:"url"`

	// FromHeight is the first height whose events are wanted; 0 means from the first on.
	FromHeight uint64 `json:"fromHeight"`
}

const (
	maxHooks    = 1000
	maxURLBytes = 2048
)

// Parse reads a list of hooks in JSON: at most one a party, so that a hook whose URL
// changes goes on where it was.
func Parse(b []byte) (hooks []Hook, err error) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&hooks); err != nil {
		return nil, fmt.Errorf("webhooks: %w", err)
	}
	if d.More() || len(hooks) > maxHooks {
		return nil, fmt.Errorf("webhooks: one list of at most %d", maxHooks)
	}
	seen := map[gs1.GLN]bool{}
	for _, h := range hooks {
		if err := h.check(); err != nil {
			return nil, err
		}
		if seen[h.Party] {
			return nil, fmt.Errorf("webhooks: party %s has two", h.Party)
		}
		seen[h.Party] = true
	}
	return hooks, nil
}

func (h Hook) check() error {
	u, err := url.Parse(h.URL)
	switch {
	case h.Party.IsZero():
		return fmt.Errorf("webhooks: %q has no party", h.URL)
	case err != nil:
		return fmt.Errorf("webhooks: URL of %s: %w", h.Party, err)
	case u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" || u.Opaque != "":
		return fmt.Errorf("webhooks: URL of %s: not https://host/… or http://host/…", h.Party)
	case u.User != nil || u.Fragment != "" || len(h.URL) > maxURLBytes:
		return fmt.Errorf("webhooks: URL of %s: with user, fragment or over %d bytes", h.Party,
			maxURLBytes)
	}
	return nil
}
