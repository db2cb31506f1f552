package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"path/filepath"
	"sync"
	"time"

	natsd "github.com/nats-io/nats-server/v2/server"

	"pedigree/abci"
	"pedigree/abci/ledger"
	"pedigree/events/partner"
	"pedigree/events/stream"
	"pedigree/events/webhook"
	"pedigree/gateway"
	"pedigree/graphql/readmodel"
	"pedigree/gs1"
	"pedigree/proof"
)

type processOptions struct {
	home, listen, publicURL string
	node                    abci.NodeOptions // but for its home
	nats                    string           // of a NATS server elsewhere; empty = one in this process
	natsReplicas            int
	natsListen              string // address for partners' systems; empty = none
	webhooks                []webhook.Hook
	webhookAllow            []netip.Prefix
	db                      string // of a PostgreSQL database; empty = SQLite in the home
	lan, noDemo, open       bool
	proxies                 gateway.Proxies // whose word about a client's address is taken
	rebuild                 bool
}

// process is everything that runs in one process. The write side is the truth;
// the rest can be deleted and is rebuilt from it.
type process struct {
	options  processOptions
	errOut   io.Writer
	url      string // for people
	localURL string // for ourselves

	node  *abci.Node
	trust proof.Trust
	nats  *natsd.Server
	local *stream.Conn // to nats
	conn  *stream.Conn // to where the stream is: local, or elsewhere
	relay *stream.Relay

	access     *partner.Access // what the NATS server lets partners in by; nil = nobody
	partners   *partner.Partners
	natsScheme string

	poster   *webhook.Poster // nil = no webhooks
	webhooks *webhook.Webhooks

	model *readmodel.Model
	http  *http.Server

	background sync.WaitGroup
	cancel     context.CancelFunc
	failed     chan error // the first thing that ends the process
}

const startWithin = 60 * time.Second

func (p *process) start(ctx context.Context) error {
	p.failed = make(chan error, 8)
	running, cancel := context.WithCancel(context.Background())
	p.cancel = cancel
	// The port is taken first: a second start fails before it touches anything.
	listener, err := net.Listen("tcp", p.listenAddress())
	if err != nil {
		return err
	}
	for _, step := range []func(context.Context) error{
		p.startNode, p.fixTrust, p.startStream, p.startModel, p.openWebhooks,
	} {
		within, done := context.WithTimeout(ctx, startWithin)
		err := step(within)
		done()
		if err != nil {
			listener.Close()
			return err
		}
	}
	p.run(running, "relay", p.relay.Run)
	p.run(running, "projection", p.project)
	p.run(running, "observer", p.observe)
	p.background.Go(func() { p.auditModel(running) })
	if p.options.rebuild {
		p.background.Go(func() { p.rebuild(running) })
	}
	if p.webhooks != nil {
		p.run(running, "webhooks", p.webhooks.Run)
	}
	if err := p.serve(listener); err != nil || p.access == nil {
		return err
	}
	return p.startPartners(running)
}

// run keeps a part going; when it ends by itself, so does the process.
func (p *process) run(ctx context.Context, name string, part func(context.Context) error) {
	p.background.Add(1)
	go func() {
		defer p.background.Done()
		if err := part(ctx); ctx.Err() == nil {
			p.failed <- fmt.Errorf("%s stopped: %w", name, err)
		}
	}()
}

func (p *process) startNode(context.Context) error {
	home := filepath.Join(p.options.home, "node")
	authority, err := openKeyFile(p.keyFile("authority"))
	if err != nil {
		return err
	}
	gln, err := gs1.ParseGLN(demoAuthority.gln)
	if err != nil {
		return err
	}
	random := make([]byte, 4)
	if _, err := rand.Read(random); err != nil {
		return err
	}
	genesis := ledger.Genesis{Approvals: 1, Authorities: []ledger.GenesisAuthority{{
		GLN: gln, Name: demoAuthority.name, Country: demoAuthority.country,
		Keys: []ledger.GenesisKey{{Public: publicOf(authority), Label: "authority desk"}}}}}
	if err := abci.InitHome(home, "pedigree-dev-"+hex.EncodeToString(random), genesis,
		time.Now()); err != nil {
		return err
	}
	o := p.options.node
	o.Home = home
	p.node, err = abci.StartNode(o)
	return err
}

func (p *process) keyFile(name string) string {
	return filepath.Join(p.options.home, "keys", name+".pem")
}

// wait returns when the process is asked to end (nil), or has to.
func (p *process) wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return nil
	case err := <-p.failed:
		return err
	case <-p.node.Done():
		return errors.New("the node stopped; see node.log in its home")
	}
}

// stop ends everything in the reverse order, as far as it was started.
func (p *process) stop() {
	if p.http != nil {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		if p.http.Shutdown(ctx) != nil {
			p.http.Close()
		}
		cancel()
	}
	if p.cancel != nil {
		p.cancel()
	}
	p.background.Wait()
	for _, c := range []*stream.Conn{p.conn, p.local} {
		if c != nil {
			c.Close()
		}
	}
	if p.nats != nil {
		p.nats.Shutdown()
		p.nats.WaitForShutdown()
	}
	if p.model != nil {
		p.model.Close()
	}
	if p.node != nil {
		p.node.Stop()
	}
}
