package smsctest

import (
	"encoding/hex"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-smsc/smsc"
)

const maxText = 1000 // characters (SMSC SOAP docs, mes)

// content is what is delivered besides the text, and how it is counted.
type content struct {
	channel Channel
	comment string
	subject string
	binary  *Binary
}

// Binary is the content of a binary message (SMSC SOAP docs, bin).
type Binary struct {
	// Header is the user data header without its length byte.
	Header []byte `json:"header"`
	// Payload is what follows.
	Payload []byte `json:"payload"`
	// PID and DCS are the protocol identifier and the data coding scheme; -1 when
	// they were not given.
	PID int `json:"pid"`
	DCS int `json:"dcs"`
}

// readText finds in a text what is not delivered, and checks the rest.
func (r *paramsReader) readText(l *line) {
	if !printableXML(l.text) {
		r.fail(codeParameters)
		return
	}
	var tail string
	l.text, tail = cutComment(l.text)
	l.about.channel = r.channel
	if r.channel == ChannelSMS {
		if channel, rest := cutPrefix(l.text); channel != "" {
			l.about.channel, l.text = channel, rest
		}
	}
	l.about.comment = tail
	l.about.subject = r.query["subj"]
	r.require(utf8.RuneCountInString(l.text) <= maxText)

	switch channel := l.about.channel; {
	case channel.silent():
		l.text = "" // mes is not used (SMSC SOAP docs, hlr and ping)
	case channel == ChannelBinary:
		r.require(l.readBinary(r.query["bin"] == "2", tail))
	case channel == ChannelPush:
		link, title, both := strings.Cut(l.text, "\n")
		r.require(both && title != "" && isLink(strings.TrimSpace(link)))
	case channel == ChannelMMS:
		r.require(l.text != "" || r.query["subj"] != "" || r.query["fileurl"] != "")
	case channel == ChannelMail:
		r.require(l.text != "" && r.query["subj"] != "")
	case channel.fileInstead():
		r.require(l.text != "" || r.query["fileurl"] != "")
	default:
		r.require(l.text != "")
	}
}

// cutComment cuts off what stands behind a line of three tildes; it is for the
// sender's history only (SMSC SOAP docs, mes; the separator from the HTTP docs).
func cutComment(text string) (delivered, comment string) {
	rest := text
	for at := 0; ; {
		lineText, after, more := strings.Cut(rest, "\n")
		if strings.TrimSuffix(lineText, "\r") == "~~~" {
			return strings.TrimSuffix(strings.TrimSuffix(text[:at], "\n"), "\r"), after
		}
		if !more {
			return text, ""
		}
		at += len(lineText) + 1
		rest = after
	}
}

var codingForm = regexp.MustCompile(`^pid: ([0-9]{1,3}), dcs: ([0-9]{1,3})$`)

// readBinary takes the text for the octets that it stands for: hex digits, or
// a character an octet. What stands where a text has its comment is pid and dcs.
func (l *line) readBinary(asHex bool, tail string) bool {
	b := &Binary{PID: -1, DCS: -1}
	var octets []byte
	if asHex {
		var err error
		if octets, err = hex.DecodeString(l.text); err != nil {
			return false
		}
	} else {
		for _, r := range l.text {
			if r > 0xFF {
				return false
			}
			octets = append(octets, byte(r))
		}
	}
	if len(octets) < 2 || int(octets[0]) >= len(octets)-1 {
		return false
	}
	header := int(octets[0])
	b.Header, b.Payload = octets[1:1+header], octets[1+header:]
	if tail != "" {
		m := codingForm.FindStringSubmatch(tail)
		if m == nil {
			return false
		}
		b.PID, _ = strconv.Atoi(m[1])
		b.DCS, _ = strconv.Atoi(m[2])
		if b.PID > 255 || b.DCS > 255 {
			return false
		}
	}
	l.about.binary, l.about.comment = b, ""
	return true
}

// octets is the length of what travels: the header counts with its length byte,
// and no header does not count at all.
func (b *Binary) octets() int {
	if len(b.Header) == 0 {
		return len(b.Payload)
	}
	return 1 + len(b.Header) + len(b.Payload)
}

// octetParts is the number of SMS that so many octets take: 140, or 134 each when
// they are joined (3GPP TS 23.040).
func octetParts(octets int) int {
	if octets <= 140 {
		return 1
	}
	return (octets + 133) / 134
}

// callPace is how fast a text is read out, in characters a second. The service's
// own pace is not known.
const callPace = 15

// count returns the text that is delivered, and its parts or, for a call, its
// seconds; what the service multiplies by the recipients for cnt.
func (l *line) count(maxParts int) (text string, parts int) {
	switch l.about.channel {
	case ChannelSMS, ChannelFlash:
		text = l.text
		if maxParts > 0 {
			text = smsc.TruncateSegments(text, maxParts)
		}
		return text, smsc.Segments(text).Parts
	case ChannelBinary:
		return l.text, octetParts(l.about.binary.octets())
	case ChannelPush:
		return l.text, octetParts(len(l.text))
	case ChannelCall:
		return l.text, max(1, (utf8.RuneCountInString(l.text)+callPace-1)/callPace)
	default:
		return l.text, 1
	}
}
