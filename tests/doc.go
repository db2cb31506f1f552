// Package tests holds what no package can test alone: the rules as text files
// that a pharmacist can read (scenarios), the whole process from outside, what
// survives kills and losses, and the rules of the code itself.
package tests
