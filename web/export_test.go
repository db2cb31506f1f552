package web

// Serve is the handler over other files than the embedded ones.
var Serve = serve
