package doctor_test

import (
	"errors"
	"io"
	"io/fs"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/go-smsc/smsc/doctor"
	"github.com/go-smsc/smsc/smsctest"
	"github.com/go-smsc/smsc/wsdl"
)

// edited answers the question for the WSDL with an edited one.
type edited struct {
	inner http.RoundTripper
	edit  func(string) string
}

func (e edited) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := e.inner.RoundTrip(r)
	if err != nil || r.Method != http.MethodGet || r.URL.Host != "smsc.test" {
		return resp, err
	}
	document, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	_ = resp.Body.Close()
	changed := e.edit(string(document))
	resp.Body, resp.ContentLength = io.NopCloser(strings.NewReader(changed)), int64(len(changed))
	resp.Header.Del("Content-Length")
	return resp, nil
}

// within replaces in the first part of a document that lies between two texts.
func within(t testing.TB, document, from, to, old, replacement string) string {
	t.Helper()
	before, rest, found := strings.Cut(document, from)
	require.True(t, found, from)
	part, after, found := strings.Cut(rest, to)
	require.True(t, found, to)
	require.Contains(t, part, old)
	return before + from + strings.Replace(part, old, replacement, 1) + to + after
}

const leaf = `<xsd:element name="NAME" type="xsd:string" minOccurs="MIN" maxOccurs="1"/>`

func element(name, least string) string {
	return strings.NewReplacer("NAME", name, "MIN", least).Replace(leaf)
}

