package callback

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Bounds of what a body may hold. The service needs some twenty fields.
const (
	maxFields = 100
	maxDepth  = 8 // of XML elements
)

// readFields reads a body into UTF-8. Its first character tells the form, whatever
// fmt and Content-Type say: a form begins with a name, which has neither a brace nor
// an angle bracket in it, and HTTP libraries label bodies as forms by default.
func readFields(body, contentType string, charset Charset) (url.Values, *RequestError) {
	media, params, err := mime.ParseMediaType(contentType)
	if err == nil && media == "multipart/form-data" {
		return readMultipart(body, params["boundary"], charset)
	}
	switch text := strings.TrimLeft(strings.TrimPrefix(body, "\ufeff"), " \t\r\n"); {
	case strings.HasPrefix(text, "{"):
		return readJSON(text, charset)
	case strings.HasPrefix(text, "<"):
		return readXML(text, charset)
	default:
		return readForm(body, charset)
	}
}

// collection gathers fields, and refuses what could be understood in two ways.
type collection struct {
	values url.Values
	count  int
}

// known are the fields that this package reads. It is only read.
var known = map[string]bool{
	"id": true, "phone": true, "status": true, "time": true, "ts": true, "err": true, "cost": true, "type": true,
	"imsi": true, "msc": true, "mcc": true, "mnc": true, "cn": true, "net": true, "rcn": true, "rnet": true,
	"mes": true, "to": true, "waitcall": true,
	"md5": true, "sha1": true, "crc32": true,
}

// add takes a field. A plain one is text, and not something with a structure.
func (c *collection) add(name, value string, plain bool) *RequestError {
	c.count++
	switch {
	case c.count > maxFields:
		return unreadable("too many fields")
	case known[name] && !plain:
		return unreadable("a field has a structure where a value is due")
	case known[name] && c.values.Has(name):
		// One may be what the checksum covers, and the other what is acted upon.
		return unreadable("a field is given twice")
	}
	if c.values == nil {
		c.values = make(url.Values)
	}
	c.values.Add(name, value)
	return nil
}

// addRaw takes a field that is written in charset.
func (c *collection) addRaw(name, value string, charset Charset) *RequestError {
	name, okName := charset.decode(name)
	value, okValue := charset.decode(value)
	if !okName || !okValue {
		return unreadable("a field is not text in the charset")
	}
	return c.add(name, value, true)
}

func readForm(body string, charset Charset) (url.Values, *RequestError) {
	if strings.Count(body, "&") >= maxFields {
		return nil, unreadable("too many fields")
	}
	raw, err := url.ParseQuery(body)
	if err != nil {
		return nil, unreadable("the form is malformed")
	}
	var c collection
	for name, values := range raw {
		for _, value := range values {
			if refused := c.addRaw(name, value, charset); refused != nil {
				return nil, refused
			}
		}
	}
	return c.values, nil
}

// readQuery reads the fields of a GET request, which share the URL's parameters with
// the settings that the account's URL has.
func readQuery(query string, charset Charset) (url.Values, *RequestError) {
	return readForm(strings.Join(slices.DeleteFunc(strings.Split(query, "&"), isSetting), "&"), charset)
}

// isSetting tells whether a parameter is one of the account's URL: charset, fmt, or
// a checksum that is asked for, with no value or as a switch.
func isSetting(parameter string) bool {
	name, value, _ := strings.Cut(parameter, "=")
	switch name {
	case "charset", "fmt":
		return true
	case string(ChecksumMD5), string(ChecksumSHA1), string(ChecksumCRC32):
		return value == "" || value == "1"
	default:
		return false
	}
}

func readMultipart(body, boundary string, charset Charset) (url.Values, *RequestError) {
	// Without its last boundary a form is cut; the reader does not always say so.
	if boundary == "" || !strings.Contains(body, "--"+boundary+"--") {
		return nil, unreadable("the form is malformed")
	}
	parts := multipart.NewReader(strings.NewReader(body), boundary)
	var c collection
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return c.values, nil
		}
		if err != nil {
			return nil, unreadable("the form is malformed")
		}
		value, err := io.ReadAll(part)
		if err != nil {
			return nil, unreadable("the form is malformed")
		}
		if refused := c.addRaw(part.FormName(), string(value), charset); refused != nil {
			return nil, refused
		}
	}
}

