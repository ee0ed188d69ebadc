package doctor_test

import (
	"crypto/md5"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/doctor"
	"github.com/go-smsc/smsc/smsctest"
	"github.com/go-smsc/smsc/wsdl"
)

// What an evil server knows, in letters of which names can consist.
const (
	evilLogin    = "shoplogin77"
	evilPassword = "hunter2 secret"
	evilKey      = "k3ysecret99"
)

var evilValues = []string{evilLogin, evilPassword, evilKey, to, priced, to[1:], priced[1:]}

// forms are the forms in which a value could be repeated.
func forms(value string) []string {
	sum := md5.Sum([]byte(value))
	return []string{
		value, strings.ToUpper(value), url.QueryEscape(value), base64.StdEncoding.EncodeToString([]byte(value)),
		hex.EncodeToString([]byte(value)), hex.EncodeToString(sum[:]),
	}
}

// assertClean searches a report in every form that it is given out in.
func assertClean(t *testing.T, report *doctor.Report, values ...string) {
	t.Helper()
	document, err := json.Marshal(report)
	require.NoError(t, err)
	shown := strings.ToLower(string(document) + string(report.Markdown()) + fmt.Sprintf("%v %+v %#v", report, report, report))
	for _, value := range values {
		for _, form := range forms(value) {
			assert.False(t, strings.Contains(shown, strings.ToLower(form)), "the report holds %s", form) //nolint:testifylint // the report is long
		}
	}
	assert.False(t, strings.Contains(shown, "test message of smsc doctor"), "the report holds a text") //nolint:testifylint // as above
}

// evil answers with what it knows, everywhere where something can stand.
type evil struct {
	value string
	soap  string // what a POST is answered
}

func (e evil) RoundTrip(r *http.Request) (*http.Response, error) {
	header := http.Header{"Location": {"https://" + e.value + ".example/" + e.value}, "Server": {e.value}, "Date": {e.value}, "X": {e.value}}
	body, status := e.soap, 200
	if r.Method == http.MethodGet {
		document, err := wsdl.Render(smsctest.Endpoint)
		if err != nil {
			return nil, err
		}
		body = strings.NewReplacer(
			`name="sender"`, `name="`+e.value+`"`, `name="get_status2"`, `name="`+e.value+`"`, `name="operator"`, `name="x`+e.value+`y"`,
			`soapAction="`, `soapAction="https://`+e.value+`/`, `targetNamespace="https://smsc.test`, `targetNamespace="https://`+e.value,
			`name="psw" type="xsd:string"`, `name="psw" type="xsd:`+e.value+`"`,
		).Replace(string(document))
	}
	return &http.Response{
		StatusCode: status, Status: "200 " + e.value, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: header, Request: r,
		Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)),
	}, nil
}

func TestReport_holdsNoSecrets(t *testing.T) {
	t.Parallel()
	const inBody = `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>`
	examine := func(t *testing.T, form, soap string) {
		t.Helper()
		inBubble(t, func(t *testing.T) {
			report, err := doctor.RunAndSend(t.Context(), doctor.Config{
				Endpoint: smsctest.Endpoint, Login: evilLogin, Password: evilPassword, APIKey: evilKey, Number: priced,
				Transport: evil{value: form, soap: soap}, Reserve: []string{},
			}, doctor.Sending{To: to, Confirm: always})
			require.NoError(t, err)
			assertClean(t, report, evilValues...)
		})
	}
	for _, value := range evilValues {
		for _, form := range forms(value) {
			examine(t, form, "")
		}
		for _, soap := range []string{
			`<BalanceResponse><balanceresult><balance>` + value + `</balance><x` + value[1:] + `>1</x` + value[1:] + `></balanceresult></BalanceResponse>`,
			`<e:Fault><faultcode>` + value + `</faultcode><faultstring>` + value + `</faultstring></e:Fault>`,
			`<BalanceResponse><balanceresult><error>` + value + `</error></balanceresult></BalanceResponse>`,
		} {
			examine(t, value, inBody+soap+`</e:Body></e:Envelope>`)
		}
	}
}

// With the emulator everything is accepted, sent and asked for.
func TestReport_holdsNoSecretsOfAnAccount(t *testing.T) {
	t.Parallel()
	for name, v := range variants {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, func(t *testing.T) {
				w := newWorld(v.options...)
				if v.change != nil {
					v.change(w)
				}
				assertClean(t, w.send(t), login, password, apiKey, "k3y", "s3cret", w.to[1:], priced[1:])
			})
		})
	}
}

// A search that finds nothing proves something only if it would find something.
func TestAssertClean_finds(t *testing.T) {
	t.Parallel()
	fake := &testing.T{}
	assertClean(fake, &doctor.Report{Findings: []doctor.Finding{{Seen: "it said " + evilPassword}}}, evilPassword)
	assert.True(t, fake.Failed())
}
