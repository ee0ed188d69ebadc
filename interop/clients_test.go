//go:build interop

package interop_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/smsctest"
)

// contact is a server as a client is told of it.
type contact struct{ endpoint, namespace string }

// handmade is a client that does not do all that the WSDL says. It asks for the
// balance and sends [clientText], and returns what it prints: the balance, the ID
// and the number of parts, or else what went wrong.
type handmade struct {
	name string
	// namespace is what the client has in its code; "" is that of the endpoint.
	namespace string
	run       func(t *testing.T, c contact) string
}

const (
	clientText = "Привіт 😀 <&>\"' ]]>\nще"
	// clientResult is what such a client prints of a service with a balance of
	// 98.7655.
	clientResult = "98.7655 order-7 1"
	// stockNamespace is the one that benchmarks/stock was generated for.
	stockNamespace = "http://127.0.0.1/sys/soap.php"
)

// handmadeClients are served by PHP, all of them.
func handmadeClients() []handmade {
	return []handmade{
		{name: "curl", run: func(t *testing.T, c contact) string {
			return byFiles(t, c, func(file string) *exec.Cmd {
				return exec.CommandContext(t.Context(), program(t, "curl"), "-sS", "--noproxy", "*", "-H", "Content-Type: text/xml", "--data-binary", "@"+file, c.endpoint)
			})
		}},
		{name: "curl without any header", run: func(t *testing.T, c contact) string {
			return byFiles(t, c, func(file string) *exec.Cmd {
				return exec.CommandContext(t.Context(), program(t, "curl"), "-sS", "--noproxy", "*", "--data-binary", "@"+file, c.endpoint)
			})
		}},
		{name: "wget", run: func(t *testing.T, c contact) string {
			return byFiles(t, c, func(file string) *exec.Cmd {
				return exec.CommandContext(t.Context(), program(t, "wget"), "-q", "--no-proxy", "--content-on-error", "-O-", "--post-file="+file, c.endpoint)
			})
		}},
		{name: "Go's encoding/xml", run: byEncodingXML},
		{name: "stock gowsdl", namespace: stockNamespace, run: func(t *testing.T, c contact) string {
			t.Helper()
			source, err := filepath.Abs(filepath.Join("clients", "gowsdl.go"))
			require.NoError(t, err)
			path := filepath.Join(t.TempDir(), "gowsdl")
			build := exec.CommandContext(t.Context(), program(t, "go"), "build", "-o", path, source)
			build.Dir = filepath.Join("..", "benchmarks")
			run(t, build)
			return said(t, exec.CommandContext(t.Context(), path, c.endpoint, clientText))
		}},
		{name: "PHP's SoapClient with gzip", run: soapClient("gzip")},
		{name: "PHP's SoapClient in SOAP 1.2", run: soapClient("SOAP 1.2")},
		{name: "PHP's SoapClient without a WSDL", run: soapClient("without a WSDL")},
		{name: "Perl's SOAP::Lite", run: func(t *testing.T, c contact) string {
			t.Helper()
			path := program(t, "perl")
			if !runs(t, path, "-MSOAP::Lite", "-e", "1") {
				missing(t, "SOAP::Lite for Perl")
			}
			return said(t, exec.CommandContext(t.Context(), path, filepath.Join("clients", "soaplite.pl"), c.endpoint, c.namespace, clientText))
		}},
		{name: "Python's ElementTree", run: elementTree("us-ascii")},
		{name: "Python's ElementTree with utf8", run: elementTree("utf8")},
		{name: "Python's ElementTree with windows-1251", run: elementTree("windows-1251")},
		{name: "fetch of Node.js", run: func(t *testing.T, c contact) string {
			t.Helper()
			return said(t, exec.CommandContext(t.Context(), program(t, "node"), filepath.Join("clients", "fetch.js"), c.endpoint, c.namespace, clientText))
		}},
		{name: "node-soap in SOAP 1.2", run: func(t *testing.T, c contact) string {
			t.Helper()
			return said(t, exec.CommandContext(t.Context(), node(t), filepath.Join("node", "soap12.js"), c.endpoint, clientText))
		}},
	}
}

// TestHandmadeClients lets each client meet PHP and the emulator.
func TestHandmadeClients(t *testing.T) {
	t.Parallel()
	for _, client := range handmadeClients() {
		t.Run(client.name, func(t *testing.T) {
			t.Parallel()
			s := startPHP(t, client.namespace)
			require.Equal(t, clientResult, client.run(t, contact{s.endpoint, s.namespace}), "of PHP")
			calls := s.calls(t)
			require.Len(t, calls, 2)
			assert.Equal(t, "get_balance", calls[0].operation)
			assert.Equal(t, fields("phones", "380501234567", "mes", clientText, "id", "order-7"), calls[1].elements)

			options := []smsctest.Option{smsctest.WithBalance(decimal.RequireFromString("98.7655"))}
			if client.namespace != "" {
				options = append(options, smsctest.WithNamespace(client.namespace))
			}
			e := startEmulator(t, options...)
			namespace := client.namespace
			if namespace == "" {
				namespace = e.endpoint
			}
			require.Equal(t, clientResult, client.run(t, contact{e.endpoint, namespace}), "of the emulator")
			message, ok := e.Find("+380501234567", "order-7")
			require.True(t, ok)
			assert.Equal(t, clientText, message.Text)
		})
	}
}

