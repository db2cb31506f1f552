package graphql

import (
	"sync"

	gql "github.com/graphql-go/graphql"
)

// connection is a page of a list (Relay's Cursor Connections).
type connection[T any] struct {
	edges []*edge[T]
	more  bool
}

// edge is a record in a list. Its cursor is sealed when it is asked for, once.
type edge[T any] struct {
	cursor func() string
	node   *T
}

type pageInfo struct {
	more bool
	end  func() string
}

// connect makes a connection of rows, of which there is one too many where more
// follow.
func connect[T any](rows []T, l listing, ordinal func(*T) uint64) *connection[T] {
	c := &connection[T]{edges: []*edge[T]{}, more: len(rows) > l.First}
	for i := range rows[:min(l.First, len(rows))] {
		c.edges = append(c.edges, &edge[T]{node: &rows[i],
			cursor: sync.OnceValue(func() string { return l.cursor(ordinal(&rows[i])) })})
	}
	return c
}

func connectionResolvers[T any](node string) map[string]gql.FieldResolveFn {
	return map[string]gql.FieldResolveFn{
		node + "Connection.edges": of(func(c *connection[T]) any { return c.edges }),
		node + "Connection.pageInfo": of(func(c *connection[T]) any {
			info := &pageInfo{more: c.more}
			if n := len(c.edges); n > 0 {
				info.end = c.edges[n-1].cursor
			}
			return info
		}),
		node + "Edge.cursor": of(func(e *edge[T]) any { return e.cursor() }),
		node + "Edge.node":   of(func(e *edge[T]) any { return e.node }),
	}
}
