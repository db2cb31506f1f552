package gs1

import "strings"

// Character sets of element strings, GenSpecs figures 7.11-1, 7.11-2 and 7.11-3. Set 82 is
// ISO/IEC 646 without space # $ @ [ \ ] ^ ` { | } ~.

const charset82Signs = `!"%&'()*+,-./:;<=>?_`

func isCharset82(c byte) bool { return isAlnum(c) || strings.IndexByte(charset82Signs, c) >= 0 }

func isCharset39(c byte) bool {
	return isDigit(c) || isUpper(c) || c == '#' || c == '-' || c == '/'
}

func isCharset64(c byte) bool { return isAlnum(c) || c == '-' || c == '_' }

func isUpper(c byte) bool { return 'A' <= c && c <= 'Z' }

func isLower(c byte) bool { return 'a' <= c && c <= 'z' }

func isAlnum(c byte) bool { return isDigit(c) || isUpper(c) || isLower(c) }
