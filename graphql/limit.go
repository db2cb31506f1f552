package graphql

import (
	"math"
	"net/http"
	"strconv"
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
)

// maxAskers bounds what is remembered of askers.
const maxAskers = 1 << 16

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

// spend takes a cost from an asker's bucket, or says how long to wait.
func (l *limiter) spend(who string, cost int) *limited {
	if l.rate.PerSecond == 0 {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.bucket(who)
	if b.level <= 0 {
		l.buckets[who] = b
		return &limited{time.Duration(-b.level/l.rate.PerSecond*1e9) + time.Second}
	}
	b.level -= float64(cost)
	l.buckets[who] = b
	return nil
}

// owe takes a cost from an asker's bucket that turned out after the work was done.
func (l *limiter) owe(who string, cost int) {
	if l.rate.PerSecond == 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.bucket(who)
	b.level -= float64(cost)
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

// forget makes room: first those whose buckets are full again, which changes
// nothing for them; then whoever comes first.
func (l *limiter) forget(now time.Time) {
	if len(l.buckets) < maxAskers {
		return
	}
	for who, b := range l.buckets {
		if b.level+now.Sub(b.at).Seconds()*l.rate.PerSecond >= l.rate.Burst {
			delete(l.buckets, who)
		}
	}
	for who := range l.buckets {
		if len(l.buckets) < maxAskers {
			return
		}
		delete(l.buckets, who)
	}
}

// limited is a refusal for a while.
type limited struct{ wait time.Duration }

func (l *limited) Error() string { return l.fault().text }

func (l *limited) fault() *fault {
	return refused(codeRateLimited, "that is enough for now; ask again in %d s", l.seconds())
}

func (l *limited) seconds() int { return int(math.Ceil(l.wait.Seconds())) }

// refuse answers 429 with Retry-After (RFC 6585).
func (l *limited) refuse(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Retry-After", strconv.Itoa(l.seconds()))
	reply(w, r, nil, l.fault())
}
