package doctor_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/doctor"
)

// scripted answers the requests with one element in the body as it is told, and
// lets all others through.
type scripted struct {
	inner   http.RoundTripper
	element string
	with    string // the request has this in it too
	status  int
	body    string
}

func (s scripted) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method != http.MethodPost {
		return s.inner.RoundTrip(r)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	if !strings.Contains(string(body), ":"+s.element+" ") || !strings.Contains(string(body), s.with) {
		r = r.Clone(r.Context())
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		return s.inner.RoundTrip(r)
	}
	return &http.Response{
		StatusCode: s.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{}, Request: r,
		Body: io.NopCloser(strings.NewReader(s.body)), ContentLength: int64(len(s.body)),
	}, nil
}

func soap(inBody string) string {
	return `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>` + inBody + `</e:Body></e:Envelope>`
}

func answer(response, result, leaves string) string {
	return soap("<" + response + "><" + result + ">" + leaves + "</" + result + "></" + response + ">")
}

// TestAnswers lets the service answer one question in another way than the emulator can.
func TestAnswers(t *testing.T) {
	t.Parallel()
	balance := func(leaves string) string { return answer("BalanceResponse", "balanceresult", leaves) }
	status := func(leaves string) string { return answer("StatusResponse", "statusresult", leaves) }
	cost2 := func(leaves string) string { return answer("Cost2Response", "costresult", leaves) }
	for name, test := range map[string]struct {
		element, with string
		status        int
		body          string
		check, seen   string
		severity      doctor.Severity
		means         string
	}{
		"a balance without a balance": {"balance", "<login>shop", 200, balance("<error>0</error>"), "credentials", "an answer without a balance", doctor.Warning, "malformed"},
		"too many balances":           {"balance", "<login>shop", 200, balance("<error>9</error>"), "credentials", "code 9", doctor.Warning, "wait for a minute"},
		"bad parameters":              {"balance", "<login>shop", 200, balance("<error>1</error>"), "credentials", "code 1", doctor.Failure, "otherwise than this library"},
		"a code that nobody knows":    {"balance", "<login>shop", 200, balance("<error>77</error>"), "credentials", "code 77", doctor.Failure, "table of codes"},
		"a fault":                     {"balance", "<login>shop", 500, soap("<e:Fault/>"), "credentials", "a Fault", doctor.Failure, "problem of its own"},
		"a namespace that is not known": {
			"balance", "<login>shop", 500, soap("<e:Fault><faultstring>Procedure 'balance' not present</faultstring></e:Fault>"),
			"credentials", "a Fault that says the element is not known", doctor.Failure, "wsdl.namespace",
		},
		"another HTTP status": {"balance", "<login>shop", 503, "busy", "credentials", "HTTP status 503", doctor.Failure, "something stands in between"},
		"a good answer with another HTTP status": {
			"balance", "<login>shop", 201, balance("<balance>1</balance>"), "credentials", "HTTP status 201", doctor.Failure, "something stands in between",
		},
		"a redirect of calls": {"balance", "<login>shop", 307, "", "credentials", "a redirect", doctor.Failure, "follows no redirect"},

		"a code with another HTTP status": {
			"status", "", 400, status("<error>3</error>"), "code.http", "HTTP status 400", doctor.Failure, "failed transport",
		},
		"an unknown message that is known":   {"status", "", 200, status("<status>1</status>"), "status.unknown", "an answer", doctor.Warning, "would not know"},
		"an unknown message that is nothing": {"status", "", 200, status(""), "status.unknown", "an answer", doctor.Warning, "would not know"},

		"a price without a price": {"cost2", "maxsms", 200, cost2("<cnt>1</cnt>"), "cost.maxsms", "an answer without a price", doctor.Warning, "malformed"},
		"a price of words":        {"cost2", "maxsms", 200, cost2("<cost>much</cost>"), "cost.maxsms", "an answer without a price", doctor.Warning, "malformed"},
		"a price out of bounds":   {"cost2", "maxsms", 200, cost2("<cost>1" + strings.Repeat("0", 50) + "</cost>"), "cost.maxsms", "an answer without a price", doctor.Warning, ""},
		"maxsms is not looked at": {"cost2", "maxsms", 200, cost2("<cost>1</cost><cnt>2</cnt>"), "cost.maxsms", "the cap on parts changes nothing", doctor.Note, "MaxParts"},
		"op lists recipients":     {"cost2", "op=1", 200, cost2("<cost>1</cost><cnt>2</cnt><phones><phone>1</phone></phones>"), "cost.op", "a price, and phones", doctor.Note, "Extra"},
		"op is not known":         {"cost2", "op=1", 200, cost2("<error>1</error>"), "cost.op", "code 1", doctor.Warning, "otherwise"},

		"a status without sms_cnt": {
			"status", "<phone>" + to, 200, status("<status>0</status><send_date>01.01.2000 03:00:00</send_date>"), "status.parts", "no", doctor.Note, "absent",
		},
		"a status without dates": {
			"status", "<phone>" + to, 200, status("<status>0</status>"), "status.dates", "no date that can be read", doctor.Warning, "zero",
		},
		"dates that are days off": {
			"status", "<phone>" + to, 200, status("<status>0</status><send_date>01.01.2000 03:00:00</send_date><send_timestamp>946000000</send_timestamp>"),
			"status.dates", "date and timestamp are days apart", doctor.Warning, "timestamp",
		},
		"dates of another zone without timestamps": {
			"status", "<phone>" + to, 200, status("<status>0</status><send_date>01.01.2000 05:00:00</send_date>"),
			"status.dates", "UTC+05:00, by this machine's clock: there is no timestamp", doctor.Warning, "wrong",
		},
		"dates west of Greenwich": {
			"status", "<phone>" + to, 200, status("<status>0</status><send_date>31.12.1999 20:30:00</send_date><send_timestamp>946684800</send_timestamp>"),
			"status.dates", "UTC-03:30", doctor.Note, "timestamp",
		},
		"a status that is refused": {"status", "<phone>" + to, 200, status("<error>4</error>"), "status.visible", "code 4", doctor.Failure, "blocked"},
		"a status that fails":      {"status", "<phone>" + to, 200, status("<error>9</error>"), "status.visible", "not within 0s", doctor.Failure, ""},
		"a status that fails without the plus": {
			"status", "<phone>" + to[1:], 200, status("<error>9</error>"), "status.plus", "code 9", doctor.Warning, "wait",
		},

		"a send that is refused":   {"send", "", 200, answer("SendResponse", "sendresult", "<error>7</error>"), "send", "refused with code 7", doctor.Failure, "Nothing was sent"},
		"a send that is blocked":   {"send", "", 200, answer("SendResponse", "sendresult", "<error>4</error>"), "send", "refused with code 4", doctor.Failure, ""},
		"a send that is not known": {"send", "", 500, soap("<e:Fault/>"), "send", "the outcome is unknown: soap_fault", doctor.Failure, "may have been sent"},
		"a price that is refused":  {"cost", "<phones>" + to, 200, answer("CostResponse", "costresult", "<error>8</error>"), "send.price", "code 8", doctor.Failure, "Nothing is sent without a price"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, func(t *testing.T) {
				w := newWorld()
				w.config.APIKey = "" // its checks ask for a balance and a status too
				w.config.Skip = []string{"namespace."}
				w.config.Transport = scripted{w.transport(), test.element, test.with, test.status, test.body}
				report, err := doctor.RunAndSend(t.Context(), w.config, doctor.Sending{To: to, Confirm: always})
				require.NoError(t, err)
				f := finding(t, report, test.check)
				assert.Equal(t, test.seen, f.Seen)
				assert.Equal(t, test.severity, f.Severity)
				assert.Contains(t, f.Means, test.means)
			})
		})
	}
}

