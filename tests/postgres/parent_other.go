//go:build !linux

package postgres

import "syscall"

// dieWithParent: other systems have no such signal; there Run alone ends the server.
func dieWithParent(*syscall.SysProcAttr) {}