// said returns what a client prints, whatever becomes of it.
func said(t *testing.T, command *exec.Cmd) string {
	t.Helper()
	output, err := command.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		require.NoError(t, err, command)
	}
	return string(output)
}

func soapClient(way string) func(*testing.T, contact) string {
	return func(t *testing.T, c contact) string {
		t.Helper()
		return said(t, exec.CommandContext(t.Context(), php(t), filepath.Join("clients", "soapclient.php"), c.endpoint, c.namespace, way, clientText))
	}
}

func elementTree(encoding string) func(*testing.T, contact) string {
	return func(t *testing.T, c contact) string {
		t.Helper()
		command := exec.CommandContext(t.Context(), program(t, "python3"), filepath.Join("clients", "elementtree.py"), c.endpoint, c.namespace, encoding, clientText)
		command.Env = append(os.Environ(), "PYTHONUTF8=1")
		return said(t, command)
	}
}

// byFiles lets a program that posts files do it. What it gets is taken apart
// here.
func byFiles(t *testing.T, c contact, post func(file string) *exec.Cmd) string {
	t.Helper()
	return conversation(t, func(operation, elements string) string {
		return said(t, post(write(t, t.TempDir(), "request.xml", []byte(
			declaration+opening+`<m:`+operation+` xmlns:m="`+c.namespace+`">`+leaf1+leaf2+elements+`</m:`+operation+`>`+closing,
		))))
	})
}

// conversation asks for the balance and sends a message, by a function that posts
// and returns the answer.
func conversation(t *testing.T, ask func(operation, elements string) string) string {
	t.Helper()
	var text bytes.Buffer
	require.NoError(t, xml.EscapeText(&text, []byte(clientText)))
	balance := ask("balance", "")
	sent := ask("send", `<phones>380501234567</phones><mes>`+text.String()+`</mes><id>order-7</id>`)
	return strings.Join([]string{element(balance, "balance"), element(sent, "id"), element(sent, "cnt")}, " ")
}

// element returns the text of the first element with a name, or the whole answer.
func element(answer, name string) string {
	_, rest, found := strings.Cut(answer, "<"+name+">")
	text, _, ended := strings.Cut(rest, "</"+name+">")
	if !found || !ended {
		return answer
	}
	return text
}

// byEncodingXML is what a Go program without a SOAP library does: its call has a
// default namespace, which its children inherit.
func byEncodingXML(t *testing.T, c contact) string {
	t.Helper()
	type leaves struct {
		XMLName xml.Name
		Login   string `xml:"login"`
		Psw     string `xml:"psw"`
		Phones  string `xml:"phones,omitempty"`
		Mes     string `xml:"mes,omitempty"`
		ID      string `xml:"id,omitempty"`
	}
	type request struct {
		XMLName xml.Name `xml:"http://schemas.xmlsoap.org/soap/envelope/ Envelope"`
		Call    leaves   `xml:"Body>call"`
	}
	type answer struct {
		Balance string `xml:"Body>BalanceResponse>balanceresult>balance"`
		ID      string `xml:"Body>SendResponse>sendresult>id"`
		Cnt     string `xml:"Body>SendResponse>sendresult>cnt"`
		Fault   string `xml:"Body>Fault>faultstring"`
	}
	ask := func(call leaves) answer {
		call.Login, call.Psw = login, password
		body, err := xml.Marshal(request{Call: call})
		require.NoError(t, err)
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, c.endpoint, bytes.NewReader(body))
		require.NoError(t, err)
		req.Header.Set("Content-Type", "application/xml")
		resp, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(req)
		require.NoError(t, err)
		defer resp.Body.Close()
		var a answer
		require.NoError(t, xml.NewDecoder(resp.Body).Decode(&a))
		return a
	}
	balance := ask(leaves{XMLName: xml.Name{Space: c.namespace, Local: "balance"}})
	sent := ask(leaves{
		XMLName: xml.Name{Space: c.namespace, Local: "send"},
		Phones:  "380501234567", Mes: clientText, ID: "order-7",
	})
	return strings.TrimSpace(strings.Join([]string{balance.Balance, sent.ID, sent.Cnt, sent.Fault}, " "))
}
