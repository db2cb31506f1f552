package tests

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"pedigree/record"
	"pedigree/tests/model"
)

// The table "May it be done?": rows are commands, columns the states of goods.
const cellsFile = "testdata/may_it_be_done.txt"

// states are the columns, with the codes that refuse an order because of them.
var states = map[string][]record.Code{
	"recalled":     {record.RecalledGoods},
	"withdrawn":    {record.WithdrawnGoods},
	"expired":      {record.ExpiredGoods},
	"held":         {record.HeldGoods},
	"suspect":      {record.SuspectGoods},
	"illegitimate": {record.IllegitimateGoods},
	"transit":      {record.InTransit},
	"inactive":     {record.Inactive, record.OwnDuplicate, record.AlreadySupplied},
	"terminal":     {record.DestroyedGoods, record.StolenGoods},
}

// cells are what scenarios show of the table: row and column, then "yes" or "no", then
// who shows it.
type cells map[string]map[string]string

// see looks at an order about one pack, or one container, of which one thing is true,
// before the order is judged. It gives what takes down the outcome.
func (c cells) see(w *model.World, tx []byte, scenario string) func(record.Code) {
	row, goods, site := goodsOf(w, tx)
	var found []string
	for _, p := range goods {
		found = append(found, statesOf(w, p, site)...)
	}
	slices.Sort(found)
	if found = slices.Compact(found); len(found) > 1 { // what the command is for goes without saying
		found = slices.DeleteFunc(found, func(s string) bool { return s == usual[row] })
	}
	if row == "" || len(found) != 1 {
		return func(record.Code) {}
	}
	return func(code record.Code) {
		switch {
		case code == record.OK:
			c.add(row+" "+found[0], "yes", scenario)
		case slices.Contains(states[found[0]], code):
			c.add(row+" "+found[0], "no", scenario)
		}
	}
}

func (c cells) add(cell, answer, scenario string) {
	if c[cell] == nil {
		c[cell] = map[string]string{}
	}
	if c[cell][answer] == "" {
		c[cell][answer] = scenario
	}
}

// check compares all that scenarios show with the table.
func (c cells) check(t *testing.T) {
	text, err := os.ReadFile(cellsFile)
	if err != nil {
		t.Fatal(err)
	}
	var columns []string
	rows := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		name, answers, found := strings.Cut(strings.TrimSpace(line), ":")
		if !found || strings.HasPrefix(name, "#") {
			continue
		}
		if columns == nil {
			columns = strings.Fields(answers)
			continue
		}
		rows[name] = true
		for i, want := range strings.Fields(answers) {
			if err := c.agrees(name+" "+columns[i], want); err != nil {
				t.Error(err)
			}
		}
	}
	if len(columns) != len(states) {
		t.Errorf("%s has the columns %v", cellsFile, columns)
	}
	for _, row := range []string{"pack", "unpack", "dispense", "receive", "undo", "hold", "destroy"} {
		if !rows[row] {
			t.Errorf("%s has no row %s", cellsFile, row)
		}
	}
}

// agrees compares a cell with what scenarios show of it.
func (c cells) agrees(cell, want string) error {
	shown := slices.Sorted(maps.Keys(c[cell]))
	switch got := strings.Join(shown, " "); {
	case want == "-" && got == "", want == got, want == "both" && got == "no yes":
		return nil
	case got == "":
		return fmt.Errorf("no scenario shows %s, which shall be %s", cell, want)
	default:
		return fmt.Errorf("%s shall be %s; scenarios show %v", cell, want, c[cell])
	}
}
