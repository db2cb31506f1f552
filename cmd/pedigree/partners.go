package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"strconv"
	"time"

	natsd "github.com/nats-io/nats-server/v2/server"

	"pedigree/events/partner"
	"pedigree/events/stream"
	"pedigree/graphql/bearer"
	"pedigree/graphql/readmodel"
	"pedigree/record"
)

// embedded is the NATS server in this process.
type embedded struct{ *natsd.Server }

// Open makes sure that an account is there and has JetStream.
func (s embedded) Open(account string) error {
	a, _ := s.LookupOrRegisterAccount(account)
	if a.JetStreamEnabled() {
		return nil
	}
	return a.EnableJetStream(nil, nil)
}

// Connected says whether a client is still there.
func (s embedded) Connected(client uint64) bool { return s.GetClient(client) != nil }

// Disconnect ends a client's connection.
func (s embedded) Disconnect(client uint64) error { return s.DisconnectClientByID(client) }

// startNATS runs a NATS server in this process and connects to it: without a port, or
// with one for partners, who are judged one by one. WebSocket, MQTT and leaf nodes stay
// off.
func (p *process) startNATS() (err error) {
	config := &natsd.Options{
		ServerName: "pedigree", DontListen: true, JetStream: true, NoSigs: true, NoLog: true,
		StoreDir: filepath.Join(p.options.home, "nats"), MaxPayload: stream.MaxMessageBytes,
		MaxPending: 2 * stream.MaxMessageBytes, WriteDeadline: 5 * time.Second,
	}
	if p.options.natsListen != "" {
		if err := p.admitPartners(config); err != nil {
			return err
		}
	}
	if p.nats, err = natsd.NewServer(config); err != nil {
		return err
	}
	p.nats.Start()
	o := stream.Options{Server: p.nats}
	if p.options.natsListen != "" {
		if !p.nats.ReadyForConnections(startWithin) {
			return fmt.Errorf("NATS does not start to listen at %s", p.options.natsListen)
		}
		// Where accounts are configured, the main one has no JetStream by itself.
		if err := (embedded{p.nats}).Open(natsd.DEFAULT_GLOBAL_ACCOUNT); err != nil {
			return err
		}
		o.User, o.Password = p.access.Relay()
	}
	p.local, err = stream.Connect(o)
	return err
}

const maxPartnerConnections = 1024

// admitPartners opens the port, behind which nobody is let in but by the callout.
func (p *process) admitPartners(c *natsd.Options) (err error) {
	host, port, err := net.SplitHostPort(p.options.natsListen)
	if err != nil {
		return err
	}
	if c.Port, err = strconv.Atoi(port); err != nil {
		return err
	}
	if c.Port == 0 {
		c.Port = natsd.RANDOM_PORT
	}
	c.Host, c.DontListen, c.MaxConn = host, false, maxPartnerConnections
	p.natsScheme = "nats"
	if !loopback(p.options.natsListen) { // a token that others read is good for five minutes
		certificate, err := selfSigned(p.options.home, net.JoinHostPort(lanAddress(), port))
		if err != nil {
			return err
		}
		c.TLSConfig = &tls.Config{Certificates: []tls.Certificate{certificate},
			MinVersion: tls.VersionTLS12}
		c.TLS, c.TLSTimeout, p.natsScheme = true, 5, "tls"
	}
	if p.access, err = partner.NewAccess(); err != nil {
		return err
	}
	issuer, err := p.access.Issuer()
	if err != nil {
		return err
	}
	account := natsd.NewAccount(partner.CalloutAccount)
	relay, callout := &natsd.User{}, &natsd.User{Account: account}
	relay.Username, relay.Password = p.access.Relay()
	callout.Username, callout.Password = p.access.Callout()
	c.Accounts, c.Users = []*natsd.Account{account}, []*natsd.User{relay, callout}
	c.AuthTimeout = partner.AuthSeconds
	c.AuthCallout = &natsd.AuthCallout{Issuer: issuer, Account: partner.CalloutAccount,
		AuthUsers: []string{relay.Username, callout.Username}}
	return nil
}

// startPartners lets partners in; the gateway's origins have to be known before.
func (p *process) startPartners(ctx context.Context) error {
	door := bearer.Door{Records: p.node.Client, Origins: p.origins(), Now: time.Now}
	p.partners = partner.New(p.access, partner.Options{
		Server: embedded{p.nats}, Conn: p.conn, Places: p.local, Sees: readmodel.Seers,
		Chain: p.trust.ChainID,
		Admit: func(ctx context.Context, token string) (partner.Guest, error) {
			b, err := door.Admit(ctx, token)
			if errors.Is(err, bearer.ErrToken) || errors.Is(err, bearer.ErrNoRights) {
				err = fmt.Errorf("%w: %w", partner.ErrRefused, err)
			}
			return guest(b), err
		},
		Rights: func(ctx context.Context, key record.KID) (partner.Guest, error) {
			b, err := door.Rights(ctx, key)
			return guest(b), err
		},
		Trouble: func(err error) { fmt.Fprintln(p.errOut, "partners:", err) },
	})
	p.run(ctx, "partners", p.partners.Run)
	return nil
}

func guest(b bearer.Bearer) partner.Guest {
	return partner.Guest{Key: b.Key, Party: b.Party, Authority: b.Authority}
}

// natsURL is where partners connect.
func (p *process) natsURL() string {
	host, port, err := net.SplitHostPort(p.nats.Addr().String())
	if ip := net.ParseIP(host); err != nil || ip == nil || ip.IsUnspecified() {
		host = lanAddress()
	}
	return p.natsScheme + "://" + net.JoinHostPort(host, port)
}
