package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"sync"
	"syscall"
	"time"

	"pedigree/gs1"
)

// benchQuestions are those whose speed is promised. They speak of the demo trade.
func benchQuestions(pack, gtin, lot string) map[string]string {
	return map[string]string{
		"verdict":             `{verify(code:"` + pack + `"){verdict use message advice reasons{code text}}}`,
		"verdict with bundle": `{verify(code:"` + pack + `"){verdict use reasons{code} bundle}}`,
		"ten related objects": `{lot(gtin:"` + gtin + `",lot:"` + lot + `"){lot expiry maker{name}
			product{name manufacturer{name}} holders{held site{name parent{name}} owner{name}}
			events(first:3){edges{node{command party{name} site{name}}}}}}`,
		"trace of depth 5": `{trace(code:"` + pack + `",direction:UPSTREAM,depth:5){nodes{site{name}}
			edges{from to transfer{id shipped}}}}`,
		"page of 100 events": `{events(first:100){edges{cursor node{id command time summary epcis}}
			pageInfo{hasNextPage endCursor}}}`,
	}
}

func (r *readReport) ask(p *process, only string, long time.Duration,
	bar func(string, int, int)) error {

	packs := p.demoPacks()
	if len(packs) == 0 {
		return errors.New("the demo left no packs")
	}
	label, err := gs1.ParseLabel(packs[0].Code, time.Now().Year())
	if err != nil {
		return err
	}
	lots := `{lots(first:1,filter:{gtin:"` + label.GTIN.String() + `"}){edges{node{lot}}}}`
	var found struct {
		Data struct {
			Lots struct {
				Edges []struct{ Node struct{ Lot string } }
			}
		}
	}
	body, err := p.answerTo(lots)
	if err != nil || json.Unmarshal(body, &found) != nil || len(found.Data.Lots.Edges) == 0 {
		return fmt.Errorf("the demo left no lots: %s %w", body, err)
	}
	questions := benchQuestions(packs[0].Code, label.GTIN.String(), found.Data.Lots.Edges[0].Node.Lot)
	clients := []int{1, 8, 64}
	for _, name := range []string{"verdict", "verdict with bundle", "ten related objects",
		"trace of depth 5", "page of 100 events"} {
		if only != "" && name != only {
			continue
		}
		for _, n := range clients {
			b, err := p.measure(questions[name], n, long)
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			b.Name = name
			r.Questions = append(r.Questions, b)
			if bar != nil {
				bar("questions", len(r.Questions), 5*len(clients))
			}
		}
	}
	return nil
}

// answerTo asks the gateway without a network.
func (p *process) answerTo(query string) ([]byte, error) {
	body, err := json.Marshal(map[string]string{"query": query})
	if err != nil {
		return nil, err
	}
	req := httptest.NewRequest(http.MethodPost, "/graphql", bytes.NewReader(body))
	req.Header.Set("Content-Type", "application/json")
	req.Host, req.RemoteAddr = "localhost", "127.0.0.1:1" // a gateway in development is open to this machine alone
	w := httptest.NewRecorder()
	p.http.Handler.ServeHTTP(w, req)
	if w.Code != http.StatusOK || bytes.Contains(w.Body.Bytes(), []byte(`"errors"`)) {
		return nil, fmt.Errorf("%d %s", w.Code, w.Body)
	}
	return w.Body.Bytes(), nil
}

// measure asks one question from several clients for a while.
func (p *process) measure(query string, clients int, long time.Duration) (b questionBench, err error) {
	var mu sync.Mutex
	var took []time.Duration
	var wait sync.WaitGroup
	begin, cpu := time.Now(), cpuTime()
	for range clients {
		wait.Go(func() {
			var mine []time.Duration
			// From one answer to the next: waiting for a core counts.
			for at := begin; at.Sub(begin) < long; {
				_, e := p.answerTo(query)
				now := time.Now()
				mine, at = append(mine, now.Sub(at)), now
				runtime.Gosched() // a client on a network would let others go first
				if e != nil {
					mu.Lock()
					err = e
					mu.Unlock()
					return
				}
			}
			mu.Lock()
			defer mu.Unlock()
			took = append(took, mine...)
		})
	}
	wait.Wait()
	if err != nil {
		return b, err
	}
	n := float64(len(took))
	b = questionBench{Clients: clients, PerSecond: n / time.Since(begin).Seconds(),
		CPU: micros(cpuTime()-cpu) / n}
	b.P50, b.P99 = micros(quantile(took, 50)), micros(quantile(took, 99))
	return b, nil
}

func micros(d time.Duration) float64 { return float64(d) / 1e3 }

func quantile(took []time.Duration, percent int) time.Duration {
	slices.Sort(took)
	return took[min(len(took)*percent/100, len(took)-1)]
}

// cpuTime is what this process has used of all cores.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
