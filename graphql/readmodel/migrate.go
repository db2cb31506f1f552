package readmodel

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
)

// Migrations change the tables of a set where they are. Each has a number, and runs
// in a transaction of its own, once. The first makes the tables; a set that is older
// than that was made by a release whose tables cannot be changed into these.
//
//go:embed migrations/*.sql
var migrationFiles embed.FS

type migration struct {
	version int
	text    string
}

func migrations() (list []migration, err error) {
	names, err := fs.Glob(migrationFiles, "migrations/*.sql") // in ascending order
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		b, err := migrationFiles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		version, err := strconv.Atoi(name[len("migrations/"):][:4])
		if err != nil {
			return nil, err
		}
		list = append(list, migration{version, string(b)})
	}
	return list, nil
}

var (
	// ErrNewer says that the tables were made by a later release. They are left alone.
	ErrNewer = errors.New("was made by a later release of this program")
	// errStale marks a set that is to be dropped and filled again.
	errStale = errors.New("is of another program or release, or damaged")
)

// migrate makes the tables of a new set, or brings those of an old one up to date.
func (s *set) migrate(ctx context.Context, complete bool) error {
	list, err := migrations()
	if err != nil {
		return err
	}
	version, err := s.version(ctx)
	if err != nil {
		return err
	}
	first, last := list[0].version, list[len(list)-1].version
	switch {
	case version > last:
		return fmt.Errorf("set %d of its tables %w: version %d, this one knows %d", s.number, ErrNewer,
			version, last)
	case version > 0 && version < first:
		return errStale
	}
	for _, m := range list {
		if m.version <= version {
			continue
		}
		err := s.transact(ctx, func(w *writing) error {
			if version == 0 && m.version == first {
				return s.create(ctx, m, complete)
			}
			if _, err := s.conn.ExecContext(ctx, s.ddl(m.text)); err != nil {
				return err
			}
			return w.one(ctx, "UPDATE meta SET version = ?", m.version)
		})
		if err != nil {
			return fmt.Errorf("migration %d: %w", m.version, err)
		}
	}
	return nil
}

// version is that of the last migration; 0 of a set without tables.
func (s *set) version(ctx context.Context) (version int, err error) {
	tables, err := s.tables(ctx)
	if err != nil || len(tables) == 0 {
		return 0, err
	}
	return version, s.conn.QueryRowContext(ctx, "SELECT version FROM meta").Scan(&version)
}

func (s *set) create(ctx context.Context, m migration, complete bool) error {
	if err := s.prepare(ctx, s.conn, s.number); err != nil {
		return err
	}
	if _, err := s.conn.ExecContext(ctx, s.ddl(m.text)); err != nil {
		return err
	}
	_, err := s.conn.ExecContext(ctx, s.words(
		"INSERT INTO meta (one, version, complete, ordinal, height, time) VALUES (1, ?, ?, 0, 0, 0)"),
		m.version, integer(complete))
	return err
}

// table is one of the tables, and the columns of its key.
type table struct{ name, key string }

func (s *set) tables(ctx context.Context) (list []table, err error) {
	rows, err := s.conn.QueryContext(ctx, s.catalogue())
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var t table
		if err := rows.Scan(&t.name, &t.key); err != nil {
			return nil, err
		}
		list = append(list, t)
	}
	return list, rows.Err()
}
