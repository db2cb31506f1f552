package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"pedigree/gateway"
	"pedigree/graphql/readmodel"
)

func devCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "dev",
		Short: "Run everything in one process: validator, stream, read model, gateway, web app",
		Long: "Runs a validator, JetStream, the read model, GraphQL, the scanner and the web app in one\n" +
			"process. The first start makes a new chain with demo parties and plays a small trade.\n" +
			"When everything answers, one line of JSON is printed to standard output.",
		Example: "  pedigree dev\n  pedigree dev --home /srv/pedigree --listen 127.0.0.1:9000 --no-demo",
		Args:    exactly(0), RunE: runDev,
	}
	f := c.Flags()
	f.String("home", defaultHome(), "where everything is kept (PEDIGREE_HOME)")
	f.String("listen", "127.0.0.1:8080", "address of the gateway")
	f.Bool("lan", false, "serve all interfaces over HTTPS with a self-signed certificate")
	f.String("public-url", "", "URL under which others reach the gateway")
	f.Bool("open", false, "let everybody who reaches the gateway read everything, without a token")
	f.StringSlice("trusted-proxies", nil,
		"networks of reverse proxies whose X-Forwarded-For or Forwarded names the client, as 10.1.0.0/16")
	f.Bool("no-demo", false, "no demo parties and no demo trade")
	networkFlags(c)
	f.String("nats", "", "URL of a NATS server with JetStream to use (one in this process)")
	f.String("nats-listen", "", "address at which partners' systems read their events over NATS (none)")
	f.Int("nats-replicas", 1, "servers of that NATS cluster that keep the stream: 1, 3 or 5")
	webhookFlags(c)
	f.String("db", "", "postgres://… of a PostgreSQL database for the read model (SQLite in the home)")
	f.Bool("rebuild", false, "fill the read model anew from the ledger's facts, while the old one is served")
	return c
}

// ready is the line that says that everything answers.
type ready struct {
	Ready   bool   `json:"ready"`
	URL     string `json:"url"`
	GraphQL string `json:"graphql"`
	NATS    string `json:"nats,omitempty"` // for partners' systems
	Home    string `json:"home"`
}

func runDev(c *cobra.Command, _ []string) error {
	o, err := processFlags(c)
	if err != nil {
		return err
	}
	p := &process{options: o, errOut: c.ErrOrStderr()}
	defer p.stop()
	if err := p.start(c.Context()); err != nil {
		return err
	}
	if !o.noDemo {
		if err := playDemo(c.Context(), p.localURL, o.home, c.ErrOrStderr()); err != nil {
			return fmt.Errorf("demo trade: %w", err)
		}
	}
	if err := p.caughtUp(c.Context()); err != nil {
		return err
	}
	if err := json.NewEncoder(c.OutOrStdout()).Encode(p.readyLine()); err != nil {
		return err
	}
	p.greet()
	return p.wait(c.Context())
}

func (p *process) readyLine() ready {
	r := ready{Ready: true, URL: p.url, GraphQL: p.url + "/graphql", Home: p.options.home}
	if p.access != nil {
		r.NATS = p.natsURL()
	}
	return r
}

func processFlags(c *cobra.Command) (o processOptions, err error) {
	f := c.Flags()
	home, _ := f.GetString("home")
	if o.home, err = filepath.Abs(home); err != nil {
		return o, err
	}
	o.listen, _ = f.GetString("listen")
	o.lan, _ = f.GetBool("lan")
	o.publicURL, _ = f.GetString("public-url")
	o.open, _ = f.GetBool("open")
	proxies, _ := f.GetStringSlice("trusted-proxies")
	if o.proxies, err = gateway.ParseProxies(proxies); err != nil {
		return o, usageError{fmt.Errorf("--trusted-proxies: %w", err)}
	}
	o.noDemo, _ = f.GetBool("no-demo")
	o.node = networkOptions(c)
	o.nats, _ = f.GetString("nats")
	o.natsListen, _ = f.GetString("nats-listen")
	o.natsReplicas, _ = f.GetInt("nats-replicas")
	if n := o.natsReplicas; n != 1 && n != 3 && n != 5 || n > 1 && o.nats == "" {
		return o, usageError{errors.New("--nats-replicas is 1, 3 or 5, and more than 1 takes --nats")}
	}
	if err := readWebhooks(c, &o); err != nil {
		return o, err
	}
	o.db, _ = f.GetString("db")
	if o.db != "" && !readmodel.IsPostgres(o.db) {
		return o, usageError{errors.New("--db is postgres://user@host/database")}
	}
	o.rebuild, _ = f.GetBool("rebuild")
	return o, os.MkdirAll(o.home, 0o700)
}
