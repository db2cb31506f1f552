package readmodel

import (
	"math"
	"strings"
)

// choosing builds the statement of a list whose filters are not always there.
type choosing struct {
	tables, where []string
	args          []any
	records       string // the table of records that is listed; nothing for facts
}

// ordinal names the column by which a table is joined and ordered.
func (c *choosing) ordinal(as string) string {
	if c.records != "" {
		return as + ".fact"
	}
	return as + ".ordinal"
}

func (c *choosing) and(condition string, values ...any) {
	c.where, c.args = append(c.where, condition), append(c.args, values...)
}

// join adds a table under a name; all share one ordinal. The first leads: the
// planner keeps no statistics, so the narrowest index has to come first.
func (c *choosing) join(table, as string) {
	if len(c.tables) > 0 {
		c.and(c.ordinal(as) + " = " + c.ordinal(c.lead()))
	}
	c.tables = append(c.tables, table+" "+as)
}

func (c *choosing) lead() string {
	lead := c.tables[0]
	return lead[strings.LastIndexByte(lead, ' ')+1:]
}

// text orders by the ordinal of the leading table, and reads one row too many.
func (c *choosing) text(columns string, page Page) (string, []any) {
	ordinal, direction := c.ordinal(c.lead()), ""
	switch {
	case !page.Newest:
		c.and(ordinal+" > ?", page.After)
	case page.After > 0:
		c.and(ordinal+" < ?", page.After)
	}
	if page.Newest {
		direction = " DESC"
	}
	return "SELECT " + columns + " FROM " + strings.Join(c.tables, " CROSS JOIN ") + " WHERE " +
		strings.Join(append(c.where, "1 = 1"), " AND ") + " ORDER BY " + ordinal + direction +
		" LIMIT ?", append(c.args, page.First+1)
}

// choose makes the statement of an event list.
func (f Filter) choose(s *Snapshot, page Page) (string, []any) {
	c := &choosing{}
	if f.Serial != "" {
		c.join("fact_unit", "of_unit")
		c.and("of_unit.gtin = ? AND of_unit.serial = ?", f.GTIN, f.Serial)
	}
	if f.GTIN != "" && (f.Serial == "" || f.Lot != "") {
		c.join("fact_lot", "of_lot")
		c.and("of_lot.gtin = ? AND of_lot.lot = ?", f.GTIN, f.Lot)
	}
	if f.Party != "" {
		c.join("fact_party", "of_party")
		c.and("of_party.gln = ?", f.Party)
	}
	if s.as != everything && f.GTIN == "" && len(s.glns) == 1 {
		c.join("fact_party", "own") // the index by party leads to what is one's own
		c.and("own.gln = ? AND own.part > 0", s.glns[0])
	}
	c.join("facts", "facts")
	if s.as != everything && (f.GTIN != "" || len(s.glns) != 1) {
		open := ""
		if f.GTIN != "" {
			open = "facts.open = 1 OR "
		}
		c.and(`(`+open+`facts.ordinal IN (SELECT s.ordinal FROM json_each(?) v JOIN fact_party s
			ON s.gln = v.value WHERE s.part > 0 AND s.ordinal = facts.ordinal))`, s.as)
	}
	f.rest(c)
	return c.text(eventColumns, page)
}

// rest adds what no index helps with.
func (f Filter) rest(c *choosing) {
	if f.FromHeight > 0 {
		c.and(c.lead()+`.ordinal >= coalesce((SELECT x.ordinal FROM facts x
			WHERE x.height >= ? ORDER BY x.height, x.idx, x.ordinal LIMIT 1), ?)`,
			f.FromHeight, int64(math.MaxInt64))
	}
	if f.ToHeight > 0 {
		c.and("facts.height <= ?", f.ToHeight)
	}
	if f.Command != "" {
		c.and("facts.command = ?", f.Command)
	}
	if f.BizStep != "" {
		c.and("facts.bizstep = ?", f.BizStep)
	}
}
