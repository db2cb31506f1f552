package readmodel_test

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"pedigree/graphql/readmodel"
)

// askEverything asks each question of the read model, in each shape that it has.
func askEverything(t *testing.T, s *readmodel.Snapshot) {
	t.Helper()
	ctx, page := context.Background(), readmodel.Page{First: 9}
	newest := readmodel.Page{First: 9, Newest: true}
	g, party := gtin(1).String(), gln(101).String()
	lots := []readmodel.LotKey{{GTIN: g, Lot: "LOT1"}, {GTIN: g, Lot: "LOT2"}}
	units := []readmodel.UnitKey{{GTIN: g, Serial: "SN00002"}}
	recalled, ids := true, []string{"none"}
	var failures []error
	ask := func(_ any, err error) { failures = append(failures, err) }
	for _, f := range []readmodel.Filter{{}, {GTIN: g}, {GTIN: g, Lot: "LOT1"},
		{GTIN: g, Serial: "SN00002"}, {GTIN: g, Lot: "LOT1", Serial: "SN00002"}, {Party: party},
		{Party: party, GTIN: g, Lot: "LOT1"}, {Command: "ship"}, {BizStep: "shipping"},
		{FromHeight: 2, ToHeight: 4}} {
		ask(s.Events(ctx, f, page))
		ask(s.Events(ctx, f, newest))
	}
	ask(s.EventsOfTx(ctx, 3, 0))
	ask(s.LotEvents(ctx, lots, page))
	ask(s.UnitEvents(ctx, units, page))
	ask(s.Containers(ctx, ids))
	ask(s.Contents(ctx, ids))
	ask(s.Grants(ctx, ids))
	ask(s.FactsOfUnit(ctx, units[0]))
	ask(s.FactsOfLot(ctx, lots[0]))
	ask(s.FactsOfBox(ctx, "none"))
	ask(s.Holdings(ctx, lots))
	ask(s.ListLots(ctx, readmodel.LotFilter{}, page))
	ask(s.ListLots(ctx, readmodel.LotFilter{GTIN: g, Recalled: &recalled}, newest))
	ask(s.Transfers(ctx, ids))
	ask(s.ListTransfers(ctx, readmodel.TransferFilter{}, page))
	ask(s.ListTransfers(ctx, readmodel.TransferFilter{State: "OPEN", From: party, To: party}, newest))
	ask(s.Items(ctx, []uint64{1}))
	ask(s.ListAlerts(ctx, readmodel.AlertFilter{}, page))
	ask(s.ListAlerts(ctx, readmodel.AlertFilter{Code: "NotFound", GTIN: g, Lot: "LOT1"}, newest))
	ask(s.Lots(ctx, lots))
	ask(s.LotsOf(ctx, []string{g}, 0, 9))
	ask(s.Parties(ctx, []string{party}))
	ask(s.Licences(ctx, []string{party}))
	ask(s.Products(ctx, []string{g}))
	ask(s.Makers(ctx, []string{g}))
	ask(s.WaysOfUnit(ctx, units[0]))
	ask(s.WaysOfLot(ctx, lots[0]))
	ask(s.Trail(ctx, units[0]))
	ask(s.TrailOfLot(ctx, lots[0]))
	ask(s.Recalls(ctx, lots))
	ask(s.Reaches(ctx, ids))
	ask(s.ListExceptions(ctx, "", false, page))
	ask(s.ListExceptions(ctx, "none", true, newest))
	ask(s.ListCases(ctx, false, page))
	ask(s.ListCases(ctx, true, newest))
	ask(s.Findings(ctx, ids))
	ask(s.Units(ctx, units))
	for i, err := range failures {
		if err != nil {
			t.Errorf("question %d: %v", i, err)
		}
	}
}

var (
	made   = regexp.MustCompile(`^(?:CO-ROUTINE|MATERIALIZE) (\S+)$`)
	whole  = regexp.MustCompile(`^SCAN (\S+)( USING .*)?$`)
	inKeys = regexp.MustCompile(`ORDER BY \w+\.(ordinal|fact)( DESC)? LIMIT \?$`)
)

// scans names the steps of a plan that read a table whole. Rows that the question
// itself made are no table, and meta has one row. A list that walks a table in the
// order of its key, without sorting, ends with the page. A kind is a good part of listed.
func scans(text string, plan []string) (found []string) {
	rows := map[string]bool{"meta": true}
	sorts := strings.Contains(strings.Join(plan, "\n"), "TEMP B-TREE")
	walks := inKeys.MatchString(text) && !sorts
	for _, step := range plan {
		if m := made.FindStringSubmatch(step); m != nil {
			rows[m[1]] = true
			if as := regexp.MustCompile(`\b` + regexp.QuoteMeta(m[1]) + ` (\w)\b`).
				FindStringSubmatch(text); as != nil {
				rows[as[1]] = true
			}
		}
		m := whole.FindStringSubmatch(step)
		if m != nil && !rows[m[1]] && !walks || strings.Contains(step, "AUTOMATIC") ||
			strings.HasSuffix(step, "(kind=?)") {
			found = append(found, step)
		}
	}
	return found
}

// asked is a model of which everything was asked: by an authority, by nobody and by a
// partner.
func asked(t *testing.T, db database) *readmodel.Model {
	t.Helper()
	ctx, m := context.Background(), open(t, db())
	if err := m.Apply(ctx, story().entries); err != nil {
		t.Fatal(err)
	}
	for _, v := range []readmodel.Viewer{{All: true}, {}, {Party: gln(101).String()}} {
		s := must(m.SnapshotFor(ctx, v))
		askEverything(t, s)
		s.Close()
	}
	return m
}

// Each database understands each question, whoever asks it.
func TestQuestionsAreUnderstood(t *testing.T) {
	each(t, func(t *testing.T, db database) { asked(t, db) })
}

func TestNoQuestionScansATable(t *testing.T) {
	plans := readmodel.Plans(t, asked(t, sqliteIn(t)))
	if len(plans) < 50 {
		t.Errorf("only %d questions were asked", len(plans))
	}
	for text, plan := range plans {
		if found := scans(text, plan); len(found) > 0 {
			t.Errorf("%q in\n%s\nall of it: %q", found, text, plan)
		}
	}
}
