package postgres

import "syscall"

// dieWithParent ends the server also when the tests are killed.
func dieWithParent(a *syscall.SysProcAttr) { a.Pdeathsig = syscall.SIGQUIT }
