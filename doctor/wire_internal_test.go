package doctor

import (
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// counting counts the requests that leave.
type counting struct{ count int }

func (c *counting) RoundTrip(*http.Request) (*http.Response, error) {
	c.count++
	return nil, http.ErrServerClosed
}

// The wire writes the questions that it knows, and nothing else: what sends is none of
// them.
func TestWire_asksNothingThatSends(t *testing.T) {
	t.Parallel()
	transport := &counting{}
	w := newWire(Config{Transport: transport})
	for _, element := range []string{"send", "send2", "", "send_sms"} {
		r := w.ask(t.Context(), "https://smsc.test/sys/soap.php", "https://smsc.test/sys/soap.php", question{element: element})
		assert.Equal(t, "is not asked", r.trouble)
	}
	assert.Zero(t, transport.count)
	for element := range answers {
		assert.NotContains(t, element, "send")
	}
	w.ask(t.Context(), "https://smsc.test/sys/soap.php", "https://smsc.test/sys/soap.php", askBalance(identity{}))
	assert.Equal(t, 1, transport.count, "a question leaves")
}

func TestQuestions(t *testing.T) {
	t.Parallel()
	who := identity{keyElement: "k&y", keyQuery: "k&y +"}
	assert.Equal(t, `<?xml version="1.0" encoding="UTF-8"?>`+
		`<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body><ns:cost2 xmlns:ns="https://a.test/x">`+
		`<login></login><psw></psw><phones>+1</phones><mes>a &lt; b</mes><query>maxsms=1&amp;apikey=k%26y%20%2B</query><apikey>k&amp;y</apikey>`+
		`</ns:cost2></soapenv:Body></soapenv:Envelope>`,
		string(new(askCost(who, "+1", "a < b", "maxsms=1")).envelope("https://a.test/x")))
	for element, q := range map[string]question{
		"cost": askCost(identity{login: "a"}, "+1", "b"), "status": askStatus(identity{}, "+1", "b"),
		"status2": askStatus2(identity{}, "+1", "b"), "balance": askBalance(who),
	} {
		assert.Equal(t, element, q.element)
	}
	assert.Equal(t, "status2", askStatus(who, "+1", "b").element, "a key in query needs one")
}

func TestFamily(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		known    int
		trouble  string
		other    bool
		severity Severity
	}{
		"connects":                            {1, "", true, OK},
		"connects, and the other does not":    {1, "", false, OK},
		"has no address":                      {0, "", true, Note},
		"this machine has none":               {1, unreachable, true, Note},
		"is refused, and the other is not":    {1, "the connection was refused", true, Warning},
		"is refused, and so is the other":     {1, "the connection was refused", false, Failure},
		"there is no route to either of them": {1, unreachable, false, Failure},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, test.severity, family("IPv6", test.known, test.trouble, test.other).severity)
		})
	}
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	var a addresses
	a.sort(netip.MustParseAddr("192.0.2.1"))
	a.sort(netip.MustParseAddr("2001:db8::1"))
	a.sort(netip.MustParseAddr("::ffff:192.0.2.2").Unmap())
	assert.Len(t, a.v4, 2)
	assert.Len(t, a.v6, 1)
	for address, want := range map[string]string{
		"https://a.test/": "443", "http://a.test/": "80", "https://a.test:8443/": "8443", "https://[::1]:1/": "1",
	} {
		u, err := url.Parse(address)
		require.NoError(t, err)
		assert.Equal(t, want, port(u))
	}
}

func TestWhither(t *testing.T) {
	t.Parallel()
	from, err := url.Parse("http://a.test/sys/soap.php")
	require.NoError(t, err)
	for location, want := range map[string]string{
		"https://b.test/":                 "to another host",
		"https://a.test/sys/soap.php":     "to https",
		"ftp://a.test/":                   "to another scheme",
		"/elsewhere":                      "to another path",
		"":                                "to nowhere",
		"://%zz":                          "to nowhere",
		"https://user:secret@b.test/path": "to another host",
	} {
		assert.Equal(t, want, whither(from, location), location)
	}
}

func TestLocalForm(t *testing.T) {
	t.Parallel()
	for number, want := range map[string]string{
		"+380501234567": "0501234567", "+79161234567": "89161234567", "+77011234567": "87011234567", "+4915112345678": "",
	} {
		assert.Equal(t, want, localForm(number))
	}
}

func TestReadDocument_inAnotherEncoding(t *testing.T) {
	t.Parallel()
	root, err := readDocument([]byte("<?xml version=\"1.0\" encoding=\"windows-1251\"?><a b=\"c\"><!-- \xcf\xf0 -->\xe8</a>"))
	require.NoError(t, err)
	assert.Equal(t, "a", root.name.Local)
	assert.Equal(t, "c", root.attr("b"))
	for name, document := range map[string]string{
		"nothing": "", "a text": "a", "a text behind": "<a/>b", "two": "<a/><b/>", "open": "<a>", "a type": "<!DOCTYPE a><a/>",
		"deep": strings.Repeat("<a>", 70) + strings.Repeat("</a>", 70), "many": "<a>" + strings.Repeat("<b/>", maxNodes) + "</a>",
	} {
		_, err := readDocument([]byte(document))
		assert.ErrorIs(t, err, errDocument, name)
	}
}

func TestForeign(t *testing.T) {
	t.Parallel()
	f := newForeign("s3cret", "+380501234567", "")
	for name, want := range map[string]string{
		"get_balance": "get_balance", "https://smsc.ua/sys/soap.php": "https://smsc.ua/sys/soap.php", "a|b`c<d>\n": "a?b?c?d??",
		"xS3CRETx": "(withheld)", "n380501234567": "(withheld)", "": "(none)", "ж": "?",
		strings.Repeat("a", 100): strings.Repeat("a", 80) + "...",
	} {
		assert.Equal(t, want, f.name(name))
	}
	assert.Equal(t, "login psw", newForeign("x").names("login psw"))
	assert.Equal(t, "(withheld)", newForeign("open sesame").names("it is open sesame now"))
}
