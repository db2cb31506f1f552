package scanner

import "math"

// A point of a picture, in pixels from its top left corner.
type point struct{ x, y float64 }

func (p point) minus(q point) point       { return point{p.x - q.x, p.y - q.y} }
func (p point) cross(q point) float64     { return p.x*q.y - p.y*q.x }
func (p point) distance(q point) float64  { return math.Hypot(p.x-q.x, p.y-q.y) }
func turn(a, b, c point) float64          { return b.minus(a).cross(c.minus(a)) }
func triangle(a, b, c point) float64      { return math.Abs(turn(a, b, c)) / 2 }
func (p point) plus(dx, dy float64) point { return point{p.x + dx, p.y + dy} }

// A quad is a square of the label as the camera sees it: the corners for (0,0), (1,0),
// (1,1) and (0,1) of the symbol.
type quad [4]point

func (q quad) area() float64 { return triangle(q[0], q[1], q[2]) + triangle(q[0], q[2], q[3]) }

// perimeter in pixels.
func (q quad) perimeter() (sum float64) {
	for i := range q {
		sum += q[i].distance(q[(i+1)%4])
	}
	return sum
}

// turned names the next corner the first.
func (q quad) turned() quad { return quad{q[1], q[2], q[3], q[0]} }

// near tells whether two quads have the same corners within a distance in pixels.
func (q quad) near(o quad, distance float64) bool {
	for i := range q {
		if q[i].distance(o[i]) > distance {
			return false
		}
	}
	return true
}

// A perspective maps the unit square onto a quad (Heckbert, Fundamentals of Texture Mapping
// and Image Warping, 2.2.3).
type perspective struct{ a, b, c, d, e, f, g, h float64 }

// perspective answers false where three corners lie on one line.
func (q quad) perspective() (perspective, bool) {
	d1, d2 := q[1].minus(q[2]), q[3].minus(q[2])
	s := point{q[0].x - q[1].x + q[2].x - q[3].x, q[0].y - q[1].y + q[2].y - q[3].y}
	det := d1.cross(d2)
	if math.Abs(det) < 1e-9 {
		return perspective{}, false
	}
	g, h := s.cross(d2)/det, d1.cross(s)/det
	return perspective{
		a: q[1].x - q[0].x + g*q[1].x, b: q[3].x - q[0].x + h*q[3].x, c: q[0].x,
		d: q[1].y - q[0].y + g*q[1].y, e: q[3].y - q[0].y + h*q[3].y, f: q[0].y,
		g: g, h: h,
	}, true
}

func (t perspective) at(u, v float64) point {
	w := t.g*u + t.h*v + 1
	return point{(t.a*u + t.b*v + t.c) / w, (t.d*u + t.e*v + t.f) / w}
}
