// Package webhook sends trading partners the events that their party may see by HTTP POST,
// for systems that do not speak NATS: one request an event, in the order of the ledger,
// signed as Standard Webhooks 1.0 says, repeated until the receiver says 2xx.
//
// What is trusted is the operator's list of hooks alone. A receiver's address is judged
// when it is dialled, a redirection is not followed, and of an answer only the status is
// looked at.
package webhook
