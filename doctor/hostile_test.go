package doctor_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/doctor"
	"github.com/go-smsc/smsc/wsdl"
)

// trap is a server that answers each connection as it is told.
type trap struct {
	listener net.Listener
	posts    atomic.Int32
	open     sync.WaitGroup
	ended    chan struct{}
}

// newTrap starts a server. answer gets each request that could be read, and the
// connection is closed when it returns.
func newTrap(t *testing.T, answer func(conn net.Conn, r *http.Request, ended <-chan struct{})) *trap {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s := &trap{listener: listener, ended: make(chan struct{})}
	s.open.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			s.open.Go(func() {
				defer conn.Close()
				request, err := http.ReadRequest(bufio.NewReader(conn))
				if err != nil {
					return
				}
				_, _ = io.Copy(io.Discard, request.Body)
				if request.Method == http.MethodPost {
					s.posts.Add(1)
				}
				answer(conn, request, s.ended)
			})
		}
	})
	t.Cleanup(func() {
		close(s.ended)
		_ = listener.Close()
		s.open.Wait()
	})
	return s
}

func (s *trap) endpoint() string { return "http://" + s.listener.Addr().String() + "/sys/soap.php" }

// config is an examination of the trap in little time.
func (s *trap) config() doctor.Config {
	return doctor.Config{Endpoint: s.endpoint(), Login: login, Password: password, APIKey: apiKey, Reserve: []string{s.endpoint()}}
}

func http200(body string, header ...string) string {
	return fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n%s\r\n%s",
		len(body), strings.Join(append(header, ""), "\r\n"), body)
}

func zipped(s string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = io.WriteString(w, s)
	_ = w.Close()
	return b.String()
}

// hostileAnswers are what a server can say that means harm, or does not know better.
func hostileAnswers() map[string]string {
	const (
		inBody  = `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>`
		endBody = `</e:Body></e:Envelope>`
		head    = `<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" targetNamespace="`
	)
	result := func(s string) string {
		return inBody + `<BalanceResponse><balanceresult>` + s + `</balanceresult></BalanceResponse>` + endBody
	}
	mega := strings.Repeat("A", 64<<10)
	answers := map[string]string{
		"no response":               "",
		"half a status line":        "HTTP/1.1 20",
		"another protocol":          "SSH-2.0-x\r\n",
		"HTTP/0.9":                  result("<balance>1</balance>"),
		"a status of letters":       "HTTP/1.1 abc OK\r\n\r\n",
		"a negative length":         "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
		"a body shorter than said":  "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\nabc",
		"a length of 1 TiB":         "HTTP/1.1 200 OK\r\nContent-Length: 1099511627776\r\n\r\nabc",
		"chunks without an end":     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n",
		"a huge header":             "HTTP/1.1 200 OK\r\nX: " + strings.Repeat(mega, 4) + "\r\n\r\n",
		"headers without end":       "HTTP/1.1 200 OK\r\n" + strings.Repeat("X-Y: 1\r\n", 100_000),
		"early hints without end":   strings.Repeat("HTTP/1.1 103 Early Hints\r\n\r\n", 10_000),
		"a switch of protocols":     "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n",
		"a redirect to elsewhere":   "HTTP/1.1 302 X\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
		"a redirect to itself":      "HTTP/1.1 307 X\r\nLocation: /sys/soap.php\r\nContent-Length: 0\r\n\r\n",
		"a redirect to nowhere":     "HTTP/1.1 301 X\r\nContent-Length: 0\r\n\r\n",
		"a redirect that is no URL": "HTTP/1.1 301 X\r\nLocation: ://%zz\r\nContent-Length: 0\r\n\r\n",
		"404":                       "HTTP/1.1 404 X\r\nContent-Length: 0\r\n\r\n",
		"503":                       "HTTP/1.1 503 X\r\nContent-Length: 4\r\n\r\nbusy",
		"204":                       "HTTP/1.1 204 X\r\n\r\n",
		"a gzip bomb":               http200(zipped(strings.Repeat(mega, 256)), "Content-Encoding: gzip"),
		"gzip that is none":         http200("abc", "Content-Encoding: gzip"),
		"many lengths":              "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
	}
	for name, body := range map[string]string{
		"nothing":                           "",
		"a page":                            "<!DOCTYPE html><html><body>Login</body></html>",
		"JSON":                              `{"balance":"1"}`,
		"NULs":                              "\x00\x00\x00",
		"a billion laughs":                  `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>` + result("<balance>&b;</balance>"),
		"deep nesting":                      strings.Repeat("<a>", 100_000),
		"a huge attribute":                  result(`<balance a="` + strings.Repeat(mega, 8) + `">1</balance><error>77</error>`),
		"a huge name":                       result(`<` + strings.Repeat("a", 500_000) + `/>`),
		"many elements":                     result(strings.Repeat("<a/>", 100_000)),
		"many comments":                     result("<balance>1" + strings.Repeat("<!---->1", 50_000) + "</balance><error>77</error>"),
		"two roots":                         result("") + result(""),
		"two bodies":                        inBody + `</e:Body><e:Body>` + endBody,
		"an empty body":                     inBody + endBody,
		"the answer to a send":              inBody + `<SendResponse><sendresult><id>1</id></sendresult></SendResponse>` + endBody,
		"an error that is no number":        result("<error>none</error>"),
		"an error out of all bounds":        result("<error>99999999999999999999</error>"),
		"a fault":                           inBody + `<e:Fault><faultstring>x</faultstring></e:Fault>` + endBody,
		"a WSDL of nothing":                 head + `http://a/b"/>`,
		"a WSDL without a namespace":        `<definitions xmlns="http://schemas.xmlsoap.org/wsdl/"/>`,
		"a WSDL with a huge name":           head + `http://a/` + strings.Repeat("b", 500_000) + `"/>`,
		"a WSDL with a line break":          head + `http://a/&#10;X: y"/>`,
		"a WSDL of many operations":         head + `http://a/b"><portType>` + strings.Repeat(`<operation name="a"/>`, 15_000) + `</portType></definitions>`,
		"a WSDL with a type in itself":      recursive,
		"a WSDL with references to nowhere": head + `http://a/b"><portType><operation name="get_balance"><input message="x:y"/></operation></portType></definitions>`,
		"a code that nobody knows":          result("<error>77</error>"),
		"an answer in another form":         result("<balance>a lot</balance>"),
	} {
		answers[name] = http200(body)
	}
	return answers
}

