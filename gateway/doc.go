// Package gateway is what stands before every door of the HTTP gateway: where a request
// comes from, whether it is this machine's own, how much of it is read and for how long,
// how many connections there are, and the headers that every answer has.
package gateway
