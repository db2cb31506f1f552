package load

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"pedigree/abci"
	"pedigree/abci/ledger"
	"pedigree/gs1"
	"pedigree/record"
)

const chainID = "pedigree-bench"

// A device signs orders, one sequence after another.
type device struct {
	key  ed25519.PrivateKey
	next uint64
}

func newDevice(name string) *device {
	seed := sha256.Sum256([]byte(name))
	return &device{key: ed25519.NewKeyFromSeed(seed[:])}
}

func (d *device) public() record.PublicKey {
	return record.PublicKey(d.key.Public().(ed25519.PublicKey))
}

func (d *device) sign(command string, body any) ([]byte, error) {
	d.next++
	return record.Sign(record.Order{ChainID: chainID, Sequence: d.next,
		Until: uint64(time.Now().Add(24 * time.Hour).Unix()), Command: command,
		Body: record.MustMarshal(body)}, d.key)
}

// A trade is one company that makes packs and supplies them, with many devices.
type trade struct {
	authority *device
	devices   []*device
	company   gs1.GLN
	gtin      gs1.GTIN
	lot       gs1.Lot
	facts     uint64 // before the orders that are measured
}

// newTrade makes the home of a validator.
func newTrade(home string, devices int) (t *trade, err error) {
	t = &trade{authority: newDevice("authority")}
	for i := range devices {
		t.devices = append(t.devices, newDevice(fmt.Sprintf("device %d", i)))
	}
	authority, err1 := gs1.ParseGLN("4012345000009")
	var err2, err3, err4 error
	t.company, err2 = gs1.ParseGLN("4000001000005")
	t.gtin, err3 = gs1.ParseGTIN("04000001000012")
	t.lot, err4 = gs1.ParseLot("BENCH1")
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		return nil, err
	}
	genesis := ledger.Genesis{Approvals: 1, Authorities: []ledger.GenesisAuthority{{GLN: authority,
		Name: "Authority", Country: "DE", Keys: []ledger.GenesisKey{{Public: t.authority.public(),
			Label: "desk"}}}}}
	return t, abci.InitHome(home, chainID, genesis, time.Now())
}

// prepare registers the company, its devices, and as many packs as are dispensed.
func (t *trade) prepare(ctx context.Context, c *abci.Client, o Options) error {
	today := record.DayOf(time.Now().Unix())
	if err := t.do(ctx, c, t.authority, "authorize", record.Authorize{GLN: t.company, Name: "Company",
		Country: "DE", Licences: []record.Licence{{Role: record.Manufacturer},
			{Role: record.Dispenser}}}); err != nil {
		return err
	}
	if err := t.do(ctx, c, t.authority, "grant_prefix", record.GrantPrefix{Party: t.company,
		Prefix: t.gtin.String()[1:8]}); err != nil {
		return err
	}
	for i, d := range t.devices {
		o.Progress("devices", i, len(t.devices))
		// Each waits for a block only at the end of a hundred.
		if err := t.order(ctx, c, t.authority, "add_key", record.AddKey{Public: d.public(),
			Site: t.company, Label: fmt.Sprintf("till %d", i)},
			i%100 != 99 && i != len(t.devices)-1); err != nil {
			return err
		}
	}
	line := t.devices[0]
	if err := t.do(ctx, c, line, "register_product", record.RegisterProduct{GTIN: t.gtin,
		Name: "Bench", Strength: "1 mg", Form: "tablet", Pack: "20 tablets"}); err != nil {
		return err
	}
	if err := t.do(ctx, c, line, "register_lot", record.RegisterLot{GTIN: t.gtin, Lot: t.lot,
		Expiry: today + 700, Made: today - 30, Serialised: true}); err != nil {
		return err
	}
	const most = 4096
	for from := 0; from < o.Orders; from += most {
		o.Progress("packs", from, o.Orders)
		add := record.AddSerials{GTIN: t.gtin, Lot: t.lot}
		for i := from; i < min(from+most, o.Orders); i++ {
			add.Serials = append(add.Serials, serial(i))
		}
		if err := t.do(ctx, c, line, "add_serials", add); err != nil {
			return err
		}
	}
	if err := t.do(ctx, c, line, "close_lot", record.CloseLot{GTIN: t.gtin, Lot: t.lot}); err != nil {
		return err
	}
	tip, err := c.FactTip(ctx)
	t.facts = tip.Count
	return err
}

// do sends one order and wants it to be executed.
func (t *trade) do(ctx context.Context, c *abci.Client, d *device, command string, body any) error {
	return t.order(ctx, c, d, command, body, false)
}

// order sends one; accepted is enough, or it has to be executed.
func (t *trade) order(ctx context.Context, c *abci.Client, d *device, command string, body any,
	accepted bool) error {
	tx, err := d.sign(command, body)
	if err != nil {
		return err
	}
	o, err := c.Submit(ctx, tx, accepted)
	if err != nil || o.Code != record.OK {
		return fmt.Errorf("%s: %s %s %w", command, o.Code, o.Text, err)
	}
	return nil
}

func serial(i int) gs1.Serial {
	s, err := gs1.ParseSerial(fmt.Sprintf("S%013d", i))
	if err != nil {
		panic(err) // letters and digits
	}
	return s
}

// dispense signs one order for each pack, the devices in turn.
func (t *trade) dispense(orders int) (txs [][]byte, err error) {
	for i := range orders {
		tx, err := t.devices[i%len(t.devices)].sign("dispense", record.Dispense{GTIN: t.gtin,
			Serial: serial(i)})
		if err != nil {
			return nil, err
		}
		txs = append(txs, tx)
	}
	return txs, nil
}
