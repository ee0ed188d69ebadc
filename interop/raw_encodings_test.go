//go:build interop

package interop_test

import (
	"bytes"
	"encoding/binary"
	"unicode/utf16"
)

// rawDeclarations are about the XML declaration, and about what stands before it.
func rawDeclarations() []rawRequest {
	requests := []rawRequest{
		{name: "no XML declaration", body: swap(declaration, ""), php: answered},
		{name: "blanks before the envelope, and no declaration", body: swap(declaration, "\n "), php: answered},
		{name: "a blank before the XML declaration", body: " " + plain, php: badRequest},
		{name: "a line end before the XML declaration", body: "\r\n" + plain, php: badRequest},
		{name: "a comment before the XML declaration", body: "<!-- x -->" + plain, php: badRequest},
		{name: "an XML declaration twice", body: declaration + plain, php: badRequest},
		{name: "an XML declaration inside the envelope", body: swap("<soap:Body>", declaration+"<soap:Body>"), php: badRequest},
		{name: "a byte order mark", body: "\uFEFF" + plain, php: answered},
		{name: "a byte order mark, and no declaration", body: "\uFEFF" + swap(declaration, ""), php: answered},
		{name: "a byte order mark twice", body: "\uFEFF\uFEFF" + plain, php: badRequest},
		{name: "a byte order mark and a blank", body: "\uFEFF " + plain, php: badRequest},
		{name: "a byte order mark behind the envelope", body: plain + "\uFEFF", php: badRequest},
		{name: "XML 1.1 and a control character", body: declared(`<?xml version="1.1"?>`, "a&#1;"), php: badRequest},
		{name: "XML 1.1 and its line end", body: declared(`<?xml version="1.1"?>`, "a\u0085"), php: mes("a\u0085")},
	}
	for text, good := range map[string]bool{
		`version="1.0"`:                                   true,
		`version='1.0' encoding='utf-8'`:                  true,
		`version = "1.0"   encoding = "UTF-8" `:           true,
		`version="1.0" encoding="UTF-8" standalone="yes"`: true,
		`version="1.0" standalone="no"`:                   true,
		`version="1.1"`:                                   true,
		`version="1.1" encoding="UTF-8"`:                  true,
		`version="1.2"`:                                   true,
		`version="2.0"`:                                   false,
		`version="1"`:                                     false,
		`version="1.0.1"`:                                 false,
		`version=" 1.0"`:                                  false,
		`version=""`:                                      false,
		`version=1.0`:                                     false,
		`encoding="UTF-8"`:                                false,
		`encoding="UTF-8" version="1.0"`:                  false,
		`version="1.0" standalone="yes" encoding="UTF-8"`: false,
		`version="1.0" standalone="maybe"`:                false,
		`version="1.0" encoding=""`:                       false,
		`version="1.0" encoding=" utf-8"`:                 false,
		`version="1.0"encoding="UTF-8"`:                   false,
		`version="1.0" foo="bar"`:                         false,
		`version="1.0" Encoding="UTF-8"`:                  false,
	} {
		php := badRequest
		if good {
			php = answered
		}
		requests = append(requests, rawRequest{name: "declaration " + text, body: swap(declaration, "<?xml "+text+"?>"), php: php})
	}
	return append(
		requests,
		rawRequest{name: "a declaration in capitals", body: swap("<?xml", "<?XML"), php: badRequest},
		rawRequest{name: "a declaration that does not end", body: swap("?>", ">"), php: badRequest},
	)
}

