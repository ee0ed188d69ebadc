package smsc

import (
	"encoding/binary"
	"strconv"
	"strings"
)

// query is the string of parameters of the operations that end in 2, in the order in
// which they were added. (SMSC SOAP docs, query.)
type query []parameter //nolint:recvcheck // adding changes it, encoding does not

type parameter struct{ name, value string }

func (q *query) add(name, value string) { *q = append(*q, parameter{name, value}) }

// flag adds name=1 when on. Off is the service's default and is not sent.
func (q *query) flag(name string, on bool) {
	if on {
		q.add(name, "1")
	}
}

// number adds a number when there is one. 0 is the service's default and is not sent.
func (q *query) number(name string, n int) {
	if n != 0 {
		q.add(name, strconv.Itoa(n))
	}
}

// encode joins the parameters as name=value&name=value with percent-encoded
// values. size is that of the request, which is mostly this string where it is large.
func (q query) encode(size int) string {
	var b strings.Builder
	if size > large {
		b.Grow(size)
	}
	for i, p := range q {
		if i > 0 {
			b.WriteByte('&')
		}
		b.WriteString(p.name)
		b.WriteByte('=')
		writeEncoded(&b, p.value)
	}
	return b.String()
}

// large is from which size on a request is mostly its query string.
const large = 8 << 10

// writeEncoded writes s percent-encoded. A space is %20: that and %2B are read alike by
// every decoder, + is not.
func writeEncoded(b *strings.Builder, s string) {
	var part [256]byte
	n := 0
	for i := range len(s) {
		if n > len(part)-4 {
			b.Write(part[:n])
			n = 0
		}
		// Four bytes are written, of which one or three count: without a branch this takes
		// half the time.
		binary.LittleEndian.PutUint32(part[n:], encodedBytes[s[i]])
		n += int(encodedWidth[s[i]])
	}
	b.Write(part[:n])
}

// encodedBytes is each character as it stands in a query string, its first byte lowest.
var encodedBytes = func() (encoded [256]uint32) {
	const digits = "0123456789ABCDEF"
	for i := range encoded {
		encoded[i] = uint32(i)
		if encodedWidth[i] == 3 {
			encoded[i] = '%' | uint32(digits[i>>4])<<8 | uint32(digits[i&15])<<16
		}
	}
	return encoded
}()

// xmlSize is the length of s as the text of an XML element.
func xmlSize(s string) int {
	return len(s) + 4*(strings.Count(s, "&")+strings.Count(s, "\r")) + 3*(strings.Count(s, "<")+strings.Count(s, ">"))
}

// encodedSize is how long writeEncoded makes s.
func encodedSize(s string) int {
	size := 0
	for i := range len(s) {
		size += int(encodedWidth[s[i]])
	}
	return size
}

// encodedWidth is 1 for the characters that a query string holds as they are, and 3 for
// all others. (RFC 3986, unreserved.)
var encodedWidth = func() (width [256]uint8) {
	for i := range width {
		width[i] = 3
	}
	for _, c := range "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~" {
		width[c] = 1
	}
	return width
}()
