package bearer

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"time"

	"pedigree/gs1"
	"pedigree/proof"
	"pedigree/record"
)

// Bearer is a device that showed who it is.
type Bearer struct {
	Key         record.KID
	Party, Site gs1.GLN
	Authority   bool // its party holds the licence of an authority today
}

// ErrNoRights says that a key may not ask (any more).
var ErrNoRights = errors.New("this key has no rights here")

// Records reads the ledger's state; height 0 is the newest.
type Records interface {
	Get(ctx context.Context, height uint64, keys ...string) (uint64, map[string]record.Value, error)
}

// Door admits bearers of tokens.
type Door struct {
	Records Records
	// Origins are those of this gateway, as tokens may name it.
	Origins []string
	Now     func() time.Time
}

// Admit checks a token and gives its bearer's rights as they are now. ErrToken
// and ErrNoRights are about the asker; any other error means that the ledger
// could not be asked.
func (d Door) Admit(ctx context.Context, token string) (Bearer, error) {
	return d.AdmitIf(ctx, token, func(record.KID) error { return nil })
}

// AdmitIf is Admit that asks may before it checks a signature, which costs the most, of a
// registered key. The error of may is its own.
func (d Door) AdmitIf(ctx context.Context, token string, may func(record.KID) error) (Bearer, error) {
	var device *record.DeviceKey
	kid, err := read(token, d.Origins, d.Now(), func(kid record.KID) (ed25519.PublicKey, error) {
		var err error
		if device, err = d.device(ctx, kid); err == nil {
			err = may(kid)
		}
		if err != nil {
			return nil, err
		}
		if !proof.SoundPoint(device.Public[:]) {
			return nil, fmt.Errorf("%w: key %s is one that anybody can sign with", ErrNoRights, kid)
		}
		return ed25519.PublicKey(device.Public[:]), nil
	})
	if err != nil {
		return Bearer{}, err
	}
	return d.rights(ctx, kid, device)
}

// Rights gives the rights that a key has now, for who stays connected.
func (d Door) Rights(ctx context.Context, kid record.KID) (Bearer, error) {
	device, err := d.device(ctx, kid)
	if err != nil {
		return Bearer{}, err
	}
	return d.rights(ctx, kid, device)
}

func (d Door) device(ctx context.Context, kid record.KID) (*record.DeviceKey, error) {
	key := record.KeyKey(kid)
	_, got, err := d.Records.Get(ctx, 0, key)
	if err != nil {
		return nil, err
	}
	v, found := got[key]
	if !found {
		return nil, fmt.Errorf("%w: key %s is not registered", ErrNoRights, kid)
	}
	return record.DecodeDeviceKey(v)
}

func (d Door) rights(ctx context.Context, kid record.KID, k *record.DeviceKey) (b Bearer, err error) {
	now := d.Now().Unix()
	switch unix := uint64(now); {
	case k.Revoked > 0:
		return b, fmt.Errorf("%w: key %s was revoked", ErrNoRights, kid)
	case unix < k.From || k.Until > 0 && unix >= k.Until:
		return b, fmt.Errorf("%w: key %s is not valid today", ErrNoRights, kid)
	}
	party, site := record.PartyKey(k.Party), record.PartyKey(k.Site)
	keys := []string{party}
	if !k.Site.IsZero() && site != party {
		keys = append(keys, site)
	}
	_, got, err := d.Records.Get(ctx, 0, keys...)
	if err != nil {
		return b, err
	}
	b = Bearer{Key: kid, Party: k.Party, Site: k.Site}
	for _, key := range keys {
		v, found := got[key]
		if !found {
			return Bearer{}, fmt.Errorf("%w: nobody has key %s", ErrNoRights, kid)
		}
		p, err := record.DecodeParty(v)
		if err != nil {
			return Bearer{}, err
		}
		if p.Suspended {
			return Bearer{}, fmt.Errorf("%w: %s is suspended", ErrNoRights, p.GLN)
		}
		b.Authority = b.Authority || key == party && p.Licensed(record.Authority, now)
	}
	return b, nil
}