// A repetition whose answer is lost is not tried again, and settles nothing.
func TestAnswers_repetitionLost(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T) {
		w := newWorld()
		lost := &nth{inner: w.transport(), n: 2}
		w.config.Transport = lost
		report, err := doctor.RunAndSend(t.Context(), w.config, doctor.Sending{To: to, Confirm: always})
		require.NoError(t, err)
		assert.Equal(t, doctor.Warning, finding(t, report, "send.identical").Severity)
		assert.Contains(t, finding(t, report, "send.identical").Seen, "the outcome is unknown")
		assert.Equal(t, doctor.Skipped, finding(t, report, "send.same-text").Severity)
		assert.Equal(t, 2, lost.sends)
	})
}

// nth loses the answer to the nth send.
type nth struct {
	inner    http.RoundTripper
	n, sends int
}

func (x *nth) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	r = r.Clone(r.Context())
	r.Body = io.NopCloser(strings.NewReader(string(body)))
	resp, err := x.inner.RoundTrip(r)
	if strings.Contains(string(body), ":send ") || strings.Contains(string(body), "<send ") {
		if x.sends++; x.sends == x.n {
			return nil, io.ErrUnexpectedEOF
		}
	}
	return resp, err
}

// slowly lets each request wait.
type slowly struct{ inner http.RoundTripper }

func (s slowly) RoundTrip(r *http.Request) (*http.Response, error) {
	time.Sleep(7 * time.Second)
	return s.inner.RoundTrip(r)
}

func TestLatency(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T) {
		w := newWorld()
		w.config.Transport = slowly{w.transport()}
		report, err := doctor.Run(t.Context(), w.config)
		require.NoError(t, err)
		f := finding(t, report, "latency")
		assert.Equal(t, "7000 ms to the first answer, with the connection", f.Seen)
		assert.Equal(t, doctor.Warning, f.Severity)
		assert.Equal(t, doctor.OK, finding(t, report, "clock").Severity, "half of the time is the way back")
		assert.Equal(t, doctor.OK, finding(t, report, "credentials").Severity)
	})
}

// A service that stops answering is asked twice more at most, and not until the time is
// over.
func TestRun_stopsWhenTheServiceDoes(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T) {
		w := newWorld()
		w.config.APIKey = ""
		wire := &posts{inner: scripted{w.transport(), "status", "", 200, "<html/>"}}
		wire.inner = scripted{wire.inner, "cost", "", 200, "<html/>"}
		wire.inner = scripted{wire.inner, "status2", "", 200, "<html/>"}
		w.config.Transport = wire
		report, err := doctor.Run(t.Context(), w.config)
		require.NoError(t, err)
		assert.Equal(t, "what came is no SOAP answer", finding(t, report, "status2.unknown").Seen)
		assert.Equal(t, "the service gave no answer before", finding(t, report, "cost").Seen)
		assert.Equal(t, 5, wire.count, "a balance, two namespaces, two statuses")
	})
}