// recursive is a WSDL whose type holds itself, many times.
var recursive = `<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:s="http://www.w3.org/2001/XMLSchema" xmlns:t="http://a/b" targetNamespace="http://a/b">` +
	`<types><s:schema targetNamespace="http://a/b"><s:element name="balance" type="t:A"/><s:complexType name="A"><s:sequence>` +
	strings.Repeat(`<s:element name="login" type="t:A"/>`, 200) + `</s:sequence></s:complexType></s:schema></types>` +
	`<message name="m"><part element="t:balance"/></message>` +
	`<portType><operation name="get_balance"><input message="t:m"/></operation></portType></definitions>`

// TestRun_survivesHostileServers lets servers answer every request in the same bad way.
func TestRun_survivesHostileServers(t *testing.T) {
	t.Parallel()
	for name, answer := range hostileAnswers() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := newTrap(t, func(conn net.Conn, _ *http.Request, _ <-chan struct{}) {
				_, _ = io.WriteString(conn, answer)
			})
			report, err := doctor.RunAndSend(t.Context(), server.config(), doctor.Sending{To: to, Confirm: always})
			require.NoError(t, err)
			assert.Len(t, report.Findings, len(doctor.Checks()))
			assert.GreaterOrEqual(t, report.Worst(), doctor.Warning)
			assert.NotEqual(t, doctor.OK, finding(t, report, "status.unknown").Severity)
			if name != "an answer in another form" { // the doctor does not read the amount
				assert.NotEqual(t, doctor.OK, finding(t, report, "credentials").Severity)
			}
			assert.Equal(t, doctor.Skipped, finding(t, report, "send").Severity)
			assert.LessOrEqual(t, len(report.Markdown()), 64<<10)
		})
	}
}

// No redirect is followed, whatever is redirected: the password would go along.
func TestRun_followsNoRedirect(t *testing.T) {
	t.Parallel()
	for _, status := range []int{301, 302, 303, 307, 308} {
		for name, all := range map[string]bool{"everything": true, "calls alone": false} {
			t.Run(fmt.Sprint(status, " ", name), func(t *testing.T) {
				t.Parallel()
				var reached atomic.Int32
				elsewhere := newTrap(t, func(conn net.Conn, _ *http.Request, _ <-chan struct{}) {
					reached.Add(1)
					_, _ = io.WriteString(conn, http200(""))
				})
				server := newTrap(t, func(conn net.Conn, r *http.Request, _ <-chan struct{}) {
					if r.Method == http.MethodGet && !all {
						_, _ = io.WriteString(conn, http200(""))
						return
					}
					_, _ = fmt.Fprintf(conn, "HTTP/1.1 %d X\r\nLocation: %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", status, elsewhere.endpoint())
				})
				config := server.config()
				config.Reserve = []string{}
				report, err := doctor.Run(t.Context(), config)
				require.NoError(t, err)
				assert.Zero(t, reached.Load())
				if all {
					assert.Equal(t, fmt.Sprintf("HTTP status %d, a redirect to another path", status), finding(t, report, "http").Seen)
					assert.Zero(t, server.posts.Load(), "no password to a host that redirects")
				} else {
					assert.Equal(t, "a redirect", finding(t, report, "credentials").Seen)
				}
			})
		}
	}
}

