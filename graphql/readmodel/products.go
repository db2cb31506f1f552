package readmodel

import (
	"context"
	"database/sql"

	"pedigree/record"
)

// Product is a trade item.
type Product struct {
	GTIN, Maker, Name, Substance, Strength, Form, Pack, Storage string
	Codes                                                       []record.NationalCode
	Withdrawn                                                   []string
}

// Products finds products by GTIN.
func (s *Snapshot) Products(ctx context.Context, gtins []string) (map[string]*Product, error) {
	rows, err := query(ctx, s, `SELECT gtin, maker, name, substance, strength, form, pack, storage,
		codes, withdrawn FROM json_each(?) k JOIN products ON gtin = k.value`, scanProduct, jsonOf(gtins))
	return by(rows, func(p *Product) string { return p.GTIN }), err
}

// Makers gives the names of the manufacturers of products, which are printed on
// every pack.
func (s *Snapshot) Makers(ctx context.Context, gtins []string) (map[string]string, error) {
	rows, err := query(ctx, s, `SELECT t.gtin, p.name FROM json_each(?) k
		JOIN products t ON t.gtin = k.value JOIN parties p ON p.gln = t.maker`,
		func(r *sql.Rows, row *[2]string) error { return r.Scan(&row[0], &row[1]) }, jsonOf(gtins))
	names := make(map[string]string, len(rows))
	for _, row := range rows {
		names[row[0]] = row[1]
	}
	return names, err
}

func scanProduct(r *sql.Rows, p *Product) error {
	var codes, withdrawn string
	err := r.Scan(&p.GTIN, &p.Maker, &p.Name, &p.Substance, &p.Strength, &p.Form, &p.Pack, &p.Storage,
		&codes, &withdrawn)
	if err != nil {
		return err
	}
	if err := fromJSON(codes, &p.Codes); err != nil {
		return err
	}
	return fromJSON(withdrawn, &p.Withdrawn)
}
