package tests

import (
	"fmt"
	"testing"
)

// trap stands in for a test in what may fail and be tried again: a failure is a panic
// that guard turns into an error, and what was opened is closed at the end of the try.
type trap struct {
	testing.TB
	cleanups []func()
}

// halted is a failure that was trapped.
type halted string

func (t *trap) Helper()                         {}
func (t *trap) Fatal(args ...any)               { panic(halted(fmt.Sprintln(args...))) }
func (t *trap) Fatalf(text string, args ...any) { panic(halted(fmt.Sprintf(text, args...))) }
func (t *trap) Cleanup(f func())                { t.cleanups = append(t.cleanups, f) }
func (t *trap) TempDir() string                 { return "ledger" } // in a file system in memory

func (t *trap) close() {
	for _, f := range t.cleanups {
		f()
	}
}

// guard calls f and gives what failed in it, a broken program included.
func guard(f func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v", r)
		}
	}()
	return f()
}
