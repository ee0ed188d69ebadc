package smsc_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/go-smsc/smsc"
)

// hostile is one answer of a server that means harm or does not know better.
type hostile struct {
	name string
	// write answers a request that has been read.
	write func(io.Writer)
	// What the error must match, nil for a [smsc.FaultError] or a mere
	// [smsc.TransportError].
	is      error
	fault   bool
	api     bool // an APIError; it is Rejected
	outcome smsc.Outcome
}

func raw(s string) func(io.Writer) { return func(w io.Writer) { _, _ = io.WriteString(w, s) } }

// http200 is a response of known length.
func http200(body string, header ...string) func(io.Writer) {
	return response(200, body, header...)
}

func response(status int, body string, header ...string) func(io.Writer) {
	return raw(fmt.Sprintf("HTTP/1.1 %d X\r\nContent-Type: text/xml\r\nContent-Length: %d\r\n%s\r\n%s",
		status, len(body), strings.Join(append(header, ""), "\r\n"), body))
}

// endless streams head, then piece n times, in chunks.
func endless(head, piece string, n int, header string) func(io.Writer) {
	chunk := fmt.Appendf(nil, "%x\r\n%s\r\n", len(piece), piece)
	return func(w io.Writer) {
		_, _ = fmt.Fprintf(w, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n%s\r\n", header)
		_, err := fmt.Fprintf(w, "%x\r\n%s\r\n", len(head), head)
		for range n {
			if err != nil {
				return
			}
			_, err = w.Write(chunk)
		}
		_, _ = io.WriteString(w, "0\r\n\r\n")
	}
}

func zipped(pieces ...string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	for _, piece := range pieces {
		_, _ = io.WriteString(w, piece)
	}
	_ = w.Close()
	return b.String()
}

func hostileAnswers(elsewhere string) []hostile {
	const (
		env     = `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/">`
		inBody  = env + `<e:Body>`
		endBody = `</e:Body></e:Envelope>`
		good    = inBody + `<SendResponse><sendresult><id>1</id><cnt>1</cnt></sendresult></SendResponse>` + endBody
	)
	inResult := func(s string) string {
		return inBody + `<SendResponse><sendresult>` + s + `</sendresult></SendResponse>` + endBody
	}
	fault := func(s string) string { return inBody + `<e:Fault>` + s + `</e:Fault>` + endBody }
	malformed := smsc.ErrMalformedAnswer
	mega := strings.Repeat("A", 64<<10)

	var all []hostile
	add := func(name string, write func(io.Writer), is error) {
		all = append(all, hostile{name: name, write: write, is: is})
	}
	faults := func(name string, write func(io.Writer)) {
		all = append(all, hostile{name: name, write: write, fault: true})
	}

	for _, status := range []int{300, 301, 302, 303, 304, 305, 306, 307, 308, 399} {
		for name, location := range map[string]string{
			"to another host": elsewhere, "to http": "http://127.0.0.1:1/sys/soap.php", "to itself": "/sys/soap.php", "to nowhere": "",
		} {
			header := "Location: " + location
			if location == "" {
				header = "X-None: 1"
			}
			add(fmt.Sprint(status, " ", name), response(status, good, header), smsc.ErrRedirect)
		}
	}
	for _, status := range []int{201, 202, 203, 205, 206, 226, 400, 401, 402, 403, 404, 405, 407, 408, 409, 410, 413, 418, 421, 429, 451, 500, 501, 502, 503, 504, 511, 599, 999} {
		add(fmt.Sprint(status, " with a good answer"), response(status, good), smsc.ErrHTTPStatus)
	}
	add("204", raw("HTTP/1.1 204 X\r\n\r\n"), smsc.ErrHTTPStatus)

	for name, body := range map[string]string{
		"nothing":                        "",
		"blanks":                         " \r\n\t ",
		"a login page":                   "<!DOCTYPE html><html><body>Login</body></html>",
		"XHTML":                          `<html xmlns="http://www.w3.org/1999/xhtml"/>`,
		"JSON":                           `{"id":1,"cnt":1}`,
		"the HTTP API's text":            "OK - 1 SMS, ID - 1",
		"NULs":                           "\x00\x00\x00",
		"a NUL within":                   strings.Replace(good, ">1<", ">\x00<", 1),
		"bytes of a picture":             "\x89PNG\r\n\x1a\n",
		"UTF-16":                         "\xff\xfe<\x00a\x00/\x00>\x00",
		"invalid UTF-8":                  inResult("<id>\xff\xfe</id>"),
		"a declaration of UTF-16":        `<?xml version="1.0" encoding="UTF-16"?>` + good,
		"a declaration of UTF-7":         `<?xml version="1.0" encoding="UTF-7"?>` + good,
		"a declaration of nonsense":      `<?xml version="1.0" encoding="` + mega + `"?>` + good,
		"XML 2.0":                        `<?xml version="2.0"?>` + good,
		"a PHP warning in front":         "<br />\n<b>Warning</b>: x\n" + good,
		"a PHP notice behind":            good + "\nNotice: x",
		"a NUL behind":                   good + "\x00",
		"two envelopes":                  good + good,
		"an envelope in a body":          inBody + good + endBody,
		"two bodies":                     strings.Replace(good, endBody, "</e:Body><e:Body/></e:Envelope>", 1),
		"two answers":                    strings.Replace(good, endBody, "<SendResponse/>"+endBody, 1),
		"two results":                    inBody + `<SendResponse><sendresult><id>1</id></sendresult><sendresult/></SendResponse>` + endBody,
		"no result":                      inBody + `<SendResponse/>` + endBody,
		"an empty result":                inResult(""),
		"a result that says nothing":     inResult("<ok>yes</ok>"),
		"a foreign operation":            inBody + `<Send2Response><sendresult><id>1</id></sendresult></Send2Response>` + endBody,
		"a foreign result":               inBody + `<SendResponse><costresult><id>1</id></costresult></SendResponse>` + endBody,
		"the request itself":             inBody + `<send><login>demo</login></send>` + endBody,
		"SOAP 1.2":                       strings.ReplaceAll(good, "http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope"),
		"no namespace":                   strings.ReplaceAll(good, ` xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"`, ``),
		"a namespace that is not bound":  strings.ReplaceAll(good, "<SendResponse>", "<x:SendResponse>"),
		"no envelope":                    `<SendResponse><sendresult><id>1</id></sendresult></SendResponse>`,
		"an empty body":                  inBody + endBody,
		"no body":                        env + `</e:Envelope>`,
		"markup in a leaf":               inResult("<id><b>1</b></id>"),
		"a leaf twice":                   inResult("<error>0</error><error>3</error><id>1</id>"),
		"an error that is no number":     inResult("<error>none</error><id>1</id>"),
		"an error out of all bounds":     inResult("<error>99999999999999999999</error><id>1</id>"),
		"text in the result":             inResult("OK<id>1</id>"),
		"a DTD":                          `<!DOCTYPE x [<!ENTITY a "b">]>` + good,
		"a billion laughs":               `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>` + inResult("<id>&b;</id>"),
		"an external entity":             `<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>` + inResult("<id>&a;</id>"),
		"an undefined entity":            inResult("<id>&a;</id>"),
		"a reference to NUL":             inResult("<id>&#0;</id>"),
		"a reference out of all bounds":  inResult("<id>&#99999999999;</id>"),
		"tags that cross":                inResult("<id><b></id></b>"),
		"a tag that does not end":        good + "<",
		"an attribute twice":             inResult(`<id a="1" a="2">1</id>`),
		"deep nesting":                   inResult(strings.Repeat("<a>", 10_000) + strings.Repeat("</a>", 10_000)),
		"deep nesting without an end":    strings.Repeat("<a>", 100_000),
		"a huge attribute":               inResult(`<id a="` + strings.Repeat(mega, 8) + `">1</id>`),
		"a huge name":                    inResult(`<` + strings.Repeat("a", 500_000) + `/><id>1</id>`),
		"a huge comment":                 inResult(`<!--` + strings.Repeat(mega, 8) + `--><id>1</id>`),
		"a thousand attributes":          inResult(`<id` + numbered(` a%d="1"`, 1000) + `>1</id>`),
		"a thousand namespaces":          inResult(`<id` + numbered(` xmlns:a%d="u"`, 1000) + `>1</id>`),
		"unknown elements without end":   inResult(strings.Repeat("<a/>", 100_000) + "<id>1</id>"),
		"a declaration in the middle":    inResult(`<?xml version="1.0"?><id>1</id>`),
		"an unfinished CDATA":            inResult("<id><![CDATA[1</id>"),
		"a result in nil":                inBody + `<SendResponse><sendresult xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"/></SendResponse>` + endBody,
		"a header that is not closed":    env + `<e:Header><a></e:Header><e:Body/></e:Envelope>`,
		"a fault that is cut":            fault("<faultcode>a</faultcode>")[:110],
		"a fault with markup for a text": fault("<faultstring><b/></faultstring>"),
		"a fault and an answer":          inBody + `<e:Fault/><SendResponse><sendresult><id>1</id></sendresult></SendResponse>` + endBody,
	} {
		add(name, http200(body), malformed)
	}
	for at := 1; at < len(good); at += 23 {
		add(fmt.Sprint("cut at ", at), http200(good[:at]), malformed)
	}
	add("gzip that is none", http200(good, "Content-Encoding: gzip"), nil)
	add("gzip that is cut", http200(zipped(good)[:60], "Content-Encoding: gzip"), nil)
	add("gzip of a page", http200(zipped("<html/>"), "Content-Encoding: gzip"), malformed)
	add("gzip in gzip", http200(zipped(zipped(good)), "Content-Encoding: gzip"), malformed)
	add("another encoding", http200(good, "Content-Encoding: br"), malformed)
	add("a charset that is not known", raw("HTTP/1.1 200 X\r\nContent-Type: text/xml; charset=koi8-r\r\nContent-Length: 3\r\n\r\n<a>"), malformed)

	bomb := make([]string, 1<<10)
	for i := range bomb {
		bomb[i] = mega
	}
	add("a gzip bomb of 64 MiB", http200(zipped(append([]string{inBody}, bomb...)...), "Content-Encoding: gzip"), smsc.ErrAnswerTooLarge)
	add("a leaf of 256 MiB", endless(inBody+"<SendResponse><sendresult><id>", mega, 4096, ""), smsc.ErrAnswerTooLarge)
	add("blanks without end", endless(good, strings.Repeat(" ", 64<<10), 4096, ""), smsc.ErrAnswerTooLarge)
	add("a length of 1 TiB", raw("HTTP/1.1 200 X\r\nContent-Length: 1099511627776\r\n\r\n"+good), nil)

	for name, reply := range map[string]string{
		"no response":                 "",
		"half a status line":          "HTTP/1.1 20",
		"another protocol":            "SSH-2.0-x\r\n",
		"TLS":                         "\x15\x03\x01\x00\x02\x02\x28",
		"HTTP/0.9":                    good,
		"HTTP/3.0":                    "HTTP/3.0 200 OK\r\nContent-Length: 0\r\n\r\n",
		"a status of two digits":      "HTTP/1.1 20 OK\r\n\r\n",
		"a status of letters":         "HTTP/1.1 abc OK\r\n\r\n",
		"a negative length":           "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
		"two lengths":                 "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
		"a length that is no number":  "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
		"a body shorter than said":    "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + good,
		"a chunk that is none":        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
		"chunks without an end":       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n",
		"an encoding of the transfer": "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
		"a header without a colon":    "HTTP/1.1 200 OK\r\nContent-Length 5\r\n\r\n",
		"a folded first header":       "HTTP/1.1 200 OK\r\n  folded: 1\r\n\r\n",
		"a huge header":               "HTTP/1.1 200 OK\r\nX: " + strings.Repeat(mega, 4) + "\r\n\r\n",
		"headers without end":         "HTTP/1.1 200 OK\r\n" + strings.Repeat("X-Y: 1\r\n", 100_000),
		"early hints without end":     strings.Repeat("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", 10_000),
		"100 without end":             strings.Repeat("HTTP/1.1 100 Continue\r\n\r\n", 10_000),
		"a switch of protocols":       "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n",
	} {
		all = append(all, hostile{name: name, write: raw(reply)})
	}

	faults("a fault", response(500, fault("<faultcode>e:Server</faultcode><faultstring>x</faultstring>")))
	faults("a fault with 200", http200(fault("<faultcode>e:Server</faultcode><faultstring>x</faultstring>")))
	faults("a fault with 404", response(404, fault("<faultcode>e:Client</faultcode>")))
	faults("an empty fault", response(500, fault("")))
	faults("a fault of much text", response(500, fault("<faultstring>"+mega[:60<<10]+"</faultstring><detail>"+strings.Repeat("<a/>", 50_000)+"</detail>")))
	all = append(all,
		hostile{
			name: "a fault that says nothing was processed", fault: true, outcome: smsc.OutcomeNotSent,
			write: response(500, fault("<faultcode>e:Server</faultcode><faultstring>Procedure 'send' not present</faultstring>")),
		},
		hostile{name: "an unknown code", write: http200(inResult("<error>77</error>")), api: true, outcome: smsc.OutcomeRejected},
		hostile{name: "a negative code", write: http200(inResult("<error>-1</error><id>1</id>")), api: true, outcome: smsc.OutcomeRejected},
		hostile{name: "a code with an ID of much text", write: http200(inResult("<error>8</error><id>" + mega[:60<<10] + "</id>"))},
	)
	return all
}

func numbered(format string, n int) string {
	var b strings.Builder
	for i := range n {
		_, _ = fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// trap is a server that answers each POST with what it is told and keeps what it
// saw.
type trap struct {
	listener net.Listener
	write    atomic.Pointer[func(io.Writer)]
	posts    atomic.Int32
	others   atomic.Int32
}

func newTrap(t *testing.T) *trap {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s := &trap{listener: listener}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go s.serve(conn)
		}
	}()
	return s
}

func (s *trap) serve(conn net.Conn) {
	defer conn.Close()
	request, err := http.ReadRequest(bufio.NewReader(conn))
	if err != nil {
		return
	}
	_, _ = io.Copy(io.Discard, request.Body)
	if request.Method != http.MethodPost {
		s.others.Add(1)
		_, _ = io.WriteString(conn, "HTTP/1.1 404 X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
		return
	}
	s.posts.Add(1)
	(*s.write.Load())(conn)
}

func (s *trap) endpoint() string { return "http://" + s.listener.Addr().String() + "/sys/soap.php" }

// TestHostileAnswers is not parallel, so that what it allocates is its own.
func TestHostileAnswers(t *testing.T) { //nolint:paralleltest // see above
	ignore := goleak.IgnoreCurrent()
	server, elsewhere := newTrap(t), newTrap(t)
	none := func(io.Writer) {}
	elsewhere.write.Store(&none)
	cases := hostileAnswers(elsewhere.endpoint())
	require.GreaterOrEqual(t, len(cases), 100)
	for _, c := range cases { //nolint:paralleltest // see above
		t.Run(c.name, func(t *testing.T) {
			client, err := smsc.NewClient(smsc.Password("demo", "hunter2secret"), smsc.WithEndpoint(server.endpoint()),
				singleAttempt(), smsc.WithTimeout(20*time.Second))
			require.NoError(t, err)
			defer client.CloseIdleConnections()
			server.write.Store(&c.write)
			posts := server.posts.Load()

			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err = client.Send(t.Context(), with(func(r *smsc.SendRequest) { r.ID = "1" }))
			runtime.ReadMemStats(&after)

			require.Error(t, err)
			assert.Equal(t, c.outcome, smsc.OutcomeOf(err), "%v", err)
			_, isFault := errors.AsType[*smsc.FaultError](err)
			_, isCode := errors.AsType[*smsc.APIError](err)
			_, isTransport := errors.AsType[*smsc.TransportError](err)
			assert.Equal(t, []bool{c.fault, c.api, !c.fault && !c.api}, []bool{isFault, isCode, isTransport}, "%v", err)
			if c.is != nil {
				assert.ErrorIs(t, err, c.is)
			}
			assert.Less(t, len(err.Error()), 2000)
			assert.NotContains(t, fmt.Sprintf("%+v %#v", err, err), "hunter2secret")
			assert.Equal(t, int32(1), server.posts.Load()-posts, "it is posted once")
			if raceEnabled {
				return
			}
			// All that was allocated, garbage and the server's half included, is
			// more than the heap can have grown.
			assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(8<<20), "bytes allocated")
		})
	}
	assert.Zero(t, elsewhere.posts.Load()+elsewhere.others.Load(), "nobody else is asked")
	require.NoError(t, server.listener.Close())
	require.NoError(t, elsewhere.listener.Close())
	goleak.VerifyNone(t, ignore)
}

// TestSlowAnswers drip until the client's time is up.
func TestSlowAnswers(t *testing.T) {
	t.Parallel()
	for name, head := range map[string]string{
		"in the header": "HTTP/1.1 200 OK\r\nX: ", "in the body": "HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n<",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := newTrap(t)
			defer server.listener.Close()
			drip := func(w io.Writer) {
				_, err := io.WriteString(w, head)
				for tick := time.NewTicker(time.Millisecond); err == nil; <-tick.C {
					_, err = io.WriteString(w, "x")
				}
			}
			server.write.Store(&drip)
			client, err := smsc.NewClient(smsc.Password("demo", "demo"), smsc.WithEndpoint(server.endpoint()),
				singleAttempt(), smsc.WithTimeout(100*time.Millisecond))
			require.NoError(t, err)
			_, err = client.Send(t.Context(), message())
			assert.ErrorIs(t, err, context.DeadlineExceeded)
			assert.Equal(t, smsc.OutcomeUnknown, smsc.OutcomeOf(err))
		})
	}
}
