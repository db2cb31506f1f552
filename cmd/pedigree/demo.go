package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"pedigree/abci"
	"pedigree/gs1"
	"pedigree/record"
)

// demoParty is a party of the demo; its name is that of its key file.
type demoParty struct {
	key, gln, name, country string
	role                    record.Role
	prefix                  string
}

var demoAuthority = demoParty{key: "authority", gln: "4099990000004", country: "DE",
	name: "Federal Medicines Authority (demo)", role: record.Authority}

// The parties of interfaces.md. 9504000 is the company prefix of GS1's own
// examples, so that the symbols in their specifications can be registered.
var demoParties = []demoParty{
	{"acme", "9504000000011", "Acme Pharma", "DE", record.Manufacturer, "9504000"},
	{"globex", "4098880000018", "Globex Laboratories", "FR", record.Manufacturer, "4098880"},
	{"medco", "4098881000017", "Medco Wholesale", "DE", record.Wholesaler, ""},
	{"swift", "4098882000016", "Swift Logistics", "NL", record.Logistics, ""},
	{"central", "4098883000015", "Central Hospital", "DE", record.Dispenser, ""},
	{"corner", "4098884000014", "Corner Pharmacy", "DE", record.Dispenser, ""},
	{"village", "4098885000013", "Village Pharmacy", "AT", record.Dispenser, ""},
}

// demo drives the demo through the gateway, like any other user.
type demo struct {
	ctx       context.Context
	url, home string
	devices   map[string]*device
}

// playDemo registers the parties and plays a small trade, once per home. One that
// was interrupted is not taken up again.
func playDemo(ctx context.Context, url, home string, errOut io.Writer) error {
	begun := filepath.Join(home, "demo.begun")
	if _, err := os.Stat(begun); err == nil {
		return nil // played, or interrupted: the pages show what was done
	}
	if err := os.WriteFile(begun, nil, 0o644); err != nil {
		return err
	}
	fmt.Fprintln(errOut, "Playing the demo trade …")
	d := &demo{ctx: ctx, url: url, home: home, devices: map[string]*device{}}
	for _, party := range demoParties {
		if err := d.register(party); err != nil {
			return fmt.Errorf("%s: %w", party.key, err)
		}
	}
	return d.trade()
}

func (d *demo) register(p demoParty) error {
	gln, err := gs1.ParseGLN(p.gln)
	if err != nil {
		return err
	}
	key, err := openKeyFile(filepath.Join(d.home, "keys", p.key+".pem"))
	if err != nil {
		return err
	}
	if err := d.order("authority", "authorize", record.Authorize{GLN: gln, Name: p.name,
		Country: p.country, Licences: []record.Licence{{Role: p.role, Number: "DEMO-" + p.key}}}); err != nil {
		return err
	}
	if p.prefix != "" {
		if err := d.order("authority", "grant_prefix", record.GrantPrefix{Prefix: p.prefix,
			Party: gln}); err != nil {
			return err
		}
	}
	return d.order("authority", "add_key", record.AddKey{Public: publicOf(key), Site: gln,
		Label: p.key + " demo key"})
}

// order sends an order of a party.
func (d *demo) order(as, command string, body any) error {
	_, err := d.orderEvents(as, command, body)
	return err
}

func (d *demo) orderEvents(as, command string, body any) (*abci.Submitted, error) {
	dev, ok := d.devices[as]
	if !ok {
		var err error
		if dev, err = openDevice(d.ctx, d.url, filepath.Join(d.home, "keys", as+".pem")); err != nil {
			return nil, err
		}
		d.devices[as] = dev
	}
	s, err := dev.order(d.ctx, command, body)
	if err != nil {
		return nil, err
	}
	if s.Status == abci.Refused {
		return nil, fmt.Errorf("%s %s: %s: %s", as, command, s.Code, s.Message)
	}
	return s, nil
}
