package main

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"pedigree/gateway"
	"pedigree/scanner"
)

func (p *process) listenAddress() string {
	if !p.options.lan {
		return p.options.listen
	}
	_, port, err := net.SplitHostPort(p.options.listen)
	if err != nil {
		return p.options.listen
	}
	return net.JoinHostPort("", port)
}

// serve puts every door on one address.
func (p *process) serve(l net.Listener) error {
	p.localURL = "http://" + l.Addr().String()
	p.url = p.localURL
	if p.options.open {
		fmt.Fprint(p.errOut, openWarning)
	}
	l = gateway.Listen(l, p.options.proxies)
	listeners := []net.Listener{l}
	if p.options.lan {
		var err error
		if listeners, err = p.lanListeners(l); err != nil {
			return err
		}
	}
	if p.options.publicURL != "" {
		p.url = strings.TrimRight(p.options.publicURL, "/")
	}
	handler, err := p.handler()
	if err != nil {
		return err
	}
	p.http = gateway.Server(handler)
	for _, l := range listeners {
		go func() {
			if err := p.http.Serve(l); err != http.ErrServerClosed {
				p.failed <- fmt.Errorf("gateway: %w", err)
			}
		}()
	}
	return nil
}

// lanListeners serve the network over HTTPS, and ourselves on loopback without,
// since nobody vouches for our own certificate.
func (p *process) lanListeners(l net.Listener) ([]net.Listener, error) {
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		return nil, err
	}
	host := net.JoinHostPort(lanAddress(), port)
	certificate, err := selfSigned(p.options.home, host)
	if err != nil {
		return nil, err
	}
	own, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p.url, p.localURL = "https://"+host, "http://"+own.Addr().String()
	return []net.Listener{own, tls.NewListener(l, &tls.Config{
		Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12})}, nil
}

// ready says whether everything works, and what does not.
func (p *process) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	state := map[string]any{"ledger": "ok", "stream": "ok", "lag": p.model.Lag()}
	status := http.StatusOK
	if _, err := p.node.Client.StateHeight(ctx); err != nil {
		state["ledger"], status = err.Error(), http.StatusServiceUnavailable
	}
	if err := p.relay.Trouble(); err != nil {
		state["stream"], status = err.Error(), http.StatusServiceUnavailable
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(state)
}

// greet tells people where to go, with a code for their phone's camera.
func (p *process) greet() {
	out := p.errOut
	fmt.Fprintf(out, "\n  Pedigree is running.\n\n  scan page   %s/scan\n  home        %s\n  trust root  %s\n              %s\n",
		p.url, p.options.home, p.trust.Name(), p.trust.Words())
	for _, d := range p.demoPacks() {
		fmt.Fprintf(out, "  %-11s pedigree verify '%s'\n", d.State, d.Code)
	}
	if p.options.lan {
		fmt.Fprintf(out, "\n%s\n", scanner.TerminalQR(p.url+"/scan"))
	}
	fmt.Fprintln(out, "\n  End with Ctrl-C; everything is kept.")
}

func (p *process) demoPacks() (packs []demoPack) {
	b, err := os.ReadFile(p.options.home + "/demo.json")
	if err != nil || json.Unmarshal(b, &packs) != nil {
		return nil
	}
	return packs
}
