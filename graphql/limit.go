package graphql

import (
	"math"
	"sync"
	"time"
)

// Rate is how much each asker may ask: in the units in which questions are weighed,
// of which a record costs one and a verdict fifty.
type Rate struct {
	PerSecond float64 // what comes back; 0 means no limit
	Burst     float64 // what may be spent at once
}

// PublicRate is for gateways that anybody can reach: 20 verdicts a second, and a
// hundred at once.
var PublicRate = Rate{PerSecond: 1000, Burst: 5000}

// Costs of what is refused before it is weighed.
const (
	costToken  = 5  // one signature to check
	costRefuse = 20 // a document that does not pass the gate
	costSocket = 20 // a socket whose client has not said who it is
	costDebt   = 1  // to be told that one is in debt
)

// tokenShare is what part of an allowance each key may spend, from one address, on tokens
// that do not hold.
const tokenShare = 20

// maxAskers bounds what is remembered of askers.
const maxAskers = 1 << 16

// forgetAfter is how many buckets are looked at before one that is not full is forgotten.
const forgetAfter = 32

// limiter is a token bucket for each asker, known by key or else by address. It may
// be overdrawn by one question, since only reading a question tells its cost; who is
// in debt is not read at all.
type limiter struct {
	rate Rate
	now  func() time.Time

	mu      sync.Mutex
	buckets map[string]bucket
}

// bucket is what an asker had at a moment.
type bucket struct {
	level float64
	at    time.Time
}

func newLimiter(rate Rate, now func() time.Time) *limiter {
	return &limiter{rate: rate, now: now, buckets: map[string]bucket{}}
}

// spend takes a cost from an asker's bucket, or refuses him for a while, which costs, too.
func (l *limiter) spend(who string, cost int) *fault {
	if l.rate.PerSecond == 0 {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.bucket(who)
	if b.level <= 0 {
		b.level = max(b.level-costDebt, min(b.level, -l.rate.Burst))
		l.buckets[who] = b
		return limited(time.Duration(-b.level/l.rate.PerSecond*1e9) + time.Second)
	}
	b.level -= float64(cost)
	l.buckets[who] = b
	return nil
}

// indebted says how long an asker in debt has to wait; that costs him nothing.
func (l *limiter) indebted(who string) *fault {
	if l.rate.PerSecond == 0 {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if b := l.bucket(who); b.level <= 0 {
		return limited(time.Duration(-b.level/l.rate.PerSecond*1e9) + time.Second)
	}
	return nil
}

// owe takes a cost from an asker's bucket that turned out after the work was done. A
// negative cost gives back.
func (l *limiter) owe(who string, cost int) {
	if l.rate.PerSecond == 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.bucket(who)
	b.level = min(l.rate.Burst, b.level-float64(cost))
	l.buckets[who] = b
}

// fine takes the cost of a refusal, until a debt is as deep as an allowance: who is refused
// by the thousand is not locked out for ever, nor are others of his address.
func (l *limiter) fine(who string, cost int) {
	if l.rate.PerSecond == 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.bucket(who)
	b.level = max(b.level-float64(cost), min(b.level, -l.rate.Burst))
	l.buckets[who] = b
}

// bucket gives an asker's bucket as it is now. The caller has the lock.
func (l *limiter) bucket(who string) bucket {
	now := l.now()
	b, known := l.buckets[who]
	if !known {
		l.forget(now)
		b = bucket{l.rate.Burst, now}
	}
	b.level = min(l.rate.Burst, b.level+now.Sub(b.at).Seconds()*l.rate.PerSecond)
	b.at = now
	return b
}

// forget makes room: of a few that come first, those whose buckets are full again, which
// changes nothing for them; else one of them.
func (l *limiter) forget(now time.Time) {
	looked := 0
	for who, b := range l.buckets {
		if len(l.buckets) < maxAskers {
			return
		}
		full := b.level+now.Sub(b.at).Seconds()*l.rate.PerSecond >= l.rate.Burst
		if looked++; full || looked > forgetAfter {
			delete(l.buckets, who)
		}
	}
}

// limited is a refusal for a while.
func limited(wait time.Duration) *fault {
	f := refused(codeRateLimited, "that is enough for now; ask again in %d s", seconds(wait))
	f.wait = wait
	return f
}

func seconds(wait time.Duration) int { return int(math.Ceil(wait.Seconds())) }

// spend takes a cost from the allowance of who asks, or refuses him for a while.
func (h *Handler) spend(who asker, cost int) *fault {
	if who.free {
		return nil
	}
	return h.limiter.spend(who.name(), cost)
}

// owe takes a cost that turned out after the work was done.
func (h *Handler) owe(who asker, cost int) {
	if !who.free {
		h.limiter.owe(who.name(), cost)
	}
}

// fine makes a refusal cost.
func (h *Handler) fine(who asker) {
	if !who.free {
		h.limiter.fine(who.name(), costRefuse)
	}
}
