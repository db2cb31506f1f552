// Package scanner is the eyes of Pedigree: it turns a picture of a pack into the text of the
// symbols on it, and a label into a symbol that can be printed.
//
// Reading on the server is a fallback; the scan page reads in the browser. A symbol that
// cannot be read yields a typed error, never a guess: the text is handed out only after the
// symbol's own Reed-Solomon error correction has accepted it, and whether it is a GS1 symbol
// (FNC1 in first position) is what the symbol says, not what the text looks like.
//
// Pictures are untrusted. Size and format are checked before any pixel is decoded, and the
// work spent on one picture is bounded by a count of attempts, so that a hostile upload costs
// no more than an honest one.
package scanner
