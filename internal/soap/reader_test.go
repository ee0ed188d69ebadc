package soap_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/go-smsc/smsc/internal/soap"
	"github.com/go-smsc/smsc/internal/soapgen"
)

// openOther opens an envelope under another prefix than open11.
const openOther = `<f:Envelope xmlns:f="http://schemas.xmlsoap.org/soap/envelope/">`

// documents are answers, and what could be taken for one by a reader that knows
// the envelope already.
var documents = []string{
	answer,
	answer + "\n",
	"\ufeff" + answer,
	`<?xml version="1.0" encoding="UTF-8"?>` + answer,
	`<?xml version="1.0" encoding="windows-1251"?>` + answer,
	open11 + "<e:Header><x/></e:Header><e:Body>" + balance + "</e:Body>" + close11,
	open11 + "<e:Body>" + strings.Replace(balance, "1.5", "2", 1) + "</e:Body>" + close11,
	open11 + "<e:Body><e:Fault><faultstring>no</faultstring></e:Fault></e:Body>" + close11,
	open11 + "<e:Body><e:Fault/></e:Body>" + close11,
	open11 + "<e:Body>" + balance + balance + "</e:Body>" + close11,
	open11 + "<e:Body>" + balance + "</e:Body><e:Body/>" + close11,
	open11 + "<e:Body>" + balance + "<!-- c --></e:Body>" + close11,
	open11 + "<e:Body>" + balance + "</e:Body>" + close11 + "junk",
	open11 + "<e:Body>" + balance + "</e:Body>" + close11 + answer,
	open11 + "<e:Body>" + balance + "</e:Body>",
	open11 + "<e:Body>" + balance,
	open11 + "<e:Body>",
	open11 + "<e:Body/>" + close11,
	open11 + `<e:Body><?xml version="1.0"?>` + balance + "</e:Body>" + close11,
	open11 + "<e:Body>x" + balance + "</e:Body>" + close11,
	open11 + "<e:Body><SendResponse><sendresult/></SendResponse></e:Body>" + close11,
	open11 + "<e:Body><e:BalanceResponse><balanceresult/></e:BalanceResponse></e:Body>" + close11,
	open11 + "<e:Body><f:BalanceResponse><balanceresult/></f:BalanceResponse></e:Body>" + close11,
	strings.ReplaceAll(answer, "http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope"),
	openOther + "<f:Body>" + balance + "</f:Body></f:Envelope>",
	openOther + "<f:Body>" + balance + "</e:Body>" + close11,
	open11 + "<e:Body>" + balance + "</e:Body>" + close11 + strings.Repeat(" ", 5000),
	open11 + "<!--" + strings.Repeat(" ", 5000) + "--><e:Body>" + balance + "</e:Body>" + close11,
	"",
}

// told is all that a reader tells of a document.
func told(r *soap.Reader, document, contentType string) string {
	var a soapgen.BalanceAnswer
	fault, err := r.Read([]byte(document), contentType, &a)
	return fmt.Sprintf("%+v %+v %v", a, fault, err)
}

var contentTypes = []string{"text/xml; charset=utf-8", "text/xml", "text/xml; charset=windows-1251", "text/xml; charset=koi8-r"}

// TestAReaderReadsEachAnswerAsTheFirst: whatever it has read before, it reads a
// document as a new reader does. It may not take a beginning that it knows, or an
// end, for the whole.
func TestAReaderReadsEachAnswerAsTheFirst(t *testing.T) {
	t.Parallel()
	for _, before := range documents {
		for _, document := range documents {
			for i, contentType := range contentTypes {
				var r soap.Reader
				_ = told(&r, before, contentTypes[(i+1)%len(contentTypes)])
				_ = told(&r, before, contentType)
				want := told(new(soap.Reader), document, contentType)
				for range 2 {
					assert.Equal(t, want, told(&r, document, contentType), "%.300q after %.300q, %s", document, before, contentType)
				}
			}
		}
	}
}

// TestAReaderKeepsNoDocument: what it remembers is its own, for the buffer of a
// document is used again.
func TestAReaderKeepsNoDocument(t *testing.T) {
	t.Parallel()
	var r soap.Reader
	for _, before := range documents {
		document := []byte(before)
		_, _ = r.Read(document, "", &soapgen.BalanceAnswer{})
		clear(document)
		assert.Equal(t, told(new(soap.Reader), answer, ""), told(&r, answer, ""))
	}
	var a soapgen.BalanceAnswer
	document := []byte(answer)
	_, err := r.Read(document, "", &a)
	clear(document)
	assert.NoError(t, err)
	assert.Equal(t, "1.5", a.Balance.Value)
}

// TestAReaderComparesWithACopy: buffers are used again, so that a new document can
// lie where the known one did. It may not be compared with itself.
func TestAReaderComparesWithACopy(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, from, to string }{
		{"another end", "</e:Envelope>", "</e:Envelopx>"},
		{"another beginning", "schemas.xmlsoap.org/soap/envelope", "schemas.xmlsoap.org/soap/envelopx"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var r soap.Reader
			buffer := []byte(answer)
			for range 2 {
				_, err := r.Read(buffer, "", &soapgen.BalanceAnswer{})
				assert.NoError(t, err)
			}
			copy(buffer, strings.Replace(answer, c.from, c.to, 1))
			_, err := r.Read(buffer, "", &soapgen.BalanceAnswer{})
			assert.Error(t, err)
		})
	}
}

// TestReadingAKnownEnvelopeTakesFewAllocations guards what the reader remembers an
// envelope for. Not parallel: it counts allocations.
func TestReadingAKnownEnvelopeTakesFewAllocations(t *testing.T) { //nolint:paralleltest // it counts the allocations of the whole program
	document := []byte(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" +
		`<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/" xmlns:ns1="https://smsc.ua/sys/soap.php"><SOAP-ENV:Body>` +
		"<ns1:SendResponse><sendresult><id>1234</id><cnt>2</cnt></sendresult></ns1:SendResponse></SOAP-ENV:Body></SOAP-ENV:Envelope>\n")
	var r soap.Reader
	allocs := testing.AllocsPerRun(100, func() {
		_, err := r.Read(document, "text/xml; charset=utf-8", &soapgen.SendAnswer{})
		assert.NoError(t, err)
	})
	t.Logf("%.0f allocations", allocs)
	assert.LessOrEqual(t, allocs, 20.0)
}

// FuzzReader reads two documents one after the other: the second is read as by a
// new reader.
func FuzzReader(f *testing.F) {
	for i, document := range documents {
		f.Add(document, documents[(i+1)%len(documents)])
		f.Add(answer, document)
	}
	f.Fuzz(func(t *testing.T, before, document string) {
		var r soap.Reader
		_ = told(&r, before, "")
		if got, want := told(&r, document, ""), told(new(soap.Reader), document, ""); got != want {
			t.Fatalf("%q after %q: %s, not %s", document, before, got, want)
		}
	})
}
