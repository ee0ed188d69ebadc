package smsctest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/go-smsc/smsc/smsctest"
)

// Each request breaks the contract in one place and must be answered with a
// Fault by strict reading, not looked into.
func TestStrictReading(t *testing.T) {
	t.Parallel()
	ns := smsctest.Endpoint
	good := envelope(ns, "send", demo("phones", phone, "mes", "hi"))
	before, _, _ := strings.Cut(good, "hi")
	swap := func(old, replacement string) string {
		if !strings.Contains(good, old) {
			panic("nothing to swap: " + old)
		}
		return strings.Replace(good, old, replacement, 1)
	}
	for name, test := range map[string]struct{ document, fault string }{
		"not XML":                 {"hello", "Bad Request"},
		"nothing":                 {"", "Bad Request"},
		"cut":                     {good[:len(good)-5], "Bad Request"},
		"something behind":        {good + "<a/>", "Bad Request"},
		"text behind":             {good + "x", "Bad Request"},
		"no envelope":             {strings.ReplaceAll(good, "Envelope", "Letter"), "Wrong Version"},
		"SOAP 1.2":                {swap("http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope"), "Wrong Version"},
		"empty envelope":          {`<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"/>`, "Body must be present in a SOAP envelope"},
		"no body":                 {strings.ReplaceAll(good, "s:Body", "s:Corpus"), "Body must be present in a SOAP envelope"},
		"unqualified body":        {strings.ReplaceAll(good, "s:Body", "Body"), "Body must be present in a SOAP envelope"},
		"header to understand":    {swap("<s:Body>", `<s:Header><a s:mustUnderstand="1"/></s:Header><s:Body>`), "Header not understood"},
		"header that is cut":      {swap("<s:Body>", "<s:Header><a></s:Header><s:Body>"), "Bad Request"},
		"DTD in a header":         {swap("<s:Body>", "<s:Header><!DOCTYPE a></s:Header><s:Body>"), "DTD are not supported by SOAP"},
		"header alone":            {`<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header/></s:Envelope>`, "Body must be present in a SOAP envelope"},
		"text for a call":         {`<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>a</s:Body></s:Envelope>`, `looks like we got "Body" without function call`},
		"prefix that is unbound":  {strings.Replace(good, "xmlns:m=", "xmlns:n=", 1), "Procedure 'm:send' not present"},
		"leaf half in CDATA":      {swap("hi", "h<![CDATA[i]]>"), "SOAP-ERROR: Encoding: Violation of encoding rules"},
		"leaf in two CDATA":       {swap("hi", "<![CDATA[h]]><![CDATA[i]]>"), "SOAP-ERROR: Encoding: Violation of encoding rules"},
		"declaration behind":      {" " + good, "Bad Request"},
		"empty body":              {`<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body/></s:Envelope>`, `looks like we got "Body" without function call`},
		"two calls":               {swap("</s:Body>", `<m:balance xmlns:m="`+ns+`"/></s:Body>`), "Error cannot find parameter"},
		"two bodies":              {swap("</s:Envelope>", "<s:Body/></s:Envelope>"), "A SOAP 1.1 envelope can contain only Header and Body"},
		"unknown operation":       {strings.ReplaceAll(good, "m:send", "m:steal"), "Procedure 'steal' not present"},
		"operation by its name":   {strings.ReplaceAll(good, "m:send", "m:send_sms"), "Procedure 'send_sms' not present"},
		"foreign namespace":       {envelope("https://smsc.other/sys/soap.php", "send", demo("phones", phone, "mes", "hi")), "Procedure 'send' not present"},
		"http for https":          {envelope("http://smsc.test/sys/soap.php", "send", demo("phones", phone, "mes", "hi")), "Procedure 'send' not present"},
		"no namespace":            {envelope("", "send", demo("phones", phone, "mes", "hi")), "Procedure 'send' not present"},
		"qualified locals":        {strings.ReplaceAll(strings.ReplaceAll(good, "<m:send xmlns:m", "<send xmlns"), "</m:send>", "</send>"), `Bad Request: element "login" of send must not be in a namespace`},
		"one qualified local":     {swap("<psw>demo</psw>", "<m:psw>demo</m:psw>"), `Bad Request: element "psw" of send must not be in a namespace`},
		"missing element":         {swap("<psw>demo</psw>", ""), `Bad Request: send has "phones" where psw must stand`},
		"missing last element":    {swap("<mes>hi</mes>", ""), "Bad Request: send lacks element mes"},
		"missing all":             {envelope(ns, "balance", nil), "Bad Request: balance lacks element login"},
		"doubled element":         {swap("<mes>hi</mes>", "<mes>hi</mes><mes>ho</mes>"), `Bad Request: send must not have element "mes" here`},
		"wrong order":             {envelope(ns, "send", demo("phones", phone, "mes", "hi", "sender", "Shop", "id", "1")), `Bad Request: send must not have element "id" here`},
		"unknown element":         {swap("</m:send>", "<more></more></m:send>"), `Bad Request: send must not have element "more" here`},
		"query in the simple one": {swap("</m:send>", "<query></query></m:send>"), `Bad Request: send must not have element "query" here`},
		"no query in cost2":       {envelope(ns, "cost2", demo("phones", phone, "mes", "hi")), "Bad Request: cost2 lacks element query"},
		"text between":            {swap("<phones>", "and<phones>"), "Bad Request: text between elements"},
		"markup in a leaf":        {swap("hi", "<b>hi</b>"), "SOAP-ERROR: Encoding: Violation of encoding rules"},
		"attribute on a leaf":     {swap("<mes>", `<mes xml:space="preserve">`), `Bad Request: element "mes" has attribute "space"`},
		"nil":                     {swap("<mes>hi</mes>", `<mes xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"/>`), `Bad Request: element "mes" has attribute "nil"`},
		"attribute on the call":   {swap("<m:send ", `<m:send a="1" `), `Bad Request: element "send" has attribute "a"`},
		"encodingStyle":           {swap("<s:Envelope ", `<s:Envelope s:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/" `), `Bad Request: element "Envelope" has attribute "encodingStyle"`},
		"DTD":                     {swap("<s:Envelope", `<!DOCTYPE a [<!ENTITY e "x">]><s:Envelope`), "DTD are not supported by SOAP"},
		"entity":                  {swap("hi", "&e;"), "Bad Request"},
		"processing instruction":  {swap("<s:Body>", "<?php?><s:Body>"), "Bad Request: processing instruction"},
		"instruction in a leaf":   {swap("hi", "<?php?>"), "SOAP-ERROR: Encoding: Violation of encoding rules"},
		"DTD in a leaf":           {swap("hi", "<!DOCTYPE a>"), "DTD are not supported by SOAP"},
		"cut in a leaf":           {before, "Bad Request"},
		"windows-1251":            {swap("UTF-8", "windows-1251"), "Bad Request"},
		"control character":       {swap("hi", "\x01"), "Bad Request"},
		"not UTF-8":               {swap("hi", "\xff"), "Bad Request"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := smsctest.New(smsctest.WithStrictRequests())
			r := overTransport(g).raw(t, test.document)
			assert.Equal(t, http.StatusInternalServerError, r.status)
			assert.Equal(t, test.fault, r.fault)
			assert.Zero(t, g.Accepted())
			log := g.Requests()
			if assert.Len(t, log, 1) {
				assert.Equal(t, test.fault, log[0].SOAPFault)
			}
		})
	}
}