// wsdlEdits are changes of the service's WSDL.
var wsdlEdits = map[string]struct {
	edit     func(t testing.TB, document string) string
	check    string // the one finding that changes
	severity doctor.Severity
	details  []string
}{
	"an element of a request added": {
		edit: func(t testing.TB, d string) string {
			return within(t, d, `<xsd:element name="send2">`, `name="Send2Response"`, `<xsd:element name="query"`, element("flags", "0")+`<xsd:element name="query"`)
		},
		check: "wsdl.requests", severity: doctor.Note, details: []string{"send_sms2, request: send2/flags is new"},
	},
	"a required element of a request added": {
		edit: func(t testing.TB, d string) string {
			return within(t, d, `<xsd:element name="send2">`, `name="Send2Response"`, `<xsd:element name="query"`, element("token", "1")+`<xsd:element name="query"`)
		},
		check: "wsdl.requests", severity: doctor.Warning, details: []string{"send_sms2, request: send2/token is new and required"},
	},
	"an element of a request gone": {
		edit: func(t testing.TB, d string) string {
			return within(t, d, `<xsd:element name="send">`, `name="SendResponse"`, `name="sender"`, `name="from"`)
		},
		check: "wsdl.requests", severity: doctor.Warning,
		details: []string{"send_sms, request: send/sender is gone", "send_sms, request: send/from is new"},
	},
	"elements of a request reordered": {
		edit: func(t testing.TB, d string) string {
			d = within(t, d, `<xsd:element name="cost">`, `name="CostResponse"`, `name="phones"`, `name="PLACE"`)
			d = within(t, d, `<xsd:element name="cost">`, `name="CostResponse"`, `name="mes"`, `name="phones"`)
			return within(t, d, `<xsd:element name="cost">`, `name="CostResponse"`, `name="PLACE"`, `name="mes"`)
		},
		check: "wsdl.requests", severity: doctor.Warning,
		details: []string{"get_sms_cost, request: cost has another order: login psw mes phones apikey in place of login psw phones mes apikey"},
	},
	"the type of an element of a request": {
		edit: func(t testing.TB, d string) string {
			return within(t, d, `<xsd:element name="status">`, `name="StatusResponse"`, `name="id" type="xsd:string"`, `name="id" type="xsd:int"`)
		},
		check: "wsdl.requests", severity: doctor.Warning, details: []string{"get_status, request: status/id has another type: int in place of string"},
	},
	"an optional element of a request required": {
		edit: func(t testing.TB, d string) string {
			return within(t, d, `<xsd:element name="send">`, `name="SendResponse"`, `name="sender" type="xsd:string" minOccurs="0"`, `name="sender" type="xsd:string"`)
		},
		check: "wsdl.requests", severity: doctor.Warning, details: []string{"send_sms, request: send/sender is required: required in place of optional"},
	},
	"an element of an answer added": {
		edit: func(t testing.TB, d string) string {
			return within(t, d, `name="CostResponseType"`, `</xsd:complexType>`, `<xsd:element name="cnt"`, element("currency", "0")+`<xsd:element name="cnt"`)
		},
		check: "wsdl.answers", severity: doctor.Note, details: []string{"get_sms_cost, answer: CostResponse/costresult/currency is new"},
	},
	"an element of an answer gone": {
		edit: func(t testing.TB, d string) string {
			return within(t, d, `name="StatusResponseType"`, `</xsd:complexType>`, `name="operator"`, `name="network"`)
		},
		check: "wsdl.answers", severity: doctor.Note,
		details: []string{
			"get_status, answer: StatusResponse/statusresult/operator is gone", "get_status, answer: StatusResponse/statusresult/network is new",
		},
	},
	"elements of an answer reordered": {
		edit: func(t testing.TB, d string) string {
			d = within(t, d, `name="BalanceResponseType"`, `</xsd:complexType>`, `name="balance"`, `name="PLACE"`)
			d = within(t, d, `name="BalanceResponseType"`, `</xsd:complexType>`, `name="error"`, `name="balance"`)
			return within(t, d, `name="BalanceResponseType"`, `</xsd:complexType>`, `name="PLACE"`, `name="error"`)
		},
		check: "wsdl.answers", severity: doctor.Note,
		details: []string{"get_balance, answer: BalanceResponse/balanceresult has another order: error balance in place of balance error"},
	},
	"an element of an element of an answer": {
		edit: func(t testing.TB, d string) string {
			return within(t, d, `<xsd:complexType name="Error">`, `</xsd:complexType>`, `name="status"`, `name="state"`)
		},
		check: "wsdl.answers", severity: doctor.Note,
		details: []string{
			"send_sms2, answer: Send2Response/sendresult/errors/status is gone", "send_sms2, answer: Send2Response/sendresult/errors/state is new",
		},
	},
	"a list that becomes one": {
		edit: func(t testing.TB, d string) string {
			return within(t, d, `name="Send2ResponseType"`, `</xsd:complexType>`, `name="errors" type="tns:Error" minOccurs="0" maxOccurs="unbounded"`, `name="errors" type="tns:Error" minOccurs="0" maxOccurs="1"`)
		},
		check: "wsdl.answers", severity: doctor.Warning,
		details: []string{"send_sms2, answer: Send2Response/sendresult/errors can come another number of times: 1 in place of unbounded"},
	},
	"a soapAction": {
		edit: func(t testing.TB, d string) string {
			return within(t, d, `<wsdl:binding`, `</wsdl:binding>`, `soapAction="https://smsc.test/sys/soap.php"`, `soapAction="urn:balance"`)
		},
		check: "wsdl.action", severity: doctor.Warning,
		details: []string{"get_balance has another soapAction: urn:balance in place of https://smsc.test/sys/soap.php"},
	},
	"an operation gone": {
		edit: func(_ testing.TB, d string) string {
			return strings.ReplaceAll(d, `<wsdl:operation name="get_status2">`, `<wsdl:operation name="get_state">`)
		},
		check: "wsdl.operations", severity: doctor.Failure, details: []string{"get_status2 is gone", "get_state is new"},
	},
	"another style": {
		edit: func(t testing.TB, d string) string {
			return within(t, d, `<wsdl:binding`, `</wsdl:binding>`, `style="document"`, `style="rpc"`)
		},
		check: "wsdl.operations", severity: doctor.Failure, details: []string{"get_balance has another style: rpc/literal in place of document/literal"},
	},
	"another use of requests": {
		edit: func(t testing.TB, d string) string {
			return within(t, d, `<wsdl:binding`, `</wsdl:binding>`, `<wsdl:input><soap:body use="literal"/>`, `<wsdl:input><soap:body use="encoded"/>`)
		},
		check: "wsdl.operations", severity: doctor.Failure,
		details: []string{"get_balance has another style: document/encoded in place of document/literal"},
	},
	"a schema of somebody else in front": {
		edit: func(_ testing.TB, d string) string {
			return strings.Replace(d, `<wsdl:types>`, `<wsdl:types><xsd:schema targetNamespace="urn:other"><xsd:element name="balance" type="xsd:int"/>`+
				`<xsd:complexType name="Error"><xsd:sequence><xsd:element name="x" type="xsd:string"/></xsd:sequence></xsd:complexType></xsd:schema>`, 1)
		},
	},
	"a binding of SOAP 1.2 beside it": {
		edit: func(_ testing.TB, d string) string {
			return strings.Replace(d, `<wsdl:service`, `<wsdl:binding name="B12" type="tns:ServiceSoap"><b:binding xmlns:b="http://schemas.xmlsoap.org/wsdl/soap12/" `+
				`transport="http://schemas.xmlsoap.org/soap/http" style="rpc"/><wsdl:operation name="get_balance"/></wsdl:binding><wsdl:service`, 1)
		},
	},
	"another use of answers": {
		edit: func(t testing.TB, d string) string {
			return within(t, d, `<wsdl:binding`, `</wsdl:binding>`, `<wsdl:output><soap:body use="literal"/>`, `<wsdl:output><soap:body use="encoded"/>`)
		},
		check: "wsdl.operations", severity: doctor.Failure,
		details: []string{"get_balance has another style: document/encoded in place of document/literal"},
	},
	"another name of an element of the body": {
		edit: func(_ testing.TB, d string) string {
			return strings.NewReplacer(`<xsd:element name="balance">`, `<xsd:element name="getbalance">`, `element="tns:balance"`, `element="tns:getbalance"`).Replace(d)
		},
		check: "wsdl.operations", severity: doctor.Failure,
		details: []string{"get_balance, request: balance has another name: getbalance in place of balance"},
	},
	"elements in a namespace": {
		edit: func(t testing.TB, d string) string {
			return within(t, d, `<xsd:element name="balance">`, `</xsd:element>`, `name="login"`, `form="qualified" name="login"`)
		},
		check: "wsdl.requests", severity: doctor.Failure,
		details: []string{"get_balance, request: balance/login is in a namespace: https://smsc.test/sys/soap.php in place of (none)"},
	},
	"nothing but names of prefixes, of types and of messages": {
		edit: func(_ testing.TB, d string) string {
			d = strings.NewReplacer("xsd:", "s:", "xmlns:xsd", "xmlns:s", "tns:", "t:", "xmlns:tns", "xmlns:t", "wsdl:", "w:", "xmlns:wsdl", "xmlns:w").Replace(d)
			return strings.NewReplacer("SendResponseType", "SendAnswer", "BalanceIn", "GetBalance").Replace(d)
		},
	},
}

