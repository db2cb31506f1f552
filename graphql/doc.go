// Package graphql answers questions about the ledger, and passes on one order.
//
// schema.graphql is the single source: the types that execute are built from it
// at start, and a resolver too many or too few stops the start. Every request
// first passes a gate (gqlparser) that bounds size, tokens, depth, aliases and
// cost and validates the document; only the printed form of a document that
// passed reaches the executor (graphql-go), which must never see raw text: one
// query of 78 bytes is enough to end its process.
//
// What it says is the gateway's word, as of the height in extensions.asOf;
// whoever wants proof checks the bundle of a verdict. It fails loudly: a read
// model that lags too far gives LAGGING, never an empty answer.
package graphql
