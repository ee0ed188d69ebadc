//go:build interop

package interop_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// envelopeSchema is the part of SOAP 1.1 that the contract has a use for: no
// headers, one child of Body, and that one either a Fault or an element of the
// contract's own schema.
const envelopeSchema = `<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema"
    xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"
    targetNamespace="http://schemas.xmlsoap.org/soap/envelope/">
  <xsd:import namespace="%s" schemaLocation="smsc.xsd"/>
  <xsd:element name="Envelope">
    <xsd:complexType><xsd:sequence>
      <xsd:element name="Body" form="qualified">
        <xsd:complexType><xsd:choice>
          <xsd:element ref="soap:Fault"/>
          <xsd:any namespace="##other" processContents="strict"/>
        </xsd:choice></xsd:complexType>
      </xsd:element>
    </xsd:sequence></xsd:complexType>
  </xsd:element>
  <xsd:element name="Fault">
    <xsd:complexType><xsd:sequence>
      <xsd:element name="faultcode" type="xsd:QName"/>
      <xsd:element name="faultstring" type="xsd:string"/>
      <xsd:element name="faultactor" type="xsd:anyURI" minOccurs="0"/>
      <xsd:element name="detail" type="xsd:anyType" minOccurs="0"/>
    </xsd:sequence></xsd:complexType>
  </xsd:element>
</xsd:schema>
`

// judge lets xmllint validate whole envelopes against the schema of the contract
// for a namespace.
func judge(t *testing.T, namespace string, envelopes ...[]byte) {
	t.Helper()
	require.NotEmpty(t, envelopes, "nothing to judge")
	complaint, err := validate(t, namespace, envelopes...)
	assert.NoError(t, err, "%s", complaint)
}

func validate(t *testing.T, namespace string, envelopes ...[]byte) (complaint string, err error) {
	t.Helper()
	dir := t.TempDir()
	_, rest, found := strings.Cut(string(render(t, namespace)), "<xsd:schema ")
	require.True(t, found)
	schema, _, found := strings.Cut(rest, "</xsd:schema>")
	require.True(t, found)
	write(t, dir, "smsc.xsd", fmt.Appendf(nil,
		`<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:tns=%q %s</xsd:schema>`, namespace, schema))
	write(t, dir, "envelope.xsd", fmt.Appendf(nil, envelopeSchema, namespace))

	command := exec.CommandContext(t.Context(), program(t, "xmllint"), "--nonet", "--noout", "--schema", "envelope.xsd")
	command.Dir = dir
	for i, envelope := range envelopes {
		name := fmt.Sprintf("%03d.xml", i)
		write(t, dir, name, envelope)
		command.Args = append(command.Args, name)
	}
	output, err := command.CombinedOutput()
	if err != nil {
		for i, envelope := range envelopes {
			if name := fmt.Sprintf("%03d.xml", i); !strings.Contains(string(output), name+" validates") {
				output = fmt.Appendf(output, "%s: %s\n", name, envelope)
			}
		}
	}
	return string(output), err
}

// TestTheJudgeCondemns shows that what the other tests rely on is no formality.
func TestTheJudgeCondemns(t *testing.T) {
	t.Parallel()
	const good = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>` +
		`<m:cost xmlns:m="` + gsoapNamespace + `"><login/><psw>b</psw><phones>c</phones><mes>d</mes></m:cost></s:Body></s:Envelope>`
	complaint, err := validate(t, gsoapNamespace, []byte(good))
	require.NoError(t, err, complaint)
	for name, edit := range map[string][]string{
		"a header":                   {"<s:Body>", "<s:Header/><s:Body>"},
		"two calls":                  {"</m:cost>", `</m:cost><m:balance xmlns:m="` + gsoapNamespace + `"><login/><psw/></m:balance>`},
		"a qualified child":          {"<login/>", "<m:login/>"},
		"a default namespace":        {"m:cost", "cost", "xmlns:m", "xmlns"},
		"a missing empty element":    {"<login/>", ""},
		"the namespace of another":   {gsoapNamespace, "https://smsc.kz/sys/soap.php"},
		"elements in another order":  {"<login/><psw>b</psw>", "<psw>b</psw><login/>"},
		"an element twice":           {"<login/>", "<login/><login/>"},
		"an element of no one":       {"</m:cost>", "<other/></m:cost>"},
		"a child of a leaf":          {"<psw>b</psw>", "<psw><b/></psw>"},
		"the envelope of SOAP 1.2":   {"http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope"},
		"an element of no operation": {"m:cost", "m:price"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bad := strings.NewReplacer(edit...).Replace(good)
			require.NotEqual(t, good, bad)
			_, err := validate(t, gsoapNamespace, []byte(bad))
			assert.Error(t, err)
		})
	}
}

// traffic keeps the envelopes that go by, on the client's side (as its
// transport) or on the server's (as its handler).
type traffic struct {
	transport http.RoundTripper
	handler   http.Handler

	mu                sync.Mutex
	requests, answers [][]byte
}

func (c *traffic) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method != http.MethodPost {
		return c.transport.RoundTrip(r)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	_ = r.Body.Close()
	sent := r.Clone(r.Context())
	sent.Body = io.NopCloser(bytes.NewReader(body))
	resp, err := c.transport.RoundTrip(sent)
	if err != nil {
		return nil, err
	}
	answer, err := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	if err != nil {
		return nil, err
	}
	resp.Body = io.NopCloser(bytes.NewReader(answer))
	c.keep(body, answer)
	return resp, nil
}

func (c *traffic) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		c.handler.ServeHTTP(w, r)
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	answer := &copyingWriter{ResponseWriter: w}
	c.handler.ServeHTTP(answer, r)
	c.keep(body, answer.written.Bytes())
}

func (c *traffic) keep(request, answer []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.requests = append(c.requests, request)
	c.answers = append(c.answers, answer)
}

// envelopes returns the requests and answers so far.
func (c *traffic) envelopes() (requests, answers [][]byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.requests, c.answers
}

type copyingWriter struct {
	http.ResponseWriter

	written bytes.Buffer
}

func (w *copyingWriter) Write(p []byte) (int, error) {
	w.written.Write(p)
	return w.ResponseWriter.Write(p)
}
