package namespace

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// Limits of a WSDL that Read reads. The service's own has 20 KB, is
// 10 elements deep and has a namespace of 28 bytes.
const (
	maxDocument  = 256 << 10
	maxDepth     = 64
	maxNamespace = 2048
)

const wsdlNamespace = "http://schemas.xmlsoap.org/wsdl/"

// Read returns the target namespace of a WSDL 1.1 document, exactly
// as it is written. The document must be well-formed to its end, without a
// document type declaration, of at most 256 KiB and 64 nested elements. In an
// encoding other than UTF-8 all characters but ASCII are passed over. An
// error does not repeat what the document says.
func Read(doc []byte) (string, error) {
	if len(doc) > maxDocument {
		return "", errors.New("document larger than 256 KiB")
	}
	d := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(doc, []byte("\ufeff"))))
	foreign := false
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) {
		foreign = true
		return asciiReader{r}, nil
	}
	var (
		namespace string
		root      bool
		depth     int
	)
	for {
		token, err := d.Token()
		switch {
		case errors.Is(err, io.EOF) && root:
			return namespace, nil
		case errors.Is(err, io.EOF):
			return "", errors.New("document is empty")
		case err != nil:
			return "", errors.New("document is not well-formed XML")
		}
		switch t := token.(type) {
		case xml.StartElement:
			if depth == 0 {
				if root {
					return "", errors.New("document has a second root element")
				}
				root = true
				if namespace, err = targetNamespace(t, foreign); err != nil {
					return "", err
				}
			}
			if depth++; depth > maxDepth {
				return "", errors.New("document is nested too deeply")
			}
		case xml.EndElement:
			depth--
		case xml.CharData:
			if depth == 0 && len(bytes.TrimSpace(t)) > 0 {
				return "", errors.New("document has text outside the root element")
			}
		case xml.Directive:
			return "", errors.New("document has a document type declaration")
		}
	}
}

// targetNamespace returns that of the root element.
func targetNamespace(root xml.StartElement, foreign bool) (string, error) {
	if root.Name != (xml.Name{Space: wsdlNamespace, Local: "definitions"}) {
		return "", errors.New("document is not a WSDL")
	}
	namespace, found := "", false
	for _, a := range root.Attr {
		if a.Name == (xml.Name{Local: "targetNamespace"}) {
			if found {
				return "", errors.New("document has two target namespaces")
			}
			namespace, found = a.Value, true
		}
	}
	switch {
	case strings.TrimSpace(namespace) == "":
		return "", errors.New("document has no target namespace")
	case len(namespace) > maxNamespace:
		return "", errors.New("target namespace is too long")
	case foreign && strings.ContainsRune(namespace, placeholder):
		return "", errors.New("target namespace cannot be read in this encoding")
	}
	return namespace, nil
}

// placeholder stands for what asciiReader passes over.
const placeholder = '?'

// asciiReader reads a single-byte encoding of which only the ASCII half
// matters: namespaces are ASCII, what people write in comments is not.
type asciiReader struct{ r io.Reader }

func (a asciiReader) Read(p []byte) (int, error) {
	n, err := a.r.Read(p)
	for i, c := range p[:n] {
		if c >= 0x80 {
			p[i] = placeholder
		}
	}
	return n, err
}
