package smsc

import "unicode/utf8"

// Encoding is the alphabet in which a text travels as SMS. (3GPP TS 23.038.)
type Encoding int

const (
	// GSM7 is the GSM 03.38 default alphabet with its extension table, 7 bits a
	// character. A character of the extension table counts as two.
	GSM7 Encoding = iota
	// UCS2 is what any other text needs: UTF-16, in which most characters count
	// as one and those outside the basic plane, such as emoji, as two.
	UCS2
)

// String returns "GSM-7" or "UCS-2".
func (e Encoding) String() string {
	if e == GSM7 {
		return "GSM-7"
	}
	return "UCS-2"
}

// PartSize is the number of the encoding's units that fit into an SMS that is
// alone (160 or 70), and into each of several that are joined on the phone (153
// or 67), which spend the rest on the header that joins them. (SMSC SOAP docs,
// send_sms, mes.)
func (e Encoding) PartSize() (single, joined int) {
	if e == GSM7 {
		return 160, 153
	}
	return 70, 67
}

// Segmentation is how a text is cut into SMS. The service charges each part.
type Segmentation struct {
	// Encoding is the alphabet that the whole text travels in: UCS2 as soon as
	// one character is not in GSM-7.
	Encoding Encoding
	// Parts is the number of SMS, 1 at least: an empty message is one part.
	Parts int
	// Units is the length of the text in units of the encoding: GSM-7 characters,
	// with two for one of the extension table, or UTF-16 code units.
	Units int
	// Remaining is how many more units the last part holds before another one
	// begins. A text in one part that grows beyond it is cut anew, into parts of
	// the smaller size.
	Remaining int
	// Forced is the first character that is not in GSM-7 and made the text UCS2.
	// 0 in a GSM7 text.
	Forced rune
	// ForcedAt is the index of Forced in the text, in bytes: text[ForcedAt:]
	// begins with it. -1 in a GSM7 text.
	ForcedAt int
}

// Segments returns how text is cut into SMS parts: with which encoding, how many,
// how much room is left, and which character forced UCS-2 if one did. A
// character that counts as two (one of GSM-7's extension table, or one outside
// the basic plane) is never split between two parts, so parts may be one unit
// short. A byte that is not UTF-8 counts as the replacement character.
//
// It counts the text alone: what the service cuts off or adds (a comment, a
// shortened link, a signature) is not known here.
func Segments(text string) Segmentation {
	s := Segmentation{ForcedAt: -1}
	for i, r := range text {
		width := gsm7Width(r)
		if width == 0 {
			s.Encoding, s.Forced, s.ForcedAt = UCS2, r, i
			break
		}
		s.Units += width
	}
	if s.Encoding == UCS2 {
		s.Units = 0
		for _, r := range text {
			s.Units += ucs2Width(r)
		}
	}

	single, joined := s.Encoding.PartSize()
	s.Parts, s.Remaining = 1, single-s.Units
	if s.Units > single {
		s.Remaining = joined
		for _, r := range text {
			width := s.Encoding.width(r)
			if width > s.Remaining {
				s.Parts++
				s.Remaining = joined
			}
			s.Remaining -= width
		}
	}
	return s
}

// TruncateSegments returns the longest beginning of text that fits into so many
// parts, in the encoding of the whole text, as the service does with maxsms (SMSC SOAP
// docs, send_sms, maxsms). With parts below 1 it is empty.
func TruncateSegments(text string, parts int) string {
	if parts < 1 {
		return ""
	}
	whole := Segments(text)
	if whole.Parts <= parts {
		return text
	}
	single, joined := whole.Encoding.PartSize()
	size := joined
	if parts == 1 {
		size = single
	}
	part, remaining := 1, size
	for i, r := range text {
		width := whole.Encoding.width(r)
		if width > remaining {
			if part == parts {
				return text[:i]
			}
			part++
			remaining = size
		}
		remaining -= width
	}
	return text
}

// width is the number of units that r takes.
func (e Encoding) width(r rune) int {
	if e == GSM7 {
		return gsm7Width(r)
	}
	return ucs2Width(r)
}

func ucs2Width(r rune) int {
	if r > 0xFFFF {
		return 2
	}
	return 1
}

// gsm7Width returns 1 for a character of the basic table, 2 for one of the
// extension table, which needs an escape in front, and 0 for any other.
func gsm7Width(r rune) int {
	if r >= 0 && r < utf8.RuneSelf {
		return int(gsm7ASCII[r])
	}
	switch r {
	case '€':
		return 2
	case '£', '¥', 'è', 'é', 'ù', 'ì', 'ò', 'Ç', 'Ø', 'ø', 'Å', 'å',
		'Δ', 'Φ', 'Γ', 'Λ', 'Ω', 'Π', 'Ψ', 'Σ', 'Θ', 'Ξ', 'Æ', 'æ', 'ß', 'É',
		'¤', '¡', 'Ä', 'Ö', 'Ñ', 'Ü', '§', '¿', 'ä', 'ö', 'ñ', 'ü', 'à':
		return 1
	}
	return 0
}

// gsm7ASCII holds the width of each ASCII character. The grave accent is in
// neither table, and of the control characters only three are.
var gsm7ASCII = func() (width [utf8.RuneSelf]uint8) {
	for r := ' '; r <= '~'; r++ {
		width[r] = 1
	}
	width['`'] = 0
	width['\n'], width['\r'] = 1, 1
	for _, r := range "\f^{}\\[~]|" {
		width[r] = 2
	}
	return width
}()
