package scanner

import qrcode "github.com/skip2/go-qrcode"

// TerminalQR draws a link as a QR code of half-block characters, for a phone to be
// held against a terminal. It is empty where the link is too long for a code.
func TerminalQR(link string) string {
	q, err := qrcode.New(link, qrcode.Medium)
	if err != nil {
		return ""
	}
	return q.ToSmallString(false)
}