func TestReadingAllows(t *testing.T) {
	t.Parallel()
	ns := smsctest.Endpoint
	good := envelope(ns, "send", demo("phones", phone, "mes", "hi"))
	for name, document := range map[string]string{
		"no declaration":    strings.TrimPrefix(good, `<?xml version="1.0" encoding="UTF-8"?>`),
		"blanks":            strings.ReplaceAll(good, "><", ">\n\t<"),
		"comments":          strings.ReplaceAll(good, "<s:Body>", "<s:Body><!-- -->") + "<!-- end -->",
		"comment in a leaf": strings.ReplaceAll(good, "hi", "h<!-- x -->i"),
		"CDATA":             strings.ReplaceAll(good, "hi", "<![CDATA[hi]]>"),
		"default namespace": strings.NewReplacer("s:Envelope", "Envelope", "s:Body", "Body", "xmlns:s", "xmlns",
			"<login>", `<login xmlns="">`, "<psw>", `<psw xmlns="">`, "<phones>", `<phones xmlns="">`, "<mes>", `<mes xmlns="">`).Replace(good),
		"some optional elements": envelope(ns, "send2", demo("phones", phone, "mes", "hi", "query", "")),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := smsctest.New(smsctest.WithStrictRequests())
			r := overTransport(g).raw(t, document)
			assert.Empty(t, r.fault)
			last, _ := g.Last(phone)
			assert.Equal(t, "hi", last.Text)
		})
	}
}
