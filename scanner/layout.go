package scanner

// A layout is a kind and size of symbol, in modules, with the finder pattern by which it is
// known. Sides are even for a DataMatrix and odd for a QR code.
type layout struct{ rows, columns int }

// layouts are the sizes of ISO/IEC 16022, table 7, and of ISO/IEC 18004, table 1.
var layouts = append([]layout{
	{10, 10}, {12, 12}, {14, 14}, {16, 16}, {18, 18}, {20, 20}, {22, 22}, {24, 24}, {26, 26},
	{32, 32}, {36, 36}, {40, 40}, {44, 44}, {48, 48}, {52, 52}, {64, 64}, {72, 72}, {80, 80},
	{88, 88}, {96, 96}, {104, 104}, {120, 120}, {132, 132}, {144, 144},
	{8, 18}, {8, 32}, {12, 26}, {12, 36}, {16, 36}, {16, 48},
}, qrLayouts()...)

// qrVersionMax leaves out QR codes that hold far more than a label.
const qrVersionMax = 20

func qrLayouts() (all []layout) {
	for version := 1; version <= qrVersionMax; version++ {
		all = append(all, layout{17 + 4*version, 17 + 4*version})
	}
	return all
}

func (l layout) qr() bool { return l.rows%2 == 1 }

// probe reads the grey value in the middle of a module.
type probe func(row, column int) float64

// clarity is how much lighter the light modules of the finder pattern are than its dark ones,
// each part counting alike, in grey values.
func (l layout) clarity(p probe) float64 {
	if l.qr() {
		return l.clarityQR(p)
	}
	return l.clarityDataMatrix(p)
}

// clarityDataMatrix looks at the solid left and bottom sides and at the clock tracks on the
// other two: light at odd columns of the top row, dark at odd rows of the right column.
func (l layout) clarityDataMatrix(p probe) float64 {
	left := track(l.rows, func(i int) float64 { return p(i, 0) })
	bottom := track(l.columns, func(i int) float64 { return p(l.rows-1, i) })
	top := track(l.columns, func(i int) float64 { return p(0, i) })
	right := track(l.rows, func(i int) float64 { return p(i, l.columns-1) })
	clock := (top.odd - top.even + right.even - right.odd) / 2
	solid := (top.odd+right.even)/2 - (left.odd+left.even+bottom.odd+bottom.even)/4
	return min(clock, solid)
}

// clarityQR looks at the three finder patterns, the two clock tracks between them and, where
// there is one, the alignment pattern near the fourth corner.
func (l layout) clarityQR(p probe) float64 {
	n := l.rows
	rows := track(n-16, func(i int) float64 { return p(8+i, 6) })
	columns := track(n-16, func(i int) float64 { return p(6, 8+i) })
	clock := (rows.odd - rows.even + columns.odd - columns.even) / 2
	finders := []float64{
		rings(p, 3, 3, 3), rings(p, 3, n-4, 3), rings(p, n-4, 3, 3), clock,
	}
	if n > 21 {
		finders = append(finders, rings(p, n-7, n-7, 2))
	}
	worst, sum := finders[0], 0.0
	for _, f := range finders {
		worst, sum = min(worst, f), sum+f
	}
	return (worst + sum/float64(len(finders))) / 2
}

// rings compares the light ring around a dark middle with the dark ring around that. reach
// is the distance of the outer ring.
func rings(p probe, row, column, reach int) float64 {
	var light, dark float64
	for i := -reach; i < reach; i++ {
		dark += p(row-reach, column+i) + p(row+i, column+reach) +
			p(row+reach, column-i) + p(row-i, column-reach)
	}
	inner := reach - 1
	for i := -inner; i < inner; i++ {
		light += p(row-inner, column+i) + p(row+i, column+inner) +
			p(row+inner, column-i) + p(row-i, column-inner)
	}
	dark = (dark/float64(8*reach) + p(row, column)) / 2
	return light/float64(8*inner) - dark
}

// tracked is the mean grey value of every second module of one side.
type tracked struct{ even, odd float64 }

func track(n int, value func(int) float64) (t tracked) {
	for i := 0; i+1 < n; i += 2 {
		t.even += value(i)
		t.odd += value(i + 1)
	}
	t.even, t.odd = t.even/float64(n/2), t.odd/float64(n/2)
	return t
}
