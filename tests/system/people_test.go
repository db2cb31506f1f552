package system

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"pedigree/gs1"
	"pedigree/record"
)

// party is a trading partner of the tests, with a real GLN.
type party struct{ name, gln, role, country, prefix string }

var (
	acme    = party{"acme", "9504000000011", "manufacturer", "DE", "9504000"}
	medco   = party{"medco", "4098881000017", "wholesaler", "DE", ""}
	corner  = party{"corner", "4098884000014", "dispenser", "DE", ""}
	village = party{"village", "4098885000013", "dispenser", "AT", ""}
)

// Products of acme. The third is the one whose real symbols GS1 prints in its
// General Specifications.
const (
	amoxal    = "09504000100018"
	paracetol = "09504000100025"
	figure    = "09504000059101"
)

// join lets parties into the chain by the command line, as an authority does: a key, a
// party, a prefix. It gives the key files by name.
func (u *terminal) join(s *server, parties ...party) map[string]string {
	u.t.Helper()
	authority := filepath.Join(s.home, "keys", "authority.pem")
	keys := map[string]string{}
	for _, p := range parties {
		keys[p.name] = filepath.Join(u.dir, p.name+".pem")
		u.expect(0, "key", "new", keys[p.name])
		var shown struct{ PublicKey string }
		out := u.expect(0, "key", "show", keys[p.name], "--json").out
		if err := json.Unmarshal([]byte(out), &shown); err != nil {
			u.t.Fatal(err)
		}
		u.order(authority, "authorize", fmt.Sprintf(`{"gln":%q,"name":%q,"country":%q,
			"licences":[{"role":%q,"number":"TEST"}]}`, p.gln, p.name, p.country, p.role))
		if p.prefix != "" {
			u.order(authority, "grant_prefix", fmt.Sprintf(`{"prefix":%q,"party":%q}`, p.prefix, p.gln))
		}
		u.order(authority, "add_key", fmt.Sprintf(`{"publicKey":%q,"site":%q,"label":"desk"}`,
			shown.PublicKey, p.gln))
	}
	return keys
}

// chain is the id of the server's chain, from its trust root.
func (s *server) chain() string {
	s.t.Helper()
	var t struct{ ChainID string }
	if err := json.Unmarshal(must(os.ReadFile(s.trust()))(s.t), &t); err != nil {
		s.t.Fatal(err)
	}
	return t.ChainID
}

// authority is the device of the chain's authority.
func (s *server) authority() *device {
	s.t.Helper()
	block, _ := pem.Decode(must(os.ReadFile(filepath.Join(s.home, "keys", "authority.pem")))(s.t))
	if block == nil {
		s.t.Fatal("the authority's key is no PEM file")
		return nil
	}
	key := must(x509.ParsePKCS8PrivateKey(block.Bytes))(s.t)
	return &device{key: key.(ed25519.PrivateKey), chain: s.chain()}
}

// admit lets parties in without the command line, each with a device of its own.
func (s *server) admit(authority *device, parties ...party) map[string]*device {
	s.t.Helper()
	devices := map[string]*device{}
	for _, p := range parties {
		d := newDevice(p.name+s.home, s.chain())
		role := role(s.t, p.role)
		s.order(authority, "authorize", record.Authorize{GLN: gln(s.t, p.gln), Name: p.name,
			Country: p.country, Licences: []record.Licence{{Role: role, Number: "TEST"}}})
		if p.prefix != "" {
			s.order(authority, "grant_prefix", record.GrantPrefix{Prefix: p.prefix,
				Party: gln(s.t, p.gln)})
		}
		s.order(authority, "add_key", record.AddKey{Public: d.public(), Site: gln(s.t, p.gln),
			Label: "desk"})
		devices[p.name] = d
	}
	return devices
}

func role(t testing.TB, name string) (r record.Role) {
	t.Helper()
	if err := json.Unmarshal(fmt.Appendf(nil, "%q", name), &r); err != nil {
		t.Fatal(err)
	}
	return r
}

func gln(t testing.TB, s string) gs1.GLN {
	t.Helper()
	return must(gs1.ParseGLN(s))(t)
}

func gtin(t testing.TB, s string) gs1.GTIN {
	t.Helper()
	return must(gs1.ParseGTIN(s))(t)
}

func lotNumber(t testing.TB, s string) gs1.Lot {
	t.Helper()
	return must(gs1.ParseLot(s))(t)
}

func serialNumber(t testing.TB, s string) gs1.Serial {
	t.Helper()
	return must(gs1.ParseSerial(s))(t)
}

// randomSerials are n serials that nobody can guess.
func randomSerials(n int) []string {
	const alphabet = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
	serials := make([]string, n)
	for i := range serials {
		b := make([]byte, 14)
		rand.Read(b)
		for k := range b {
			b[k] = alphabet[int(b[k])%len(alphabet)]
		}
		serials[i] = string(b)
	}
	return serials
}

func productFields(gtin, name string) string {
	return fmt.Sprintf(`{"gtin":%q,"name":%q,"strength":"500 mg","form":"capsule","pack":"20"}`,
		gtin, name)
}
