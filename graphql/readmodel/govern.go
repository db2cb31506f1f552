package readmodel

import (
	"context"
	"encoding/hex"
	"encoding/json"

	"pedigree/record"
)

// governed projects what authorities, owners and makers decide. It is false for
// fields of another kind.
func governed(ctx context.Context, w *writing, e Entry, fields any) (bool, error) {
	f := e.Fact
	switch c := fields.(type) {
	case *record.Proposed:
		return true, propose(ctx, w, e, c)
	case *record.Approved:
		return true, w.one(ctx, "UPDATE proposals SET approvals = ?, executed = ? WHERE id = ?",
			jsonText(c.Approvals), executedAt(f, c.Executed), string(c.Proposal))
	case *record.AmendParty:
		return true, amendParty(ctx, w, c)
	case *record.SuspendParty:
		return true, w.one(ctx, "UPDATE parties SET suspended = ? WHERE gln = ?",
			f.Command == "suspend", c.Party.String())
	case *record.Granted:
		return true, w.one(ctx, `INSERT INTO grants (id, owner, grantee, kind, since, until, revoked)
			VALUES (?, ?, ?, ?, ?, ?, 0)`,
			string(c.ID), c.Owner.String(), c.Grantee.String(), c.Kind, f.Time, c.Until)
	case *record.GrantRevoked:
		return true, w.one(ctx, "UPDATE grants SET revoked = ? WHERE id = ?", f.Time, string(c.ID))
	case *record.AmendProduct:
		return true, amendProduct(ctx, w, c)
	case *record.WithdrawProduct:
		return true, withdraw(ctx, w, c)
	}
	return governedNetwork(ctx, w, fields)
}

func governedNetwork(ctx context.Context, w *writing, fields any) (bool, error) {
	switch c := fields.(type) {
	case *record.SetValidator:
		return true, w.one(ctx, `INSERT INTO validators (public, power) VALUES (?, ?)
			ON CONFLICT (public) DO UPDATE SET power = excluded.power`,
			hex.EncodeToString(c.Public[:]), c.Power)
	case *record.SetParam:
		return true, w.one(ctx, `INSERT INTO params (name, value) VALUES (?, ?)
			ON CONFLICT (name) DO UPDATE SET value = excluded.value`, c.Name, c.Value)
	case *record.ScheduleUpgrade:
		return true, w.one(ctx, `INSERT INTO upgrades (height, version) VALUES (?, ?)
			ON CONFLICT (height) DO UPDATE SET version = excluded.version`, c.Height, c.AppVersion)
	}
	return false, nil
}

func propose(ctx context.Context, w *writing, e Entry, c *record.Proposed) error {
	var body struct {
		Body json.RawMessage `json:"body"`
	}
	text, err := json.Marshal(c)
	if err == nil {
		err = json.Unmarshal(text, &body)
	}
	if err != nil {
		return err
	}
	by := deref(e.Fact.Party)
	return w.one(ctx, `INSERT INTO proposals (id, ordinal, command, body, proposer, proposed, expires,
		needed, approvals, executed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		string(c.ID), e.Ordinal, c.Command, string(body.Body), by.String(), e.Fact.Time, c.Expires,
		c.Needed, jsonText([]string{by.String()}), executedAt(e.Fact, c.Executed))
}

func executedAt(f *record.Fact, executed bool) uint64 {
	if !executed {
		return 0
	}
	return f.Height
}

func amendParty(ctx context.Context, w *writing, c *record.AmendParty) error {
	err := w.one(ctx, "UPDATE parties SET name = ?, country = ? WHERE gln = ?",
		c.Name, c.Country, c.GLN.String())
	if err != nil {
		return err
	}
	return licences(ctx, w, c.GLN.String(), c.Licences)
}

func amendProduct(ctx context.Context, w *writing, c *record.AmendProduct) error {
	return w.one(ctx, `UPDATE products SET name = ?, substance = ?, strength = ?, form = ?, pack = ?,
		codes = ?, storage = ? WHERE gtin = ?`, c.Name, c.Substance, c.Strength, c.Form, c.Pack,
		jsonText(c.Codes), storageText(c.Storage), c.GTIN.String())
}

func withdraw(ctx context.Context, w *writing, c *record.WithdrawProduct) error {
	var text string
	var markets []string
	err := w.find(ctx, "SELECT withdrawn FROM products WHERE gtin = ?", []any{c.GTIN.String()}, &text)
	if err == nil {
		err = fromJSON(text, &markets)
	}
	if err != nil {
		return err
	}
	return w.one(ctx, "UPDATE products SET withdrawn = ? WHERE gtin = ?",
		jsonText(record.Markets(markets, c.Markets)), c.GTIN.String())
}
