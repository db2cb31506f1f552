package graphql

import gql "github.com/graphql-go/graphql"

// connection is a page of a list (Relay's Cursor Connections).
type connection[T any] struct {
	edges []edge[T]
	more  bool
}

type edge[T any] struct {
	cursor string
	node   *T
}

type pageInfo struct {
	more bool
	end  string
}

// connect makes a connection of rows, of which there is one too many where more
// follow.
func connect[T any](rows []T, first int, ordinal func(*T) uint64) *connection[T] {
	c := &connection[T]{edges: []edge[T]{}, more: len(rows) > first}
	for i := range rows[:min(first, len(rows))] {
		c.edges = append(c.edges, edge[T]{cursor(ordinal(&rows[i])), &rows[i]})
	}
	return c
}

func connectionResolvers[T any](node string) map[string]gql.FieldResolveFn {
	return map[string]gql.FieldResolveFn{
		node + "Connection.edges": of(func(c *connection[T]) any { return c.edges }),
		node + "Connection.pageInfo": of(func(c *connection[T]) any {
			info := pageInfo{more: c.more}
			if n := len(c.edges); n > 0 {
				info.end = c.edges[n-1].cursor
			}
			return info
		}),
		node + "Edge.cursor": of(func(e edge[T]) any { return e.cursor }),
		node + "Edge.node":   of(func(e edge[T]) any { return e.node }),
	}
}