// TestRun_endsWhateverHangs lets a server hang at each of its steps. Each examination has
// to end by itself; a test that hangs fails by the limit of all tests.
func TestRun_endsWhateverHangs(t *testing.T) {
	t.Parallel()
	contract := func(server *trap) string {
		document, err := wsdl.Render(server.endpoint())
		if err != nil {
			panic(err)
		}
		return string(document)
	}
	hang := func(ended <-chan struct{}) { <-ended }
	for name, test := range map[string]struct {
		answer func(s *trap, conn net.Conn, r *http.Request, ended <-chan struct{})
		seen   map[string]string
	}{
		"before the header": {
			answer: func(_ *trap, _ net.Conn, _ *http.Request, ended <-chan struct{}) { hang(ended) },
			seen:   map[string]string{"http": "no answer in time", "wsdl": "needs http", "credentials": "needs http"},
		},
		"in the header": {
			answer: func(_ *trap, conn net.Conn, _ *http.Request, ended <-chan struct{}) {
				_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Le")
				hang(ended)
			},
			seen: map[string]string{"http": "no answer in time"},
		},
		"in the body": {
			answer: func(_ *trap, conn net.Conn, _ *http.Request, ended <-chan struct{}) {
				_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n<a")
				hang(ended)
			},
			seen: map[string]string{
				"http": "no redirect", "wsdl": "the answer broke off: no answer in time",
				"credentials": "the answer broke off: no answer in time", "cost": "needs credentials",
			},
		},
		"after the WSDL": {
			answer: func(s *trap, conn net.Conn, r *http.Request, ended <-chan struct{}) {
				if r.Method == http.MethodGet {
					_, _ = io.WriteString(conn, http200(contract(s)))
					return
				}
				hang(ended)
			},
			seen: map[string]string{"wsdl": "7 operations", "credentials": "no answer in time", "cost": "needs credentials"},
		},
		"in the WSDL alone": {
			answer: func(_ *trap, conn net.Conn, r *http.Request, ended <-chan struct{}) {
				if r.Method == http.MethodGet {
					_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 50000\r\n\r\n<definitions")
					hang(ended)
				}
				_, _ = io.WriteString(conn, http200(""))
			},
			seen: map[string]string{"wsdl": "the answer broke off: no answer in time", "credentials": "what came is no SOAP answer"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var server *trap
			ready := make(chan struct{})
			server = newTrap(t, func(conn net.Conn, r *http.Request, ended <-chan struct{}) {
				<-ready
				test.answer(server, conn, r, ended)
			})
			close(ready)
			config := server.config()
			config.CheckTimeout, config.Reserve = time.Second, []string{}
			report, err := doctor.RunAndSend(t.Context(), config, doctor.Sending{To: to, Confirm: always})
			require.NoError(t, err)
			for id, seen := range test.seen {
				assert.Equal(t, seen, finding(t, report, id).Seen, id)
			}
			assert.Equal(t, doctor.Failure, report.Worst())
			assert.LessOrEqual(t, server.posts.Load(), int32(1), "no password is given twice to a server that does not answer")
		})
	}
}

// A server that takes a connection and says nothing hangs a TLS handshake.
func TestRun_endsWhenTheHandshakeHangs(t *testing.T) {
	t.Parallel()
	silent, err := net.Listen("tcp", "127.0.0.1:0") // nobody accepts
	require.NoError(t, err)
	t.Cleanup(func() { _ = silent.Close() })
	report, err := doctor.Run(t.Context(), doctor.Config{
		Endpoint: "https://" + silent.Addr().String() + "/sys/soap.php", Login: login, Password: password,
		CheckTimeout: time.Second,
	})
	require.NoError(t, err)
	assert.Equal(t, doctor.OK, finding(t, report, "tcp.ipv4").Severity)
	assert.Equal(t, "no answer in time", finding(t, report, "tls").Seen)
	assert.Equal(t, "needs tls", finding(t, report, "http").Seen)
	assert.Equal(t, "needs http", finding(t, report, "credentials").Seen)
}

// The context bounds the whole, and what was not reached says so.
func TestRun_endsWithItsContext(t *testing.T) {
	t.Parallel()
	reached := make(chan struct{}, 10)
	server := newTrap(t, func(_ net.Conn, _ *http.Request, ended <-chan struct{}) {
		reached <- struct{}{}
		<-ended
	})
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-reached
		cancel()
	}()
	report, err := doctor.Run(ctx, server.config())
	require.NoError(t, err)
	assert.Equal(t, "the examination was stopped", finding(t, report, "http").Seen)
	assert.Equal(t, "no time was left", finding(t, report, "credentials").Seen)
	assert.Equal(t, "no time was left", finding(t, report, "reserve").Seen)
}

func TestRun_findsNobodyAtHome(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := listener.Addr().String()
	require.NoError(t, listener.Close())
	report, err := doctor.Run(t.Context(), doctor.Config{Endpoint: "http://" + address + "/sys/soap.php", Login: login, Password: password})
	require.NoError(t, err)
	assert.Equal(t, "the connection was refused", finding(t, report, "tcp.ipv4").Seen)
	assert.Equal(t, doctor.Failure, finding(t, report, "tcp.ipv4").Severity)
	assert.Equal(t, "the connection was refused", finding(t, report, "http").Seen)
	assert.Equal(t, doctor.Skipped, finding(t, report, "credentials").Severity)
}
