package main

import (
	"context"
	"fmt"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"pedigree/events/webhook"
	"pedigree/graphql/readmodel"
	"pedigree/gs1"
	"pedigree/record"
)

func webhookFlags(c *cobra.Command) {
	f := c.Flags()
	f.String("webhooks", "", "file that lists the webhooks of partners (none); see docs/events.md")
	f.StringSlice("webhook-allow", nil,
		"networks beside the Internet to which webhooks may lead, by HTTP too, as 10.1.0.0/16")
}

// readWebhooks reads the hooks before anything is started.
func readWebhooks(c *cobra.Command, o *processOptions) error {
	f := c.Flags()
	networks, _ := f.GetStringSlice("webhook-allow")
	for _, text := range networks {
		n, err := netip.ParsePrefix(text)
		if err != nil {
			return usageError{fmt.Errorf("--webhook-allow: %w", err)}
		}
		o.webhookAllow = append(o.webhookAllow, n)
	}
	file, _ := f.GetString("webhooks")
	if file == "" {
		return nil
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if o.webhooks, err = webhook.Parse(b); err != nil {
		return usageError{fmt.Errorf("%s: %w", file, err)}
	}
	return nil
}

// openWebhooks prepares deliveries; their key signs nothing else.
func (p *process) openWebhooks(context.Context) error {
	if len(p.options.webhooks) == 0 {
		return nil
	}
	key, err := openKeyFile(filepath.Join(p.options.home, "webhook.pem"))
	if err != nil {
		return err
	}
	p.poster = webhook.NewPoster(key, p.options.webhookAllow)
	p.webhooks, err = webhook.New(webhook.Options{
		Conn: p.conn, Hooks: p.options.webhooks, Poster: p.poster, Sees: readmodel.Seers,
		Chain: p.trust.ChainID,
		Dir:   filepath.Join(p.options.home, "webhooks"), Active: p.partyActive,
		Trouble: func(err error) { fmt.Fprintln(p.errOut, "webhooks:", err) },
	})
	return err
}

// partyActive asks the ledger's state whether a party may read now.
func (p *process) partyActive(ctx context.Context, gln gs1.GLN) error {
	key := record.PartyKey(gln)
	_, got, err := p.node.Client.Get(ctx, 0, key)
	if err != nil {
		return err
	}
	v, found := got[key]
	if !found {
		return fmt.Errorf("party %s is not registered", gln)
	}
	party, err := record.DecodeParty(v)
	if err == nil && party.Suspended {
		err = fmt.Errorf("party %s is suspended", gln)
	}
	return err
}

// webhookKey says by which key webhooks are signed.
func (p *process) webhookKey(w http.ResponseWriter, _ *http.Request) {
	fmt.Fprintln(w, p.poster.PublicKey())
}
