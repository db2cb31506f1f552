// Package partner lets trading partners' systems read events from the NATS server in this
// process, each its own.
//
// A device shows the token by which it also asks GraphQL; NATS asks the callout in this
// package, which reads the device's rights from the ledger. Each party has a NATS account
// of its own, and in it a stream that holds a copy of what that party may see: another
// party's events are not forbidden there, they are not there. What a device may publish
// is a request for its own consumer and acknowledgements. A server sends answers wherever
// a request says: an account of its own keeps them from other parties, and the stream
// takes messages only from subjects on which the server refuses to answer.
//
// The copies can be deleted, as the stream can: they are made again.
package partner
