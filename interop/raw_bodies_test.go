//go:build interop

package interop_test

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"io"
	"strings"
)

// The envelope of a request for the balance, in the words of the client.
const (
	declaration = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"
	opening     = `<soap:Envelope xmlns:soap="` + envelope11 + `"><soap:Body>`
	closing     = `</soap:Body></soap:Envelope>`
	leaf1       = `<login>demo</login>`
	leaf2       = `<psw>pa55&lt;&amp;&gt;"'ж</psw>`
	call        = `<m:balance xmlns:m="{ns}">` + leaf1 + leaf2 + `</m:balance>`
	plain       = declaration + opening + call + closing
)

// Attributes and what they need.
const (
	encoding11 = "http://schemas.xmlsoap.org/soap/encoding/"
	encoding12 = "http://www.w3.org/2003/05/soap-encoding"
	instance   = ` xmlns:i="http://www.w3.org/2001/XMLSchema-instance"`
	types      = instance + ` xmlns:x="http://www.w3.org/2001/XMLSchema" xmlns:e="` + encoding11 + `"`
)

// swap changes a request for the balance.
func swap(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(plain) }

// swap12 is swap in SOAP 1.2.
func swap12(pairs ...string) string {
	return strings.Replace(swap(pairs...), envelope11, envelope12, 1)
}

// asked is a request for a price with what is given in the place of the element
// mes.
func asked(elements string) string {
	return declaration + opening + `<m:cost xmlns:m="{ns}">` + leaf1 + leaf2 + `<phones>380501234567</phones>` +
		elements + `</m:cost>` + closing
}

// in is a request for a price whose text is written as given.
func in(text string) string { return asked("<mes>" + text + "</mes>") }

// declared is a request for a price with a declaration, and the text ж in some
// encoding.
func declared(declaration, text string) string {
	_, rest, _ := strings.Cut(in(text), "?>\n")
	return strings.Replace(declaration+rest, leaf2, `<psw>pa55&lt;&amp;&gt;"'&#1078;</psw>`, 1)
}

// headed is a request for the balance with a Header.
func headed(blocks string) string {
	return swap("<soap:Body>", "<soap:Header>"+blocks+"</soap:Header><soap:Body>")
}

// headed12 is headed in SOAP 1.2.
func headed12(blocks string) string {
	return strings.Replace(headed(blocks), envelope11, envelope12, 1)
}

func gzipped(body []byte) []byte {
	return packed(body, func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) })
}

func zlibbed(body []byte) []byte {
	return packed(body, func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) })
}

func packed(body []byte, writer func(io.Writer) io.WriteCloser) []byte {
	var buffer bytes.Buffer
	w := writer(&buffer)
	_, _ = w.Write(body) // a bytes.Buffer takes everything
	_ = w.Close()
	return buffer.Bytes()
}

// replaced changes any request.
func replaced(body string, pairs ...string) string {
	return strings.NewReplacer(pairs...).Replace(body)
}
