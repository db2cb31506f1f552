package scanner

import "github.com/makiuchi-d/gozxing"

// A blob is a group of dark pixels that lie close together, for example one DataMatrix.
type blob struct {
	top   int
	left  []int // leftmost dark pixel of each row from top on; beyond right where there is none
	right []int
	dark  int // count of dark pixels
}

const (
	blobSideMin = 12 // pixels; ten modules cannot be told apart below
	blobsMax    = 24 // the largest ones of a view
)

// mask is a binarized view.
type mask struct {
	w, h int
	dark []bool
}

func newMask(m *gozxing.BitMatrix) *mask {
	out := &mask{m.GetWidth(), m.GetHeight(), make([]bool, m.GetWidth()*m.GetHeight())}
	for y := range out.h {
		for x := range out.w {
			out.dark[y*out.w+x] = m.Get(x, y)
		}
	}
	return out
}

// grown darkens everything within radius pixels of a dark pixel, so that the modules of one
// symbol touch.
func (m *mask) grown(radius int) *mask {
	across := &mask{m.w, m.h, make([]bool, len(m.dark))}
	for y := range m.h {
		spread(m.dark[y*m.w:], across.dark[y*m.w:], m.w, 1, radius)
	}
	down := &mask{m.w, m.h, make([]bool, len(m.dark))}
	for x := range m.w {
		spread(across.dark[x:], down.dark[x:], m.h, m.w, radius)
	}
	return down
}

// spread grows one line of n pixels that lie step apart.
func spread(from, to []bool, n, step, radius int) {
	next := 0 // first pixel not yet written
	for i := range n {
		if !from[i*step] {
			continue
		}
		for next = max(next, i-radius); next < min(i+radius+1, n); next++ {
			to[next*step] = true
		}
	}
}

// blobs groups the dark pixels of m that touch in grown, the largest first.
func (m *mask) blobs(grown *mask) []blob {
	var all []blob
	seen := make([]bool, len(m.dark))
	members := make([]int, 0, len(m.dark))
	for start := range grown.dark {
		if !grown.dark[start] || seen[start] {
			continue
		}
		members = grown.flood(start, seen, members[:0])
		if b := m.blob(members); len(b.left) >= blobSideMin && b.width() >= blobSideMin {
			all = append(all, b)
		}
	}
	return largest(all, blobsMax)
}

// flood collects the dark pixels connected to start by their sides.
func (m *mask) flood(start int, seen []bool, members []int) []int {
	members = append(members, start)
	seen[start] = true
	for i := 0; i < len(members); i++ {
		at := members[i]
		x := at % m.w
		for _, n := range [4]int{at - 1, at + 1, at - m.w, at + m.w} {
			if n < 0 || n >= len(m.dark) || x == 0 && n == at-1 || x == m.w-1 && n == at+1 {
				continue
			}
			if m.dark[n] && !seen[n] {
				seen[n] = true
				members = append(members, n)
			}
		}
	}
	return members
}

// blob measures the dark pixels among members.
func (m *mask) blob(members []int) blob {
	top, bottom := m.h, -1
	for _, i := range members {
		if m.dark[i] {
			top, bottom = min(top, i/m.w), max(bottom, i/m.w)
		}
	}
	if bottom < top {
		return blob{}
	}
	b := blob{top: top, left: make([]int, bottom-top+1), right: make([]int, bottom-top+1)}
	for y := range b.left {
		b.left[y], b.right[y] = m.w, -1
	}
	for _, i := range members {
		if m.dark[i] {
			x, y := i%m.w, i/m.w-top
			b.left[y], b.right[y] = min(b.left[y], x), max(b.right[y], x)
			b.dark++
		}
	}
	return b
}

func (b blob) width() int {
	if len(b.left) == 0 {
		return 0
	}
	left, right := b.left[0], b.right[0]
	for y := range b.left {
		left, right = min(left, b.left[y]), max(right, b.right[y])
	}
	return right - left + 1
}
