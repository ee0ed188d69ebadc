package inbox

import (
	"fmt"
	"strings"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

// inspected is all there is to know of a message.
type inspected struct {
	bubble

	Cut       []part
	Forced    string // the character that made it UCS-2, "" for none
	ForcedHex string
	Without   int // parts without such characters
	Scheduled bool
	Exchange  *entry
	Curl, Go  string
	Hex       string // of a binary message
}

// part is one of the SMS that a message is cut into.
type part struct {
	Number, Units, Size int
	Text                string
}

// maxCut bounds the parts that are shown; the service takes no text with more.
const maxCut = 20

func (i *inbox) inspect(m smsctest.Message, endpoint string) *inspected {
	in := &inspected{bubble: bubble{Message: m, Code: m.Code(), Active: true}}
	if in.Alphabet() != "" {
		in.Cut = cut(m.Text)
		if s := smsc.Segments(m.Text); s.ForcedAt >= 0 {
			in.Forced, in.ForcedHex = string(s.Forced), fmt.Sprintf("U+%04X", s.Forced)
			in.Without = smsc.Segments(withoutForeign(m.Text)).Parts
		}
	}
	if m.Binary != nil {
		in.Hex = fmt.Sprintf("%X %X", m.Binary.Header, m.Binary.Payload)
	}
	in.Scheduled = m.SendAt.After(i.gateway.Now())
	if request, ok := i.gateway.Request(m.Request); ok {
		in.Exchange = exchangeOf(request)
	}
	in.Curl = i.curl(endpoint, "+"+strings.TrimPrefix(m.Phone, "+"), m.Text, m.Sender)
	in.Go = goSnippet(m)
	return in
}

// cut cuts a text into parts as smsc.Segments counts them: a character that takes
// two units is never split.
func cut(text string) []part {
	whole := smsc.Segments(text)
	size, joined := whole.Encoding.PartSize()
	if whole.Parts > 1 {
		size = joined
	}
	parts := []part{{Number: 1, Size: size}}
	for _, r := range text {
		width := 1
		if whole.Encoding == smsc.GSM7 {
			width = smsc.Segments(string(r)).Units
		} else if r > 0xFFFF {
			width = 2
		}
		last := &parts[len(parts)-1]
		if last.Units+width > size {
			if len(parts) == maxCut {
				break
			}
			parts = append(parts, part{Number: last.Number + 1, Size: size})
			last = &parts[len(parts)-1]
		}
		last.Units += width
		last.Text += string(r)
	}
	return parts
}

// withoutForeign puts a letter in the place of each character that GSM-7 lacks.
func withoutForeign(text string) string {
	return strings.Map(func(r rune) rune {
		if smsc.Segments(string(r)).Encoding == smsc.UCS2 {
			return '-'
		}
		return r
	}, text)
}
