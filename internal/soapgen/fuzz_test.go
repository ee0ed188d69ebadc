package soapgen_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"

	"github.com/go-smsc/smsc/internal/soapgen"
)

// FuzzDecodeAnswer reads anything as the body of each operation's answer: no
// panic, no endless loop, bounded results, errors of the one type, and
// whatever is taken is well-formed to encoding/xml too.
func FuzzDecodeAnswer(f *testing.F) {
	f.Add([]byte(sendEnvelope))
	f.Add([]byte("<Send2Response><sendresult><errors><phone>1</phone><status>7</status></errors></sendresult></Send2Response>"))
	f.Add([]byte("\ufeff<?xml version=\"1.0\"?><SendResponse xmlns='u'><sendresult><id><![CDATA[1]]></id><n/></sendresult></SendResponse>"))
	f.Fuzz(func(t *testing.T, doc []byte) {
		for _, a := range newAnswers() {
			if err := decodeAnywhere(doc, a); err != nil {
				if _, ok := errors.AsType[*soapgen.DecodeError](err); !ok && !errors.Is(err, errNoAnswer) {
					t.Fatalf("%s: error of type %T: %v", a.Operation().Name, err, err)
				}
				if len(err.Error()) > 400 {
					t.Fatalf("%s: error of %d bytes", a.Operation().Name, len(err.Error()))
				}
				continue
			}
			v := reflect.ValueOf(a).Elem()
			if n := v.FieldByName("Extra").Len(); n > 1000 {
				t.Fatalf("%s: %d unknown elements kept", a.Operation().Name, n)
			}
			d := xml.NewDecoder(bytes.NewReader(doc))
			d.CharsetReader = sameBytes
			for {
				if _, err := d.Token(); errors.Is(err, io.EOF) {
					break
				} else if err != nil {
					t.Fatalf("%s: taken, but %v", a.Operation().Name, err)
				}
			}
		}
	})
}

var errNoAnswer = errors.New("no answer in the document")

func sameBytes(_ string, input io.Reader) (io.Reader, error) { return input, nil }

// decodeAnywhere reads the first element named as a's answer, wherever it is.
func decodeAnywhere(doc []byte, a soapgen.Answer) error {
	d := soapgen.NewDecoder(doc, sameBytes)
	found := false
	for {
		token, err := d.Next()
		switch {
		case errors.Is(err, io.EOF) && found:
			return nil
		case errors.Is(err, io.EOF):
			return errNoAnswer
		case err != nil:
			return err
		}
		if start, ok := token.(xml.StartElement); ok && !found && start.Name.Local == a.Operation().Response {
			found = true
			if err := a.DecodeXML(d, start); err != nil {
				return err
			}
		}
	}
}

// FuzzAppendText writes anything as text: what is written reads back as it
// was, and what is refused is what encoding/xml would replace.
func FuzzAppendText(f *testing.F) {
	f.Add(awkward)
	f.Add("a\x00b")
	f.Add("\xed\xa0\x80")
	f.Add("\ufffe")
	f.Fuzz(func(t *testing.T, s string) {
		b, err := soapgen.AppendText([]byte("<a>"), s)
		if err != nil {
			var escaped bytes.Buffer
			if err := xml.EscapeText(&escaped, []byte(s)); err != nil {
				t.Fatal(err)
			}
			if string(b) != "<a>" || bytes.Count(escaped.Bytes(), []byte("\ufffd")) == strings.Count(s, "\ufffd") {
				t.Fatalf("refused without need: %q", s)
			}
			return
		}
		var got struct {
			Text string `xml:",chardata"`
		}
		if err := xml.Unmarshal(append(b, "</a>"...), &got); err != nil {
			t.Fatalf("%q: %v", s, err)
		}
		if got.Text != s {
			t.Fatalf("%q became %q", s, got.Text)
		}
	})
}
