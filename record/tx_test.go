package record_test

import (
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"testing"

	"pedigree/record"
)

type txVector struct {
	Name      string `json:"name"`
	Seed      string `json:"seed"` // of the Ed25519 key (RFC 8032)
	Public    string `json:"publicKey"`
	ChainID   string `json:"chainId"`
	Sequence  uint64 `json:"sequence,string"`
	Until     uint64 `json:"until,string"`
	Command   string `json:"command"`
	Body      string `json:"body"`
	Signed    string `json:"sigStructure"`
	Signature string `json:"signature"`
	Tx        string `json:"tx"`
	Means     string `json:"diagnostic"`
	ID        string `json:"id"`
}

func orderOf(c orderCase, sequence uint64) record.Order {
	return record.Order{ChainID: "pedigree-demo", Sequence: sequence, Until: newYear + 3600,
		Command: c.command, Body: record.MustMarshal(c.body)}
}

func txVectors() (out []txVector) {
	sequences := []uint64{1, 23, 24, 255, 256, 65_536, 1 << 32, 1<<64 - 1}
	for i, c := range orderCases() {
		o := orderOf(c, sequences[i%len(sequences)])
		b := must(record.Sign(o, deviceKey()))
		tx := must(record.DecodeTx(b))
		out = append(out, txVector{c.name, hex.EncodeToString(deviceKey().Seed()),
			hex.EncodeToString(deviceKeyBytes()), o.ChainID, o.Sequence, o.Until, o.Command,
			hex.EncodeToString(o.Body), hex.EncodeToString(tx.SignedBytes()),
			hex.EncodeToString(tx.Signature[:]), hex.EncodeToString(b), diagnose(b), tx.ID.String()})
	}
	return out
}

func TestTransactions(t *testing.T) {
	for _, v := range committed(t).Transactions {
		tx, err := record.DecodeTx(unhex(v.Tx))
		if err != nil {
			t.Errorf("%s: %v", v.Name, err)
			continue
		}
		if !ed25519.Verify(unhex(v.Public), tx.SignedBytes(), tx.Signature[:]) {
			t.Errorf("%s: the signature does not verify", v.Name)
		}
		if tx.Key != record.KIDOf(unhex(v.Public)) || tx.ID.String() != v.ID || tx.Command != v.Command {
			t.Errorf("%s: key %s, id %s, command %s", v.Name, tx.Key, tx.ID, tx.Command)
		}
	}
}

// Every change of a transaction gives other bytes to sign, another signature, or
// no transaction at all: never the same order twice in other bytes.
func TestTransactionHasOneSpelling(t *testing.T) {
	key := deviceKey()
	b := must(record.Sign(orderOf(orderCases()[2], 7), key))
	want := must(record.DecodeTx(b))
	for i := range b {
		for bit := range 8 {
			c := append([]byte{}, b...)
			c[i] ^= 1 << bit
			tx, err := record.DecodeTx(c)
			if err != nil {
				if !errors.Is(err, record.ErrEnvelope) {
					t.Fatalf("byte %d, bit %d: %v is no ErrEnvelope", i, bit, err)
				}
				continue
			}
			good := ed25519.Verify(key.Public().(ed25519.PublicKey), tx.SignedBytes(), tx.Signature[:])
			if good && tx.Key == want.Key {
				t.Fatalf("byte %d, bit %d: a changed transaction still verifies", i, bit)
			}
		}
	}
}

func TestSignRefuses(t *testing.T) {
	good := orderOf(orderCases()[2], 1)
	for name, change := range map[string]func(*record.Order){
		"sequence 0":        func(o *record.Order) { o.Sequence = 0 },
		"no body":           func(o *record.Order) { o.Body = nil },
		"a body, no map":    func(o *record.Order) { o.Body = record.Raw{0x80} },
		"a second spelling": func(o *record.Order) { o.Body = record.Raw{0xa1, 0x18, 0x01, 0x01} },
		"text, not UTF-8":   func(o *record.Order) { o.ChainID = "\xff" },
		"too long": func(o *record.Order) {
			o.Body = append(record.Raw{0xa1, 0x01, 0x5a, 0x00, 0x04, 0x00, 0x00}, make([]byte, 1<<18)...)
		},
	} {
		o := good
		change(&o)
		if _, err := record.Sign(o, deviceKey()); !errors.Is(err, record.ErrEnvelope) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
