package readmodel

import (
	"context"
	"strconv"
	"strings"
	"testing"
)

// Exec runs a statement on the tables that are served, behind the model's back.
func Exec(t *testing.T, m *Model, text string, args ...any) {
	t.Helper()
	if _, err := m.set.conn.ExecContext(context.Background(), m.set.words(text), args...); err != nil {
		t.Fatal(err)
	}
}

// Plans explains the questions that readers have asked so far, in SQLite's words.
func Plans(t *testing.T, m *Model) map[string][]string {
	t.Helper()
	plans := map[string][]string{}
	for text := range m.set.reads {
		args := make([]any, 40) // NULL, for as many as there may be: the plan does not hang on them
		rows, err := m.set.conn.QueryContext(context.Background(), "EXPLAIN QUERY PLAN "+text,
			args[:parameters(text)]...)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		for rows.Next() {
			var id, parent, unused int
			var step string
			if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
				t.Fatal(err)
			}
			plans[text] = append(plans[text], step)
		}
		if err := rows.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return plans
}

// parameters counts the arguments of a statement.
func parameters(text string) (n int) {
	numbered := (&postgres{}).words(text)
	for strings.Contains(numbered, "$"+strconv.Itoa(n+1)) {
		n++
	}
	return n
}
