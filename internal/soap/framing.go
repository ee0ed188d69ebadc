package soap

import (
	"bytes"
	"strconv"
)

// framing follows the bytes of an HTTP/1.1 response and knows where it ends.
//
// net/http knows that as well, but only behind a buffer that has then read further.
// What it finds there when the next request is already on its way it takes for the
// answer to that, and otherwise it prints it to the global log. A connection that
// knows the end hands on nothing behind it; see [watchedConn].
//
// net/http still reads the response by itself. Where both disagree, it misses bytes
// and the call fails: nothing can become an answer here that is none.
type framing struct {
	part part
	left int64  // bytes of the body or the chunk that are still to come
	line []byte // the beginning of a line whose end is still to come

	// What the head says of the body.
	status  int
	http10  bool  // or older: there are no chunks
	length  int64 // Content-Length; noLength or badLength
	chunked bool
	framed  bool // the last field was one of those two
}

// part is the part of a response that the next byte belongs to.
type part uint8

const (
	nothing    part = iota // no response is due, so the next byte is one too many
	statusLine             // of the response, or of an interim one (1xx) before it
	field                  // a header field, or the blank line that ends the head
	body                   // left bytes, which are the rest
	chunkSize
	chunkData // left bytes, then the rest of the line
	chunkEnd
	trailer
	endless // up to the end of the connection, which is then not used again
)

const (
	noLength  = -1
	badLength = -2
)

// due makes the next byte the first one of a response.
func (f *framing) due() { *f = framing{part: statusLine, line: f.line[:0]} }

// take tells how many of the bytes p still belong to the response.
func (f *framing) take(p []byte) (n int) {
	for n < len(p) {
		switch f.part {
		case nothing:
			return n
		case endless:
			return len(p)
		case body, chunkData:
			some := min(f.left, int64(len(p)-n))
			n += int(some)
			if f.left -= some; f.left > 0 {
				continue
			}
			if f.part == body {
				f.part = nothing
			} else {
				f.part = chunkEnd
			}
		case statusLine, field, chunkSize, chunkEnd, trailer:
			i := bytes.IndexByte(p[n:], '\n')
			if i < 0 {
				f.hold(p[n:])
				return len(p)
			}
			line := p[n : n+i]
			if len(f.line) > 0 {
				f.hold(line)
				line = f.line
			}
			n += i + 1
			f.read(bytes.TrimSuffix(line, []byte("\r")))
			f.line = f.line[:0]
		}
	}
	return n
}

// hold keeps the beginning of a line. net/http allows no line that is longer.
func (f *framing) hold(p []byte) {
	if len(f.line)+len(p) > maxResponseHeader {
		f.part = nothing
		return
	}
	f.line = append(f.line, p...)
}

// read reads a whole line. One that cannot be understood ends the response.
func (f *framing) read(line []byte) {
	switch f.part {
	case statusLine:
		f.readStatus(line)
	case field:
		f.readField(line)
	case chunkSize:
		size, _, _ := bytes.Cut(line, []byte(";"))
		left, err := strconv.ParseInt(string(bytes.TrimRight(size, " \t")), 16, 64)
		switch f.left = left; {
		case err != nil || left < 0:
			f.part = nothing
		case left == 0:
			f.part = trailer
		default:
			f.part = chunkData
		}
	case chunkEnd:
		if f.part = nothing; len(line) == 0 {
			f.part = chunkSize
		}
	case trailer:
		if len(line) == 0 {
			f.part = nothing
		}
	case nothing, body, chunkData, endless: // have no lines
	}
}

func (f *framing) readStatus(line []byte) {
	proto, rest, _ := bytes.Cut(line, []byte(" "))
	code, _, _ := bytes.Cut(bytes.TrimLeft(rest, " "), []byte(" "))
	status, err := strconv.Atoi(string(code))
	if err != nil {
		f.part = nothing
		return
	}
	f.status, f.http10 = status, string(proto) < "HTTP/1.1"
	f.length, f.chunked, f.framed = noLength, false, false
	f.part = field
}

func (f *framing) readField(line []byte) {
	if len(line) == 0 {
		f.endHead()
		return
	}
	if f.framed && (line[0] == ' ' || line[0] == '\t') { // it goes on with the field before it
		f.length, f.chunked = badLength, false
		return
	}
	name, value, _ := bytes.Cut(line, []byte(":"))
	switch {
	case isField(name, "Content-Length"):
		f.framed = true
		length, err := strconv.ParseInt(string(bytes.TrimSpace(value)), 10, 64)
		if f.length = length; err != nil || length < 0 {
			f.length = badLength
		}
	case isField(name, "Transfer-Encoding") && !f.http10:
		f.framed = true
		if f.chunked = bytes.EqualFold(bytes.TrimSpace(value), []byte("chunked")); !f.chunked {
			f.length = badLength
		}
	default:
		f.framed = false
	}
}

func isField(name []byte, want string) bool {
	return len(name) == len(want) && bytes.EqualFold(name, []byte(want))
}

// endHead says what follows a head (RFC 9112, section 6.3). To a POST and a GET
// these are all cases.
func (f *framing) endHead() {
	switch {
	case f.status/100 == 1 && f.status != 101:
		f.part = statusLine
	case f.status == 101, f.status == 204, f.status == 304:
		f.part = nothing // behind a 101 follows another protocol, which nobody asked for
	case f.chunked:
		f.part = chunkSize
	case f.length > 0:
		f.part, f.left = body, f.length
	case f.length == noLength:
		f.part = endless
	default:
		f.part = nothing
	}
}
