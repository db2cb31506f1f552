package bench

import (
	"bufio"
	"crypto/sha256"
	"os"
	"strings"
	"syscall"
	"time"
)

// A meter measures what passes between two moments. CPU is the whole process's,
// so that compaction and garbage collection count.
type meter struct {
	wall time.Time
	cpu  time.Duration
}

func begin() meter { return meter{time.Now(), processCPU()} }

// Cost of a number of operations.
type Cost struct {
	Operations int     `json:"operations"`
	CPU        float64 `json:"cpuMicros"`  // per operation
	Wall       float64 `json:"wallMicros"` // per operation
}

func (m meter) end(operations int) Cost { return m.stop().per(operations) }

// A span is what passed, on the clock and on all cores.
type span struct{ wall, cpu time.Duration }

func (m meter) stop() span { return span{time.Since(m.wall), processCPU() - m.cpu} }

func (s *span) add(t span) { s.wall, s.cpu = s.wall+t.wall, s.cpu+t.cpu }

func (s span) per(operations int) Cost {
	n := float64(operations)
	return Cost{operations, float64(s.cpu) / 1e3 / n, float64(s.wall) / 1e3 / n}
}

func processCPU() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// hashNanos is the CPU time of one SHA-256 over 65 bytes: how fast the machine is
// just now. Other load on the same cores shows here.
func hashNanos() float64 {
	var b [65]byte
	const n = 200_000
	m := begin()
	for range n {
		h := sha256.Sum256(b[:])
		copy(b[:], h[:])
	}
	return m.end(n).CPU * 1e3
}

// residentMiB is the most memory the process has had, as Linux counts it, and 0
// elsewhere.
func residentMiB() float64 {
	f, err := os.Open("/proc/self/status")
	if err != nil {
		return 0
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if rest, ok := strings.CutPrefix(s.Text(), "VmHWM:"); ok {
			var kib float64
			for _, c := range strings.TrimSpace(rest) {
				if c < '0' || c > '9' {
					break
				}
				kib = kib*10 + float64(c-'0')
			}
			return kib / 1024
		}
	}
	return 0
}

// loadAverage is the first field of the kernel's, and empty elsewhere.
func loadAverage() string {
	b, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return ""
	}
	first, _, _ := strings.Cut(string(b), " ")
	return first
}
