package readmodel

import (
	"context"
	"strings"
)

// rows are those of a table that a projection only adds to and never reads: they are
// kept until there are many, and then written by one statement.
type rows struct {
	columns int
	text    map[int]string // of the statement, by how many it adds
}

func rowsOf(insert string, columns int, onConflict ...string) *rows {
	r := &rows{columns, map[int]string{}}
	row := ", (?" + strings.Repeat(", ?", columns-1) + ")"
	for size := rowsAtOnce; size > 0; size /= 2 {
		r.text[size] = insert + " VALUES " + strings.Repeat(row, size)[2:] +
			strings.Join(onConflict, "")
	}
	return r
}

var (
	factRows = rowsOf(`INSERT INTO facts (ordinal, height, idx, n, time, tx, command, party, site,
		bizstep, disposition, gtin, lot, summary, role, country, open, event, fact)`, 19)
	partyRows  = rowsOf("INSERT INTO fact_party (gln, ordinal, part)", 3)
	lotRows    = rowsOf("INSERT INTO fact_lot (gtin, lot, ordinal, whole, step)", 5)
	boxRows    = rowsOf("INSERT INTO fact_box (box, ordinal)", 2)
	listedRows = rowsOf("INSERT INTO listed (kind, gln, ordinal)", 3)
	// A pack may be named that is in a container that is named, too: a receiver may call it extra.
	unitRows = rowsOf("INSERT INTO fact_unit (gtin, serial, ordinal, step)", 4,
		" ON CONFLICT (gtin, serial, ordinal) DO UPDATE SET step = fact_unit.step")
	// Packs are read: who adds them has them written at once.
	packRows = rowsOf(`INSERT INTO units (gtin, serial, lot, status, part, of, since, commissioned,
		touched, owner, holder, transfer)`, 12)
)

// rowsAtOnce is how many rows one statement adds at most.
const rowsAtOnce = 32

// add adds a row.
func (w *writing) add(ctx context.Context, r *rows, values ...any) error {
	w.rows[r] = append(w.rows[r], plain(values)...)
	if len(w.rows[r]) < rowsAtOnce*r.columns {
		return nil
	}
	return w.insert(ctx, r)
}

// insert writes the rows that are waiting, by statements of 32, 16, 8, 4, 2 and 1: so
// there are few texts.
func (w *writing) insert(ctx context.Context, r *rows) error {
	waiting := w.rows[r]
	w.rows[r] = nil
	for size := rowsAtOnce; len(waiting) > 0; size /= 2 {
		n := size * r.columns
		if len(waiting) < n {
			continue
		}
		if err := w.pipe.send(ctx, w.fact, r.text[size], int64(size), waiting[:n:n]); err != nil {
			return err
		}
		waiting = waiting[n:]
	}
	return nil
}
