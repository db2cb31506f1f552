// Package stream carries the fact log to its readers through NATS JetStream. The relay
// copies each fact, rendered as an EPCIS event, to the stream EPCIS; followers read them
// in order.
//
// NATS is trusted with nothing. Message n of the stream is fact n of the log or the
// stream is wrong; a wrong, shortened or lost stream is refilled from the log, so that
// "NATS lost everything" is a delay and not a loss. That is also why no message is
// synced to disk one by one.
package stream
