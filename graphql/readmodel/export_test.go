package readmodel

import (
	"context"
	"testing"
)

// Exec runs a statement on the tables that are served, behind the model's back.
func Exec(t *testing.T, m *Model, text string, args ...any) {
	t.Helper()
	if _, err := m.set.conn.ExecContext(context.Background(), m.set.words(text), args...); err != nil {
		t.Fatal(err)
	}
}
