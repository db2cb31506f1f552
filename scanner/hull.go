package scanner

import (
	"math"
	"slices"
)

// largest keeps the n blobs with most dark pixels.
func largest(all []blob, n int) []blob {
	slices.SortStableFunc(all, func(a, b blob) int { return b.dark - a.dark })
	return all[:min(n, len(all))]
}

// hull is the convex polygon around the blob's pixels (Andrew's monotone chain, by rows), in
// order around the blob.
func (b blob) hull() []point {
	var left, right []point
	for y := range b.left {
		if b.left[y] > b.right[y] {
			continue
		}
		top, bottom := float64(b.top+y), float64(b.top+y+1)
		l, r := float64(b.left[y]), float64(b.right[y]+1)
		left = extend(extend(left, point{l, top}, 1), point{l, bottom}, 1)
		right = extend(extend(right, point{r, top}, -1), point{r, bottom}, -1)
	}
	slices.Reverse(left)
	return append(right, left...) // clockwise as seen: right side down, left side up
}

// extend adds p to a chain that may turn to one side only.
func extend(chain []point, p point, side float64) []point {
	for n := len(chain); n >= 2 && side*turn(chain[n-2], chain[n-1], p) >= 0; n-- {
		chain = chain[:n-1]
	}
	return append(chain, p)
}

// quadAround is the quadrilateral with the least area that the hull's own sides can form:
// side after side is removed, always the one whose neighbours meet nearest beyond it. A
// DataMatrix has no dark module in one corner, which this restores.
func quadAround(hull []point) (quad, bool) {
	hull = slices.CompactFunc(slices.Clone(hull), func(a, b point) bool { return a == b })
	for len(hull) > 4 {
		best, at, corner := math.Inf(1), -1, point{}
		n := len(hull)
		for i := range hull {
			a, b, c, d := hull[(i+n-1)%n], hull[i], hull[(i+1)%n], hull[(i+2)%n]
			p, ok := meet(a, b, c, d)
			if area := triangle(b, c, p); ok && area < best {
				best, at, corner = area, i, p
			}
		}
		if at < 0 {
			return quad{}, false
		}
		hull[at] = corner
		hull = slices.Delete(hull, (at+1)%n, (at+1)%n+1)
	}
	if len(hull) < 4 {
		return quad{}, false
	}
	return quad(hull), true
}

// meet is where the line a-b, going on beyond b, meets the line d-c, going on beyond c.
func meet(a, b, c, d point) (point, bool) {
	ab, dc := b.minus(a), c.minus(d)
	det := ab.cross(dc)
	if math.Abs(det) < 1e-9 {
		return point{}, false
	}
	t := c.minus(b).cross(dc) / det
	u := c.minus(b).cross(ab) / det
	if t < 0 || u < 0 {
		return point{}, false
	}
	return point{b.x + t*ab.x, b.y + t*ab.y}, true
}
