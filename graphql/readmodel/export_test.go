package readmodel

import "testing"

// SetVersion makes a file look like another release's.
func SetVersion(t *testing.T, path string, version int) {
	t.Helper()
	db, err := dial(path, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("UPDATE meta SET version = ?", version); err != nil {
		t.Fatal(err)
	}
}
