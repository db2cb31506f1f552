// Package readmodel projects the ledger's facts into SQL, for questions that the
// ledger's tree does not answer: who took part, what happened next, how much of
// a lot lies where. Everything in it derives from facts and from nothing else,
// so it may be deleted at any time: the next reader of the fact log makes the
// same rows again, byte for byte. It is therefore trusted for nothing that a
// proof can show. Rows and cursor move in one SQL transaction; whatever does not
// add up (a gap, a negative holding, an unknown lot) stops the projection,
// because a reader that stands still is seen and a wrong one is not.
package readmodel
