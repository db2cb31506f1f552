package readmodel

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// pipelineLength bounds what is sent without waiting for the answers.
const pipelineLength = 512

// pipeline sends statements to PostgreSQL many at a time: a round trip costs more than
// a row.
type pipeline struct {
	set  *set
	sent []sending
}

type sending struct {
	fact, text string
	want       int64
	args       []any
}

func (*postgres) pipe(s *set) pipe { return &pipeline{set: s} }

func (p *pipeline) send(ctx context.Context, fact, text string, want int64, args []any) error {
	p.sent = append(p.sent, sending{fact, text, want, args})
	if len(p.sent) < pipelineLength {
		return nil
	}
	return p.flush(ctx)
}

func (p *pipeline) flush(ctx context.Context) error {
	if len(p.sent) == 0 {
		return nil
	}
	batch := &pgx.Batch{}
	for _, s := range p.sent {
		batch.Queue(p.set.inWords(s.text), s.args...)
	}
	err := p.set.conn.Raw(func(c any) error {
		// The error of a statement is kept: to database/sql it would say nothing of the
		// connection, which is fine.
		answers := c.(*stdlib.Conn).Conn().SendBatch(ctx, batch)
		return errors.Join(p.check(answers), answers.Close())
	})
	p.sent = p.sent[:0]
	return err
}

func (p *pipeline) check(answers pgx.BatchResults) error {
	for _, s := range p.sent {
		tag, err := answers.Exec()
		if n := tag.RowsAffected(); err == nil && s.want >= 0 && n != s.want {
			err = wrongCount(n, s.want, s.text)
		}
		if err != nil {
			return fmt.Errorf("by fact %s: %w", s.fact, err)
		}
	}
	return nil
}

func isNetwork(err error) bool {
	var n net.Error
	return errors.As(err, &n) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}
