//go:build interop

package interop_test

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// outcome is what a request comes to.
type outcome struct {
	status int
	media  string // the Content-Type of the answer
	// leaves are those of an answer to get_balance, one after another.
	leaves string
	// mes is the text that get_sms_cost has read, as [quote] shows it, and
	// empty if there was none. Its answer is not looked at.
	mes string
	// code and text are those of a Fault.
	code, text string
}

// The media types of answers.
const (
	xml11 = "text/xml; charset=utf-8"
	xml12 = "application/soap+xml; charset=utf-8"
	html  = "text/html; charset=UTF-8"
)

// The namespaces of the two versions of SOAP.
const (
	envelope11 = "http://schemas.xmlsoap.org/soap/envelope/"
	envelope12 = "http://www.w3.org/2003/05/soap-envelope"
)

// What becomes of requests again and again.
var (
	answered     = outcome{status: http.StatusOK, media: xml11, leaves: "98.7655 0"}
	unauthorized = outcome{status: http.StatusOK, media: xml11, leaves: "2"}
	nothing      = outcome{status: http.StatusOK, media: html}
	badRequest   = fault("Client", "Bad Request")
	violation    = fault("Server", "SOAP-ERROR: Encoding: Violation of encoding rules")
)

func fault(code, text string) outcome {
	return outcome{status: http.StatusInternalServerError, media: xml11, code: "SOAP-ENV:" + code, text: text}
}

// mes is an answer to get_sms_cost, whatever it is, where the server has read a
// text.
func mes(text string) outcome {
	return outcome{status: http.StatusOK, media: xml11, mes: quote(text)}
}

// withoutMes is the same where it has read none.
var withoutMes = outcome{status: http.StatusOK, media: xml11}

// quote shows a text in ASCII, and a long one by its length.
func quote(text string) string {
	if len(text) > 1000 {
		return fmt.Sprintf("%+q and so on, %d octets", text[:10], len(text))
	}
	return strconv.QuoteToASCII(text)
}

// heard is an answer to a request.
type heard struct {
	outcome

	header http.Header
	// document is the body of the answer, with {ns} for the namespace.
	document string
}

// noHost is for requests without the field Host.
const noHost = "-"

// ordinary is the header of a request as the client writes it; typed and also
// change it.
func ordinary() []string { return []string{"Content-Type: " + xml11, `SOAPAction: "{ns}"`} }

func typed(contentType string) []string {
	return []string{"Content-Type: " + contentType, `SOAPAction: "{ns}"`}
}

func also(lines ...string) []string { return append(ordinary(), lines...) }

// ask sends the request as it is written, octet by octet.
func (r rawRequest) ask(t *testing.T, endpoint, namespace string) heard {
	t.Helper()
	where, err := url.Parse(endpoint)
	require.NoError(t, err)
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", where.Host)
	require.NoError(t, err)
	defer conn.Close()
	require.NoError(t, conn.SetDeadline(time.Now().Add(20*time.Second)))
	request := r.octets(where, namespace)
	written := make(chan struct{})
	go func() { // a server may answer before it has read all, and not take the rest
		defer close(written)
		_, _ = conn.Write(request)
	}()
	resp, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: cmp.Or(r.method, http.MethodPost)})
	require.NoError(t, err)
	defer resp.Body.Close()
	document, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	_ = conn.Close()
	<-written
	h := heard{header: resp.Header, document: strings.ReplaceAll(string(document), namespace, "{ns}")}
	h.outcome = readOutcome(t, resp, document)
	return h
}

func (r rawRequest) octets(where *url.URL, namespace string) []byte {
	body := []byte(strings.ReplaceAll(r.body, "{ns}", namespace))
	if r.pack != nil {
		body = r.pack(body)
	}
	var request bytes.Buffer
	fmt.Fprintf(&request, "%s %s%s HTTP/%s\r\n", cmp.Or(r.method, http.MethodPost), where.Path, r.query, cmp.Or(r.version, "1.1"))
	if host := cmp.Or(r.host, where.Host); host != noHost {
		fmt.Fprintf(&request, "Host: %s\r\n", host)
	}
	lines := r.header
	if lines == nil {
		lines = ordinary()
	}
	for _, line := range lines {
		fmt.Fprintf(&request, "%s\r\n", strings.ReplaceAll(line, "{ns}", namespace))
	}
	request.WriteString("Connection: close\r\n")
	if r.chunked {
		fmt.Fprintf(&request, "Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n", len(body), body)
	} else {
		fmt.Fprintf(&request, "Content-Length: %d\r\n\r\n%s", len(body), body)
	}
	return request.Bytes()
}

// readOutcome reads an answer, whose Content-Type and version of SOAP must
// agree.
func readOutcome(t *testing.T, resp *http.Response, document []byte) outcome {
	t.Helper()
	got := outcome{status: resp.StatusCode, media: resp.Header.Get("Content-Type")}
	if media, _, _ := strings.Cut(got.media, ";"); !strings.HasSuffix(media, "xml") {
		got.text = string(document)
		return got
	}
	var path, leaves []string
	text, isLeaf := "", false
	tokens := xml.NewDecoder(bytes.NewReader(document))
	for {
		token, err := tokens.Token()
		if errors.Is(err, io.EOF) {
			got.leaves = strings.Join(leaves, " ")
			return got
		}
		require.NoError(t, err, "%s", document)
		switch token := token.(type) {
		case xml.StartElement:
			if len(path) == 0 {
				require.Equal(t, token.Name.Space == envelope12, got.media == xml12, "%s says %s", got.media, token.Name.Space)
				if token.Name.Local == "definitions" {
					got.leaves = "the WSDL"
					return got
				}
			}
			path = append(path, token.Name.Local)
			text, isLeaf = "", true
		case xml.CharData:
			text += string(token)
		case xml.EndElement:
			switch name := path[len(path)-1]; {
			case !isLeaf:
			case name == "faultcode" || name == "Value":
				got.code = text
			case name == "faultstring" || name == "Text":
				got.text = text
			case len(path) > 2 && path[2] != "CostResponse":
				leaves = append(leaves, text)
			}
			path, isLeaf = path[:len(path)-1], false
		}
	}
}
