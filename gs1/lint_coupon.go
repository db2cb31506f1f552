package gs1

// North American coupons carry numbers with a leading digit that tells their length. No
// medicine has one, but a label that does is read to its end like any other.

// coupon reads such a number from left to right and stops at the first fault.
type coupon struct {
	text string
	at   int
	bad  bool
}

// one reads a digit that must be among allowed.
func (c *coupon) one(allowed string) byte {
	if c.bad || c.at >= len(c.text) {
		c.bad = true
		return 0
	}
	d := c.text[c.at]
	for i := range len(allowed) {
		if allowed[i] == d {
			c.at++
			return d
		}
	}
	c.bad = true
	return 0
}

func (c *coupon) skip(digits int) {
	if c.bad || len(c.text)-c.at < digits {
		c.bad = true
		return
	}
	c.at += digits
}

// sized reads a length digit among allowed, then that many digits and more.
func (c *coupon) sized(allowed string, more int) {
	if d := c.one(allowed); !c.bad {
		c.skip(int(d-'0') + more)
	}
}

// optional starts the optional field of that number if it comes next.
func (c *coupon) optional(field byte) bool {
	if c.bad || c.at >= len(c.text) || c.text[c.at] != field {
		return false
	}
	c.at++
	return true
}

func (c *coupon) date() string {
	start := c.at
	if c.skip(6); c.bad {
		return ""
	}
	day := c.text[start:c.at]
	c.bad = lintYymmdd(day).reason != ""
	return day
}

// finding reports the first bad digit, or what is left when all fields were read.
func (c *coupon) finding() finding {
	if c.bad || c.at < len(c.text) {
		return bad(InvalidCoupon, c.at, len(c.text)-c.at)
	}
	return finding{}
}

const anyDigit = "0123456789"

// lintCouponcode is AI (8110), North American Coupon Application Guideline.
func lintCouponcode(s string) finding {
	if f := lintNumeric(s); f.reason != "" {
		return f
	}
	c := coupon{text: s}
	c.sized("0123456", 6) // company prefix
	c.skip(6)             // offer code
	c.sized("12345", 0)   // save value
	c.purchase()
	if c.optional('1') { // second purchase
		c.one("0123")
		c.purchase()
		c.company()
	}
	if c.optional('2') { // third purchase
		c.purchase()
		c.company()
	}
	expiry := ""
	if c.optional('3') {
		expiry = c.date()
	}
	if c.optional('4') {
		start := c.date()
		c.bad = c.bad || expiry != "" && expiry < start
	}
	if c.optional('5') { // serial number
		c.sized(anyDigit, 6)
	}
	if c.optional('6') { // retailer
		c.sized("1234567", 6)
	}
	if c.optional('9') { // save value code, item, store coupon, do not multiply
		c.one("01256")
		c.one("012")
		c.one(anyDigit)
		c.one("01")
	}
	return c.finding()
}

// purchase reads requirement, requirement code and family code.
func (c *coupon) purchase() {
	c.sized("12345", 0)
	c.one("012349")
	c.skip(3)
}

// company reads a company prefix of its own; 9 says that it is the first one.
func (c *coupon) company() {
	if !c.optional('9') {
		c.sized("0123456", 6)
	}
}

// lintCouponposoffer is AI (8112), the coupon of the positive offer file.
func lintCouponposoffer(s string) finding {
	if f := lintNumeric(s); f.reason != "" {
		return f
	}
	c := coupon{text: s}
	c.one("01")           // format
	c.sized("0123456", 6) // funder
	c.skip(6)             // offer code
	c.sized(anyDigit, 6)  // serial number
	return c.finding()
}
