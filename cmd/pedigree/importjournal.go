package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
)

// journal remembers, beside a device's key, which events have become orders, so that
// importing a file again does nothing again. Each order is in it, and on disk, before it
// is sent. Lines are only ever added; the last one of a step counts.
type journal struct {
	file    *os.File
	chain   string
	entries map[string]*journalEntry
}

// journalEntry is a line.
type journalEntry struct {
	Chain   string `json:"chain"`
	Step    string `json:"step"`
	Command string `json:"command,omitempty"`
	Tx      []byte `json:"tx,omitempty"` // signed bytes; absent when they were refused
	Done    bool   `json:"done,omitempty"`
	ID      string `json:"id,omitempty"`
	Height  uint64 `json:"height,omitempty"`
}

// openJournal reads what is there, and keeps others away meanwhile. A last line that was
// cut off by a crash was not followed by sending, and is cut away.
func openJournal(keyFile, chain string) (*journal, error) {
	f, err := os.OpenFile(keyFile+".imports", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	j := &journal{file: f, chain: chain, entries: make(map[string]*journalEntry)}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		f.Close()
		return nil, err
	}
	if err := j.read(); err != nil {
		f.Close()
		return nil, err
	}
	return j, nil
}

func (j *journal) read() error {
	r := bufio.NewReader(j.file)
	var end int64
	for {
		line, err := r.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			if err := j.file.Truncate(end); err != nil {
				return err
			}
			_, err := j.file.Seek(end, io.SeekStart)
			return err
		}
		if err != nil {
			return err
		}
		end += int64(len(line))
		var e journalEntry
		if err := json.Unmarshal(line, &e); err != nil {
			return fmt.Errorf("%s is damaged: %w", j.file.Name(), err)
		}
		if e.Chain == j.chain {
			j.entries[e.Step] = &e
		}
	}
}

// entry gives what is known of a step, or nil.
func (j *journal) entry(step string) *journalEntry { return j.entries[step] }

func (j *journal) begin(step, command string, tx []byte) error {
	return j.add(journalEntry{Step: step, Command: command, Tx: tx})
}

func (j *journal) done(step, id string, height uint64) error {
	return j.add(journalEntry{Step: step, Done: true, ID: id, Height: height})
}

// forget notes that the order was refused: nothing came of it.
func (j *journal) forget(step string) error { return j.add(journalEntry{Step: step}) }

func (j *journal) add(e journalEntry) error {
	e.Chain = j.chain
	line, err := json.Marshal(e)
	if err != nil {
		return err
	}
	if _, err := j.file.Write(append(line, '\n')); err != nil {
		return err
	}
	j.entries[e.Step] = &e
	return j.file.Sync()
}

func (j *journal) close() { j.file.Close() }