func TestWSDLChanges(t *testing.T) {
	t.Parallel()
	var usual *doctor.Report
	inBubble(t, func(t *testing.T) { usual = newWorld().run(t) })
	for name, test := range wsdlEdits {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, func(t *testing.T) {
				w := newWorld()
				w.config.Transport = edited{w.transport(), func(d string) string {
					changed := test.edit(t, d)
					assert.NotEqual(t, d, changed)
					return changed
				}}
				report, err := doctor.Run(t.Context(), w.config)
				require.NoError(t, err)
				findings, _ := changes(usual, report)
				if test.check == "" {
					assert.Empty(t, findings)
					return
				}
				assert.Equal(t, []string{test.check}, findings)
				f := finding(t, report, test.check)
				assert.Equal(t, test.details, f.Details)
				assert.Equal(t, test.severity, f.Severity)
			})
		})
	}
}

func TestWSDLAdditions(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		old, replacement, seen string
	}{
		"no apikey":            {`name="apikey"`, `name="login2"`, "no apikey, sms_cnt, phones"},
		"no sms_cnt":           {`name="sms_cnt"`, `name="parts"`, "apikey, no sms_cnt, phones"},
		"no phones":            {`name="phones" type="tns:Phone"`, `name="numbers" type="tns:Phone"`, "apikey, sms_cnt, no phones"},
		"sms_cnt in a status2": {`xsd:element name="StatusResponse"`, `xsd:element name="StatusResponse0"`, "apikey, sms_cnt in some operations, phones"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, func(t *testing.T) {
				w := newWorld()
				w.config.Transport = edited{w.transport(), func(d string) string { return strings.ReplaceAll(d, test.old, test.replacement) }}
				report, err := doctor.Run(t.Context(), w.config)
				require.NoError(t, err)
				assert.Equal(t, test.seen, finding(t, report, "wsdl.additions").Seen)
				assert.Equal(t, doctor.Note, finding(t, report, "wsdl.additions").Severity)
			})
		})
	}
}