// decodeDocument reads a JSON or XML document into UTF-8. Both are UTF-8 by their
// own standards, so what is valid as such is taken for it. Only else it counts what
// the URL asks for, and there koi8-r does not: the service has no such documents,
// and what it writes instead is inferred to be its default.
func decodeDocument(body string, charset Charset) (string, *RequestError) {
	if utf8.ValidString(body) {
		return body, nil
	}
	if charset == CharsetKOI8R {
		charset = CharsetWindows1251
	}
	text, ok := charset.decode(body)
	if !ok {
		return "", unreadable("the body is not text in the charset")
	}
	return text, nil
}

func readJSON(body string, charset Charset) (url.Values, *RequestError) {
	text, refused := decodeDocument(body, charset)
	if refused != nil {
		return nil, refused
	}
	malformed := unreadable("the JSON is malformed")
	decoder := json.NewDecoder(strings.NewReader(text))
	_, _ = decoder.Token() // the brace that readFields has seen
	var c collection
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return nil, malformed
		}
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return nil, malformed
		}
		if string(value) == "null" {
			continue
		}
		content, plain := jsonText(value)
		// The decoder takes nothing but a string for a name.
		if refused := c.add(name.(string), content, plain); refused != nil { //nolint:forcetypeassert // as said
			return nil, refused
		}
	}
	if _, err := decoder.Token(); err != nil { // the other brace
		return nil, malformed
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, malformed
	}
	return c.values, nil
}

// jsonText returns the text of a well-formed value: of a string what it says, of
// anything else how it is written, since 1 and "1" are the same to the service.
func jsonText(value json.RawMessage) (text string, plain bool) {
	switch value[0] {
	case '"':
		// Cannot fail: the decoder has read it already.
		_ = json.Unmarshal(value, &text)
		return text, true
	case '{', '[':
		return string(value), false
	default:
		return string(value), true
	}
}

// declaration finds the encoding that an XML declaration names.
var declaration = regexp.MustCompile(`^<\?xml\s[^>]*\bencoding\s*=\s*["']([^"'>]*)["']`)

// readXML reads the elements inside the root element, by their local names. How the
// root is called does not count, for that is not documented. There are no document
// types, and so no entities but those that XML itself has.
func readXML(body string, charset Charset) (url.Values, *RequestError) {
	text, refused := decodeXML(body, charset)
	if refused != nil {
		return nil, refused
	}
	malformed := unreadable("the XML is malformed")
	decoder := xml.NewDecoder(strings.NewReader(text)) //nolint:gosec // bounded, and without document types
	decoder.CharsetReader = func(_ string, input io.Reader) (io.Reader, error) { return input, nil }
	var (
		c       collection
		depth   int
		roots   int
		content strings.Builder
		plain   bool
	)
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) && roots == 1 {
			return c.values, nil
		}
		if err != nil {
			return nil, malformed
		}
		switch t := token.(type) {
		case xml.Directive:
			return nil, unreadable("document types are not accepted")
		case xml.StartElement:
			switch depth++; {
			case depth > maxDepth:
				return nil, unreadable("the XML is nested too deeply")
			case depth == 1:
				roots++
			case depth == 2:
				content.Reset()
				plain = true
			default:
				plain = false
			}
		case xml.CharData:
			if depth > 1 {
				content.Write(t)
			}
		case xml.EndElement:
			if depth == 2 {
				if refused := c.add(t.Name.Local, content.String(), plain); refused != nil {
					return nil, refused
				}
			}
			depth--
		}
	}
}

// decodeXML reads an XML document into UTF-8: by its declaration, if it has one.
func decodeXML(body string, charset Charset) (string, *RequestError) {
	declared := declaration.FindStringSubmatch(body)
	if declared == nil {
		return decodeDocument(body, charset)
	}
	charset, ok := charsetNamed(declared[1])
	if !ok {
		return "", unreadable("the XML's encoding is none of the service's")
	}
	text, ok := charset.decode(body)
	if !ok {
		return "", unreadable("the body is not text in the charset")
	}
	return text, nil
}
