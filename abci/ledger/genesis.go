package ledger

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"pedigree/gs1"
	"pedigree/record"
)

// Genesis is what the chain begins with: who may govern it, and its limits.
// Everything else arrives by commands, so that each fact has its transaction.
type Genesis struct {
	Authorities  []GenesisAuthority `cbor:"1,keyasint" json:"authorities"`
	Approvals    uint64             `cbor:"2,keyasint" json:"approvals"` // m of n
	OfferHours   uint64             `cbor:"3,keyasint,omitempty" json:"offerHours,omitempty"`
	AlertsPerDay uint64             `cbor:"4,keyasint,omitempty" json:"alertsPerDay,omitempty"`
	IndexKey     record.PublicKey   `cbor:"5,keyasint" json:"indexKey"` // of packs and lots
}

// GenesisAuthority is a regulator with its first device keys.
type GenesisAuthority struct {
	GLN     gs1.GLN      `cbor:"1,keyasint" json:"gln"`
	Name    string       `cbor:"2,keyasint" json:"name"`
	Country string       `cbor:"3,keyasint" json:"country"`
	Keys    []GenesisKey `cbor:"4,keyasint" json:"keys"`
}

// GenesisKey is the first key of an authority.
type GenesisKey struct {
	Public record.PublicKey `cbor:"1,keyasint" json:"publicKey"`
	Label  string           `cbor:"2,keyasint" json:"label"`
}

const maxOfferHours = 24 * 366

// format is the version of all that is hashed. 2: packs and lots have private indexes.
const format = 2

// signedGenesis is what param|genesis hashes.
type signedGenesis struct {
	_             struct{} `cbor:",toarray"`
	ChainID       string
	InitialHeight uint64
	Genesis       Genesis
}

// ParseGenesis reads the app state of a CometBFT genesis file, strictly.
func ParseGenesis(b []byte) (g Genesis, err error) {
	d := json.NewDecoder(strings.NewReader(string(b)))
	d.DisallowUnknownFields()
	if err := d.Decode(&g); err != nil {
		return g, fmt.Errorf("genesis app state: %w", err)
	}
	if d.More() {
		return g, errors.New("genesis app state: something follows it")
	}
	return g, g.validate()
}

func (g Genesis) validate() error {
	if err := checkPublicKey(g.IndexKey); err != nil {
		return fmt.Errorf("genesis: index key: %w", err)
	}
	if len(g.Authorities) == 0 {
		return errors.New("genesis: no authority")
	}
	if g.Approvals < 1 || g.Approvals > uint64(len(g.Authorities)) {
		return fmt.Errorf("genesis: %d approvals of %d authorities", g.Approvals, len(g.Authorities))
	}
	if g.OfferHours > maxOfferHours {
		return fmt.Errorf("genesis: offers of %d hours, at most %d", g.OfferHours, maxOfferHours)
	}
	parties, keys := make(map[gs1.GLN]bool), make(map[record.KID]bool)
	for _, a := range g.Authorities {
		if len(a.Keys) == 0 || parties[a.GLN] {
			return fmt.Errorf("genesis: authority %s has no key or is named twice", a.GLN)
		}
		parties[a.GLN] = true
		for _, k := range a.Keys {
			id := record.KIDOf(k.Public[:])
			if keys[id] {
				return fmt.Errorf("genesis: key %s is named twice", id)
			}
			keys[id] = true
		}
	}
	return nil
}

// Begin writes the state at genesis, with the validators that CometBFT's genesis
// names. Its facts have height 0 and no signer.
func Begin(g Genesis, chainID string, initialHeight uint64, unix int64,
	validators ...record.SetValidator) (changes []Change, facts [][]byte, err error) {
	defer stop(&err)
	b := NewBlock(nothing{}, chainID, 0, unix, nil, nil)
	s := newState(b, record.GenesisIndex)
	hash := sha256.Sum256(record.MustMarshal(signedGenesis{ChainID: chainID,
		InitialHeight: initialHeight, Genesis: g}))
	s.put(record.ParamKey("genesis"), record.BytesParam(hash[:]).Encode())
	s.put(record.ParamKey("format"), record.NumberParam(format).Encode())
	s.put(record.ParamKey(record.ParamIndexKey), record.BytesParam(g.IndexKey[:]).Encode())
	s.put(record.KeyLogHead, record.Log{}.Encode())
	s.genesisParam("approvals", g.Approvals)
	s.genesisParam("deadlineHours", g.OfferHours)
	s.genesisParam("alertsPerDay", g.AlertsPerDay)
	if err := s.genesisValidators(validators); err != nil {
		return nil, nil, err
	}
	for _, a := range g.Authorities {
		if err := a.write(s); err != nil {
			return nil, nil, err
		}
	}
	s.over.into(b.over)
	b.addLog(Result{Facts: s.facts})
	return b.Finish(), s.facts, nil
}

// genesisParam sets what the genesis names; the rest stays at its default.
func (s *State) genesisParam(name string, value uint64) {
	if value != 0 {
		s.put(record.ParamKey(name), record.NumberParam(value).Encode())
		s.emit("set_param", record.SetParam{Name: name, Value: value})
	}
}

func (a GenesisAuthority) write(s *State) error {
	order := authorize{record.Authorize{GLN: a.GLN, Name: a.Name, Country: a.Country,
		Licences: []record.Licence{{Role: record.Authority}}}}
	if err := order.Check(); err != nil {
		return fmt.Errorf("genesis: authority %s: %w", a.GLN, err)
	}
	s.authorize(order.Authorize)
	for _, k := range a.Keys {
		key := addKey{record.AddKey{Public: k.Public, Site: a.GLN, Label: k.Label}}
		if err := key.Check(); err != nil {
			return fmt.Errorf("genesis: key of %s: %w", a.GLN, err)
		}
		s.addKey(key.AddKey, s.party(a.GLN), false)
	}
	return nil
}

// nothing is the state before genesis.
type nothing struct{}

func (nothing) Get(string) (record.Value, bool, error) { return record.Value{}, false, nil }
