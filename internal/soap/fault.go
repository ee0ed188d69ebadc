package soap

import (
	"encoding/xml"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/go-smsc/smsc/internal/soapgen"
)

// Fault is a SOAP 1.1 Fault. The service declares none; PHP's SoapServer, which
// it runs on by every sign, answers one for what it cannot dispatch.
type Fault struct { //nolint:errname // SOAP calls it so
	// Status is the HTTP status that the Fault came with, 500 as a rule.
	Status int
	// Code and Reason are faultcode and faultstring, cut at 4 KiB.
	Code, Reason string
}

func (f *Fault) Error() string {
	return fmt.Sprintf("SOAP fault %s: %s", f.Code, f.Reason)
}

// NotPresent tells whether the Fault says that the server knows no procedure for
// op's body element, in the words of PHP's SoapServer. It dispatches on name and
// namespace before it runs anything, so nothing was processed.
func (f *Fault) NotPresent(op soapgen.Operation) bool {
	return f.Reason == "Procedure '"+op.Request+"' not present"
}

const maxFaultText = 4 << 10

// decodeFault reads the rest of a Fault element. Its children are unqualified in
// SOAP 1.1; a namespace on them is forgiven, structure in detail is skipped.
func decodeFault(d *soapgen.Decoder) (*Fault, error) {
	var f Fault
	for {
		tok, err := d.Next()
		if err != nil {
			return nil, err
		}
		switch t := tok.(type) {
		case xml.EndElement:
			return &f, nil
		case xml.StartElement:
			var into *string
			switch t.Name.Local {
			case "faultcode":
				into = &f.Code
			case "faultstring":
				into = &f.Reason
			default:
				if err := d.Skip(); err != nil {
					return nil, err
				}
				continue
			}
			leaf, err := d.Leaf(t)
			if err != nil {
				return nil, err
			}
			*into = Shorten(strings.TrimSpace(leaf.Value), maxFaultText)
		}
	}
}

// Shorten cuts s to at most limit bytes, at the border of a character, and marks
// the cut with an ellipsis. Bytes that are no UTF-8 become U+FFFD.
func Shorten(s string, limit int) string {
	if len(s) > limit {
		for limit > 0 && !utf8.RuneStart(s[limit]) {
			limit--
		}
		s = s[:limit] + "…"
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}
