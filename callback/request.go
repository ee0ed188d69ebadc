package callback

import (
	"context"
	"encoding/xml"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding"
)

// NewRequest returns the request with which the service would report an event to
// target, the URL that is set in the account. Use it in tests: pass it to the handler
// directly, or send it with an [http.Client] to a server on loopback.
//
// As with the service, the parameters of target say how the request is written:
//
//	charset        utf-8, koi8-r or windows-1251, which is the default
//	fmt            2 for XML, 3 for JSON; a form without it
//	md5 sha1 crc32 the checksums to add; their values are ignored
//
// With none of the last line there is no checksum, and a handler refuses the request.
// (SMSC HTTP docs, handler of statuses and messages.)
//
// The shape of XML and JSON and the bytes that are hashed are inferred. The root
// element is "callback". JSON has only strings, and escapes what is not ASCII, as PHP
// does. A form is hashed in its charset and the others in UTF-8, so a program that
// hashes the values it has read gets the same checksum.
//
// The error says which argument is wrong, for example that the charset cannot
// represent a text. It does not show the arguments.
func NewRequest(ctx context.Context, target, secret string, event Event) (*http.Request, error) {
	if secret == "" {
		return nil, errNoSecret
	}
	if err := checkEvent(event); err != nil {
		return nil, err
	}
	address, err := url.Parse(target)
	if err != nil {
		return nil, errors.New("callback: the target is not a URL") // the parser's error would show it
	}
	wanted, err := askedBy(address.Query())
	if err != nil {
		return nil, err
	}
	body, err := wanted.body(event, secret)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address.String(), strings.NewReader(body))
	if err != nil {
		return nil, errors.New("callback: the context must not be nil")
	}
	r.Header.Set("Content-Type", wanted.form.contentType)
	return r, nil
}

// asked is what the URL in the account asks for.
type asked struct {
	charset   Charset
	form      form
	checksums []Checksum
}

// form is one way to write fields.
type form struct {
	contentType string
	// hashed is the charset that is hashed; empty means the charset of the request.
	hashed Charset
	write  func(Charset, []field) (string, error)
}

func askedBy(query url.Values) (asked, error) {
	var a asked
	charset, ok := charsetAsked(query, CharsetWindows1251)
	if !ok {
		return asked{}, errors.New("callback: the target's charset must be utf-8, windows-1251 or koi8-r")
	}
	a.charset = charset
	switch query.Get("fmt") {
	case "":
		a.form = form{contentType: "application/x-www-form-urlencoded", write: writeForm}
	case "2":
		a.form = form{contentType: "text/xml", hashed: CharsetUTF8, write: writeXML}
	case "3":
		a.form = form{contentType: "application/json", hashed: CharsetUTF8, write: writeJSON}
	default:
		return asked{}, errors.New("callback: the target's fmt must be 2 or 3, or absent")
	}
	for _, sum := range []Checksum{ChecksumMD5, ChecksumSHA1, ChecksumCRC32} {
		if query.Has(string(sum)) {
			a.checksums = append(a.checksums, sum)
		}
	}
	return a, nil
}

func (a asked) body(event Event, secret string) (string, error) {
	hashed := a.form.hashed
	if hashed == "" {
		hashed = a.charset
	}
	raw, ok := hashed.encode(message(event.signed(), secret))
	if !ok {
		return "", errCharset
	}
	fields := event.fields()
	for _, sum := range a.checksums {
		fields = append(fields, field{string(sum), sum.of(raw)})
	}
	for _, f := range fields {
		if !utf8.ValidString(f.name) || !utf8.ValidString(f.value) {
			return "", errCharset
		}
	}
	return a.form.write(a.charset, fields)
}

var errCharset = errors.New("callback: the charset cannot represent the event or the secret")

func writeForm(charset Charset, fields []field) (string, error) {
	var b strings.Builder
	for i, f := range fields {
		name, okName := charset.encode(f.name)
		value, okValue := charset.encode(f.value)
		if !okName || !okValue {
			return "", errCharset
		}
		if i > 0 {
			b.WriteByte('&')
		}
		b.WriteString(url.QueryEscape(name))
		b.WriteByte('=')
		b.WriteString(url.QueryEscape(value))
	}
	return b.String(), nil
}

// writeJSON writes ASCII only, which is the same in every charset.
func writeJSON(_ Charset, fields []field) (string, error) {
	var b strings.Builder
	for i, f := range fields {
		b.WriteByte("{,"[min(i, 1)])
		writeJSONString(&b, f.name)
		b.WriteByte(':')
		writeJSONString(&b, f.value)
	}
	b.WriteByte('}')
	return b.String(), nil
}

func writeJSONString(b *strings.Builder, s string) {
	const hex = "0123456789abcdef"
	b.WriteByte('"')
	for _, r := range s {
		if r >= ' ' && r < utf8.RuneSelf && r != '"' && r != '\\' {
			b.WriteByte(byte(r))
			continue
		}
		for _, u := range utf16.AppendRune(nil, r) {
			b.WriteString(`\u`)
			for shift := 12; shift >= 0; shift -= 4 {
				b.WriteByte(hex[u>>shift&0xf])
			}
		}
	}
	b.WriteByte('"')
}

var xmlName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.-]*$`)

// writeXML declares the charset, and writes references for what the charset lacks.
func writeXML(charset Charset, fields []field) (string, error) {
	if charset == CharsetKOI8R {
		charset = CharsetWindows1251 // as decodeDocument has it
	}
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="` + string(charset) + `"?>` + "\n<callback>\n")
	for _, f := range fields {
		if !xmlName.MatchString(f.name) || strings.ContainsFunc(f.value, notXML) {
			return "", errors.New("callback: XML cannot represent the event")
		}
		b.WriteString("<" + f.name + ">")
		_ = xml.EscapeText(&b, []byte(f.value)) // a Builder takes everything
		b.WriteString("</" + f.name + ">\n")
	}
	b.WriteString("</callback>\n")
	table := charset.table()
	if table == nil {
		return b.String(), nil
	}
	return encoding.HTMLEscapeUnsupported(table.NewEncoder()).String(b.String())
}

// notXML reports whether XML cannot hold a character, not even as a reference.
func notXML(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff
}
