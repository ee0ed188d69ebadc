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

// readFields reads the fields of a body, as UTF-8. JSON and XML are recognized by
// their first character and not by fmt or Content-Type: HTTP libraries often label
// every body as a form, and a form never begins with a brace or an angle bracket.
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

// collection collects fields. It refuses what could be read in two ways.
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

// add adds a field. It is plain unless it is a list, an object or an element that
// holds others.
func (c *collection) add(name, value string, plain bool) *RequestError {
	c.count++
	switch {
	case c.count > maxFields:
		return unreadable("too many fields")
	case known[name] && !plain:
		return unreadable("a field holds a list or an object instead of a value")
	case known[name] && c.values.Has(name):
		// The checksum could cover one and the program act on the other.
		return unreadable("a field is given twice")
	}
	if c.values == nil {
		c.values = make(url.Values)
	}
	c.values.Add(name, value)
	return nil
}

// addRaw adds a field that is written in charset.
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

// readQuery reads the fields of a GET request. They stand in the URL beside the
// parameters that were entered with it in the account.
func readQuery(query string, charset Charset) (url.Values, *RequestError) {
	return readForm(strings.Join(slices.DeleteFunc(strings.Split(query, "&"), isSetting), "&"), charset)
}

// isSetting reports whether a parameter was entered in the account: charset, fmt, or
// the name of a checksum with no value or with 1.
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
	// The reader does not always notice that a form is cut off, so look for its end.
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

// decodeDocument converts a JSON or XML document to UTF-8. Their standards make UTF-8
// the default, so a document that is valid UTF-8 is read as such. Any other is read in
// the charset of the request. The service does not use koi8-r for documents; that it
// uses its default instead is inferred.
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
	_, _ = decoder.Token() // the opening brace, which readFields has seen
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
		// The decoder accepts only strings as names.
		if refused := c.add(name.(string), content, plain); refused != nil { //nolint:forcetypeassert // see above
			return nil, refused
		}
	}
	if _, err := decoder.Token(); err != nil { // the closing brace
		return nil, malformed
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, malformed
	}
	return c.values, nil
}

// jsonText returns the text of a well-formed value: the content of a string, and
// anything else as it is written. So 1 and "1" are the same.
func jsonText(value json.RawMessage) (text string, plain bool) {
	switch value[0] {
	case '"':
		// Cannot fail: the decoder has checked it.
		_ = json.Unmarshal(value, &text)
		return text, true
	case '{', '[':
		return string(value), false
	default:
		return string(value), true
	}
}

// declaration finds the encoding in an XML declaration.
var declaration = regexp.MustCompile(`^<\?xml\s[^>]*\bencoding\s*=\s*["']([^"'>]*)["']`)

// readXML reads the elements inside the root element by their local names. The root
// may have any name, since the service's is not documented. Document type declarations
// are refused, so there are no entities to expand.
func readXML(body string, charset Charset) (url.Values, *RequestError) {
	text, refused := decodeXML(body, charset)
	if refused != nil {
		return nil, refused
	}
	malformed := unreadable("the XML is malformed")
	decoder := xml.NewDecoder(strings.NewReader(text)) //nolint:gosec // the size is bounded, and there are no entities
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
			return nil, unreadable("document type declarations are not accepted")
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

// decodeXML converts an XML document to UTF-8. Its declaration counts, if it has one.
func decodeXML(body string, charset Charset) (string, *RequestError) {
	declared := declaration.FindStringSubmatch(body)
	if declared == nil {
		return decodeDocument(body, charset)
	}
	charset, ok := charsetNamed(declared[1])
	if !ok {
		return "", unreadable("the encoding of the XML is not supported")
	}
	text, ok := charset.decode(body)
	if !ok {
		return "", unreadable("the body is not text in the charset")
	}
	return text, nil
}