// rawEncodings are about the encoding of the document.
func rawEncodings() []rawRequest {
	requests := []rawRequest{
		{name: "windows-1251, in both places", body: declared(`<?xml version="1.0" encoding="windows-1251"?>`, "\xe6"), header: typed("text/xml; charset=windows-1251"), php: mes("ж")},
		{name: "windows-1251, in the header alone", body: declared(`<?xml version="1.0"?>`, "\xe6"), header: typed("text/xml; charset=windows-1251"), php: badRequest},
		{name: "windows-1251, in the header alone, and UTF-8", body: in("ж"), header: typed("text/xml; charset=windows-1251"), php: mes("ж")},
		{name: "windows-1251, in the declaration alone, and UTF-8", body: declared(`<?xml version="1.0" encoding="windows-1251"?>`, "ж"), php: mes("Р¶")},
		{name: "windows-1251, an octet that it has not", body: declared(`<?xml version="1.0" encoding="windows-1251"?>`, "a\x98"), php: badRequest},
		{name: "windows-1251 behind a byte order mark, and UTF-8", body: "\uFEFF" + declared(`<?xml version="1.0" encoding="windows-1251"?>`, "ж"), php: mes("Р¶")},
		{name: "us-ascii and a reference", body: declared(`<?xml version="1.0" encoding="us-ascii"?>`, "&#1078;"), php: mes("ж")},
		{name: "us-ascii and UTF-8", body: declared(`<?xml version="1.0" encoding="us-ascii"?>`, "ж"), php: badRequest},
		{name: "us-ascii, in the header alone, and UTF-8", body: in("ж"), header: typed("text/xml; charset=us-ascii"), php: mes("ж")},
		{name: "ISO-8859-1", body: declared(`<?xml version="1.0" encoding="ISO-8859-1"?>`, "\xe9"), php: mes("é")},
		{name: "ISO-8859-1 and UTF-8", body: declared(`<?xml version="1.0" encoding="ISO-8859-1"?>`, "ж"), php: mes("Ð¶")},
		{name: "ISO-8859-1, a control character", body: declared(`<?xml version="1.0" encoding="ISO-8859-1"?>`, "\x96a"), php: mes("\u0096a")},
		{name: "windows-1252", body: declared(`<?xml version="1.0" encoding="windows-1252"?>`, "\x96\xe9"), php: mes("–é")},
		{name: "UTF-8, an octet of windows-1251", body: in("\xe6"), php: badRequest},
		{name: "UTF-16, declared, and UTF-8", body: declared(`<?xml version="1.0" encoding="UTF-16"?>`, "ж"), php: badRequest},
		{name: "UTF-16, big end first", body: declared(`<?xml version="1.0" encoding="UTF-16"?>`, "ж"), pack: inUTF16("\uFEFF", binary.BigEndian), php: mes("ж")},
		{name: "UTF-16, little end first", body: declared(`<?xml version="1.0" encoding="UTF-16"?>`, "ж"), pack: inUTF16("\uFEFF", binary.LittleEndian), php: mes("ж")},
		{name: "UTF-16 with a byte order mark alone", body: declared("", "ж"), pack: inUTF16("\uFEFF", binary.LittleEndian), php: mes("ж")},
		{name: "UTF-16 that says UTF-8", body: in("ж"), pack: inUTF16("\uFEFF", binary.BigEndian), php: mes("ж")},
		{name: "UTF-16 with a declaration alone", body: declared(`<?xml version="1.0" encoding="UTF-16"?>`, "ж"), pack: inUTF16("", binary.LittleEndian), php: mes("ж")},
		{name: "UTF-16 with neither", body: declared("", "ж"), pack: inUTF16("", binary.LittleEndian), php: badRequest},
	}
	for name, octets := range map[string]string{
		"utf-8": "ж", "UTF8": "ж", "utf8": "ж",
		"US-ASCII": "a", "ASCII": "a", "iso-8859-1": "a", "latin1": "\xe9",
		"windows-1251": "\xe6", "WINDOWS-1251": "\xe6", "cp1251": "\xe6", "koi8-r": "\xd6", "KOI8-U": "\xd6", "ISO-8859-5": "\xd6", "cp866": "\xa6",
	} {
		text := octets
		switch {
		case name == "latin1":
			text = "é"
		case octets[0] >= 0x80:
			text = "ж"
		}
		requests = append(requests, rawRequest{name: "encoding " + name, body: declared(`<?xml version="1.0" encoding="`+name+`"?>`, octets), php: mes(text)})
	}
	for _, name := range []string{"x-unknown", "win1251", "unicode", "8bit"} {
		requests = append(requests, rawRequest{name: "encoding " + name, body: declared(`<?xml version="1.0" encoding="`+name+`"?>`, "a"), php: badRequest})
	}
	return requests
}

// inUTF16 writes a body, with something before it, in UTF-16.
func inUTF16(before string, order binary.AppendByteOrder) func([]byte) []byte {
	return func(body []byte) []byte {
		var octets []byte
		for _, unit := range utf16.Encode(bytes.Runes(append([]byte(before), body...))) {
			octets = order.AppendUint16(octets, unit)
		}
		return octets
	}
}
