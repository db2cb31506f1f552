// Package system tests the program that people run: the built binary, from outside,
// by its command line, HTTP, GraphQL and WebSocket; with a gateway that lies, with
// NATS stopped, with its read side deleted, and killed at any time.
//
// Everything stays on loopback and in temporary folders. KILLS=100 makes the kill
// loop longer, QUERIES=100 asks fewer anonymous questions than 10,000, and SEED names the
// dice of both.
package system