// The recorded WSDL of 2017 lacks the additions of 2025, and nothing else.
func TestWSDLRecorded(t *testing.T) {
	t.Parallel()
	recorded, err := os.ReadFile("../../shared/reference/smsc.ru-2017-11.wsdl")
	if errors.Is(err, fs.ErrNotExist) && os.Getenv("SMSC_REQUIRE_REFERENCE") != "1" {
		t.Skip("no recorded WSDL here; SMSC_REQUIRE_REFERENCE=1 makes that a failure")
	}
	require.NoError(t, err)
	inBubble(t, func(t *testing.T) {
		w := newWorld(smsctest.WithNamespace("http://smsc.ru/sys/soap.php"))
		w.config.Transport = edited{w.transport(), func(string) string { return string(recorded) }}
		report, err := doctor.Run(t.Context(), w.config)
		require.NoError(t, err)
		for _, id := range []string{"wsdl.operations", "wsdl.requests", "wsdl.answers"} {
			assert.Equal(t, "as in this library", finding(t, report, id).Seen, "%v", finding(t, report, id).Details)
		}
		assert.Equal(t, "no apikey, no sms_cnt, no phones", finding(t, report, "wsdl.additions").Seen)
		assert.Equal(t, []string{"targetNamespace is another: http://smsc.ru/sys/soap.php in place of https://smsc.test/sys/soap.php"},
			finding(t, report, "wsdl.namespace").Details)
		assert.Equal(t, doctor.OK, finding(t, report, "cost").Severity, "calls go in the namespace of the WSDL")
	})
}

// No WSDL, however it is cut and spoiled, stops the examination.
func TestWSDLSpoiled(t *testing.T) {
	t.Parallel()
	document, err := wsdl.Render(smsctest.Endpoint)
	require.NoError(t, err)
	rapid.Check(t, func(r *rapid.T) {
		spoiled := slices.Clone(document)
		for range rapid.IntRange(1, 5).Draw(r, "edits") {
			at := rapid.IntRange(0, len(spoiled)-1).Draw(r, "at")
			switch rapid.IntRange(0, 2).Draw(r, "kind") {
			case 0:
				spoiled[at] = rapid.Byte().Draw(r, "byte")
			case 1:
				end := min(len(spoiled), at+rapid.IntRange(1, 2000).Draw(r, "length"))
				if rest := slices.Concat(spoiled[:at], spoiled[end:]); len(rest) > 0 {
					spoiled = rest
				}
			default:
				piece := document[rapid.IntRange(0, len(document)-200).Draw(r, "from"):][:200]
				spoiled = slices.Concat(spoiled[:at], piece, spoiled[at:])
			}
		}
		w := newWorld()
		w.config.Skip = []string{"reserve", "key", "key.", "namespace.", "status.", "status2.", "cost", "cost.", "credentials"}
		w.config.Transport = edited{w.transport(), func(string) string { return string(spoiled) }}
		report, err := doctor.Run(t.Context(), w.config)
		if err != nil || len(report.Findings) == 0 {
			r.Fatal(err)
		}
	})
}
