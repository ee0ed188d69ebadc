package soap_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/internal/soap"
	"github.com/go-smsc/smsc/internal/soapgen"
)

func TestDecodeFault(t *testing.T) {
	t.Parallel()
	fault := func(inner string) string {
		return open11 + "<e:Body><e:Fault>" + inner + "</e:Fault></e:Body>" + close11
	}
	for _, c := range []struct {
		name, document string
		want           *soap.Fault
	}{
		{
			"as PHP writes it", fault("<faultcode>e:Server</faultcode><faultstring>Procedure 'balance' not present</faultstring>"),
			&soap.Fault{Code: "e:Server", Reason: "Procedure 'balance' not present"},
		},
		{
			"with actor and detail", fault("<faultcode>a</faultcode><faultstring> b </faultstring><faultactor>c</faultactor><detail><d>e</d></detail>"),
			&soap.Fault{Code: "a", Reason: "b"},
		},
		{"empty", fault(""), &soap.Fault{}},
		{
			"without bounds", fault("<faultstring>" + strings.Repeat("ї", 9000) + "</faultstring>"),
			&soap.Fault{Reason: strings.Repeat("ї", 2048) + "…"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := new(soap.Reader).Read([]byte(c.document), "", &soapgen.BalanceAnswer{})
			require.NoError(t, err)
			assert.Equal(t, c.want, got)
		})
	}
	_, err := new(soap.Reader).Read([]byte(fault("<faultstring><b/></faultstring>")), "", &soapgen.BalanceAnswer{})
	assert.Error(t, err, "markup in a leaf")
	_, err = new(soap.Reader).Read([]byte(fault("<detail><b></detail>")), "", &soapgen.BalanceAnswer{})
	assert.Error(t, err)
}

func TestNotPresent(t *testing.T) {
	t.Parallel()
	for reason, want := range map[string]bool{
		"Procedure 'send2' not present":   true,
		"Procedure 'send' not present":    false,
		"Procedure 'send2' not present!":  false,
		"procedure 'send2' not present":   false,
		"xProcedure 'send2' not present":  false,
		"Function 'send2' doesn't exist":  false,
		"Procedure 'send_sms2' not found": false,
	} {
		assert.Equal(t, want, (&soap.Fault{Reason: reason}).NotPresent(soapgen.OpSendSMS2), reason)
	}
	assert.EqualError(t, &soap.Fault{Code: "a", Reason: "b"}, "SOAP fault a: b")
}

func TestShorten(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in    string
		limit int
		want  string
	}{
		{"", 0, ""},
		{"abc", 3, "abc"},
		{"abcd", 3, "abc…"},
		{"їжак", 4, "їж…"},
		{"їжак", 3, "ї…"},
		{"їжак", 1, "…"},
		{"😀😀", 7, "😀…"},
		{"a\xffb", 9, "a\uFFFDb"},
		{"\xbf\xbf\xbf\xbf", 3, "…"},
	} {
		assert.Equal(t, c.want, soap.Shorten(c.in, c.limit), "%q to %d", c.in, c.limit)
	}
}
