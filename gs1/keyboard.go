package gs1

import "strings"

// keyboard lists the keys on which a computer set to some language disagrees with a
// scanner that types like a US keyboard: shows[i] appears for types[i].
type keyboard struct {
	shows, types string
}

var keyboards = []keyboard{
	{ // German, Austrian
		`zyZYß?´` + "`" + `üÜ+*#'öÖäÄ;:-_"§&/()=°`,
		`yzYZ-_=+[{]}\|;:'"<>/?@#^&*()~`,
	},
	{ // French, Belgian
		`&é"'(-è_çà1234567890)°azqwAZQW^¨$£mMù%*µ,?;.:/!§`,
		`1234567890!@#$%^&*()-_qwazQWAZ[{]};:'"\|mM,<.>/?`,
	},
	{ // Spanish
		`'?¡¿` + "`" + `^+*ñÑ´¨ç;:-_"·&/()=`,
		`-_=+[{]};:'"\<>/?@#^&*()`,
	},
	{ // Italian
		`'?ì^èé+*òçà°ù§;:-_"£&/()=`,
		`-_=+[{]};:'"\|<>/?@#^&*()`,
	},
	{ // Portuguese
		`'?«»+*´` + "`" + `çÇºª;:-_"&/()=`,
		`-_=+[{]};:'"<>/?@^&*()`,
	},
	{ // Swedish, Finnish
		`+?´` + "`" + `åÅ¨^öÖäÄ'*;:-_"¤&/()=`,
		`-_=+[{]};:'"\|<>/?@$^&*()`,
	},
	{ // Danish
		`+?´` + "`" + `åÅ¨^æÆøØ'*;:-_"¤&/()=`,
		`-_=+[{]};:'"\|<>/?@$^&*()`,
	},
	{ // Norwegian
		`+?\` + "`" + `åÅ¨^øØæÆ'*;:-_"¤&/()=`,
		`-_=+[{]};:'"\|<>/?@$^&*()`,
	},
	{ // Greek
		`αβψδεφγηιξκλμνοπρστθωςχυζ` + `ΑΒΨΔΕΦΓΗΙΞΚΛΜΝΟΠΡΣΤΘΩΧΥΖ;:´¨`,
		`abcdefghijklmnoprstuvwxyz` + `ABCDEFGHIJKLMNOPRSTUVXYZqQ;:`,
	},
	{ // Russian
		`йцукенгшщзхъфывапролджэячсмитьбю.` + `ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,"№;:?`,
		`qwertyuiop[]asdfghjkl;'zxcvbnm,./` + `QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>?@#$^&`,
	},
}

// keyboardDiffers reports whether a code that could not be read makes sense once it is
// typed anew: the computer expects a language and the scanner types US keys, or the
// scanner types the language and the computer expects US keys.
func keyboardDiffers(code string, referenceYear int) bool {
	for _, k := range keyboards {
		for _, typed := range []string{k.retype(code), k.reverse().retype(code)} {
			if typed != code && (opens(typed) && !opens(code) || reads(typed, referenceYear)) {
				return true
			}
		}
	}
	return false
}

func (k keyboard) reverse() keyboard { return keyboard{k.types, k.shows} }

func (k keyboard) retype(code string) string {
	shows, types := []rune(k.shows), []rune(k.types)
	var b strings.Builder
	for _, r := range code {
		for i, shown := range shows {
			if r == shown {
				r = types[i]
				break
			}
		}
		b.WriteRune(r)
	}
	return b.String()
}

// opens reports whether a code starts as only codes do: with a symbology identifier, a
// bracketed AI or a scheme.
func opens(code string) bool {
	if len(code) < 4 {
		return false
	}
	_, known := symbologyOf(code[:symbologyLength])
	_, e := dialect{}.lookup(code[1:], 2)
	return known || hasScheme(code) || code[0] == '(' && code[3] == ')' && e != nil
}
