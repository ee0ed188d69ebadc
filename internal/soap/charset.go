package soap

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"strings"

	"golang.org/x/text/encoding/charmap"
)

// transcode returns the document without a byte order mark, and the decoder's
// charset hook. A charset in the Content-Type outweighs the one in the XML
// declaration (RFC 7303, section 3), so what it names is UTF-8 afterwards; without
// either it is UTF-8.
func transcode(document []byte, contentType string) ([]byte, func(string, io.Reader) (io.Reader, error), error) {
	document = bytes.TrimPrefix(document, []byte("\xEF\xBB\xBF"))
	if contentType == "text/xml; charset=utf-8" { // what PHP's SoapServer says
		return document, sameBytes, nil
	}
	_, params, err := mime.ParseMediaType(contentType)
	label := params["charset"]
	if err != nil || label == "" {
		return document, fromCharset, nil //nolint:nilerr // an odd header is none
	}
	source := bytes.NewReader(document)
	reader, err := fromCharset(label, source)
	if err == nil && reader != source {
		document, err = io.ReadAll(reader)
	}
	return document, sameBytes, err
}

// sameBytes is the charset hook for a document that is UTF-8 by now, whatever its
// declaration says.
func sameBytes(_ string, r io.Reader) (io.Reader, error) { return r, nil }

// fromCharset decodes what the platform is known to use: UTF-8 today,
// windows-1251 before. US-ASCII is a part of both.
func fromCharset(label string, r io.Reader) (io.Reader, error) {
	switch strings.ToLower(label) {
	case "utf-8", "utf8", "us-ascii":
		return r, nil
	case "windows-1251", "cp1251", "cp-1251":
		return charmap.Windows1251.NewDecoder().Reader(r), nil
	default:
		return nil, fmt.Errorf("charset %q is neither UTF-8 nor windows-1251", Shorten(label, 40))
	}
}
