package graphql

import "sync"

// counter counts what each client has open.
type counter struct {
	mu   sync.Mutex
	open map[string]int
}

// enter counts one more, unless a client has its limit already.
func (c *counter) enter(client string, limit int) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.open[client] >= limit {
		return false
	}
	if c.open == nil {
		c.open = map[string]int{}
	}
	c.open[client]++
	return true
}

// total counts what all clients have open together, under all their names.
func (c *counter) total() (n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, open := range c.open {
		n += open
	}
	return n
}

func (c *counter) leave(client string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.open[client]--; c.open[client] <= 0 {
		delete(c.open, client)
	}
}
