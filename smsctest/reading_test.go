package smsctest_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/charmap"

	"github.com/go-smsc/smsc/smsctest"
)

const (
	envelope12 = "http://www.w3.org/2003/05/soap-envelope"
	schema     = ` xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns:x="http://www.w3.org/2001/XMLSchema"`
)

// What PHP takes, with the rules of the lints that say what is wrong with it. The
// interop tests hold much more of it against PHP itself.
func TestForgivingReading(t *testing.T) {
	t.Parallel()
	ns := smsctest.Endpoint
	good := envelope(ns, "send", demo("phones", phone, "mes", "hi"))
	swap := func(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(good) }
	for name, test := range map[string]struct {
		document string
		text     string
		rules    []string
	}{
		"as it should be":       {good, "hi", nil},
		"another order":         {envelope(ns, "send", fields{"mes", "hi", "phones", phone, "psw", "demo", "login", "demo"}), "hi", []string{"order"}},
		"qualified":             {swap("login>", "m:login>", "mes>", "m:mes>"), "hi", []string{"qualified"}},
		"a default namespace":   {swap("<m:send xmlns:m", "<send xmlns", "</m:send>", "</send>"), "hi", []string{"qualified"}},
		"an unknown element":    {swap("<mes>", "<x><mes>no</mes></x><mes>"), "hi", []string{"unknown"}},
		"a name in capitals":    {swap("</m:send>", "<SENDER>x</SENDER></m:send>"), "hi", []string{"unknown"}},
		"another operation's":   {swap("</m:send>", "<query>cost=2</query></m:send>"), "hi", []string{"unknown"}},
		"text between":          {swap("<phones>", "and<phones>"), "hi", []string{"text"}},
		"an attribute":          {swap("<mes>", `<mes a="b">`), "hi", []string{"attribute"}},
		"a mes twice":           {swap("<mes>hi</mes>", "<mes>hi</mes><mes>ho</mes>"), "Array", []string{"twice"}},
		"a type":                {swap("<mes>hi", "<mes"+schema+` i:type="x:string">hi`), "hi", []string{"type"}},
		"a type that casts":     {swap("<mes>hi", "<mes"+schema+` i:type="x:int">0042`), "42", []string{"type"}},
		"base64":                {swap("<mes>hi", "<mes"+schema+` i:type="x:base64Binary">0J/RgNC40LLRltGC`), "Привіт", []string{"type"}},
		"base64 of no text":     {swap("<mes>hi", "<mes"+schema+` i:type="x:base64Binary">AGH/`), "\uFFFDa\uFFFD", []string{"type"}},
		"a reference":           {swap("<mes>hi</mes>", `<mes href="#a"/><x id="a">ho</x>`), "ho", []string{"unknown", "href"}},
		"rpc/encoded":           {swap("<m:send ", `<m:send s:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/" `), "hi", []string{"encoding-style"}},
		"a block":               {swap("<s:Body>", "<s:Header><x><y>1</y></x></s:Header><s:Body>"), "hi", []string{"header"}},
		"a second Body":         {swap("</s:Body>", "</s:Body><s:Body/>"), "hi", []string{"behind-body"}},
		"an instruction":        {swap("<s:Body>", "<?x?><s:Body>"), "hi", []string{"instruction"}},
		"an unbound prefix":     {swap("<mes>", `<mes p:a="b">`), "hi", []string{"prefix", "attribute"}},
		"XML 1.1":               {swap(`version="1.0"`, `version="1.1"`), "hi", []string{"xml-version"}},
		"a NUL and junk":        {good + "\x00<", "hi", []string{"nul"}},
		"a byte order mark":     {"\uFEFF" + good, "hi", nil},
		"windows-1251":          {swap("UTF-8", "windows-1251", "hi", "\xcf\xf0\xe8\xe2\xb3\xf2"), "Привіт", []string{"charset"}},
		"two CDATA":             {swap("hi", "<![CDATA[h]]> <![CDATA[i]]>"), "hi", nil},
		"a comment in a text":   {swap("hi", "h<!-- x -->i"), "hi", nil},
		"blanks before a DOS":   {swap("hi", "  \r\n hi"), "\n hi", nil},
		"an emoji by reference": {swap("hi", "&#x1F600;"), "😀", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := smsctest.New()
			r := overTransport(g).raw(t, test.document)
			require.Empty(t, r.fault)
			last, ok := g.Last(phone)
			require.True(t, ok, r.raw)
			assert.Equal(t, test.text, last.Text)
			log := g.Requests()
			require.Len(t, log, 1)
			assert.Equal(t, test.rules, rules(log[0]))
			for _, lint := range log[0].Lints {
				assert.NotEmpty(t, lint.Text)
				assert.NotEmpty(t, lint.Fix)
			}
		})
	}
}

func rules(r smsctest.Request) (rules []string) {
	for _, lint := range r.Lints {
		if len(rules) == 0 || rules[len(rules)-1] != lint.Rule {
			rules = append(rules, lint.Rule)
		}
	}
	return rules
}

// What PHP refuses as well, and why.
func TestForgivingReadingRefuses(t *testing.T) {
	t.Parallel()
	ns := smsctest.Endpoint
	good := envelope(ns, "send", demo("phones", phone, "mes", "hi"))
	swap := func(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(good) }
	for name, test := range map[string]struct{ document, fault, rule, fix string }{
		"surrogates by reference": {swap("hi", "&#xD83D;&#xDE00;"), "Bad Request", "xml", "😀"},
		"not UTF-8":               {swap("hi", "\xe6"), "Bad Request", "xml", "UTF-8"},
		"a document type":         {swap("<s:Envelope", "<!DOCTYPE a><s:Envelope"), "DTD are not supported by SOAP", "", ""},
		"a foreign namespace":     {envelope("https://other.test/sys/soap.php", "send", nil), "Procedure 'send' not present", "namespace", `"` + ns + `"`},
		"no namespace":            {swap("<m:send xmlns:m=\""+ns+"\"", "<send", "</m:send>", "</send>"), "Procedure 'send' not present", "namespace", `"` + ns + `"`},
		"the operation's name":    {swap("m:send", "m:send_sms"), "Procedure 'send_sms' not present", "operation", "Call it send:"},
		"capitals":                {swap("m:send", "m:Send2"), "Procedure 'Send2' not present", "operation", "Call it send2:"},
		"a prefix of nothing":     {swap("xmlns:m=", "xmlns:n="), "Procedure 'm:send' not present", "operation", "Declare the prefix"},
		"an element in a leaf":    {swap("hi", "<b/>"), "SOAP-ERROR: Encoding: Violation of encoding rules", "content", "CDATA"},
		"two calls":               {swap("</s:Body>", "<x/></s:Body>"), "Error cannot find parameter", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := smsctest.New()
			w := overTransport(g)
			req := w.request(t, test.document)
			req.Header.Set(soapAction, `"https://other.test/sys/soap.php"`)
			resp, err := w.http.Do(req)
			require.NoError(t, err)
			defer resp.Body.Close()
			body, err := io.ReadAll(resp.Body)
			require.NoError(t, err)
			assert.Equal(t, test.fault, decode(t, resp.StatusCode, body).fault)
			assert.Zero(t, g.Accepted())
			log := g.Requests()
			require.Len(t, log, 1)
			assert.Equal(t, test.fault, log[0].SOAPFault)
			assert.Equal(t, http.StatusInternalServerError, log[0].Status)
			assert.Equal(t, string(body), log[0].Answer)
			for _, lint := range log[0].Lints {
				if lint.Rule == test.rule {
					assert.Contains(t, lint.Fix, test.fix)
					return
				}
			}
			assert.Empty(t, test.rule, "no such lint in %+v", log[0].Lints)
		})
	}
}

// A missing or empty psw is a wrong one, and a text of blanks an empty one.
func TestMissingElements(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fields fields
		code   string
		rule   string
	}{
		"no psw":           {fields{"login", "demo", "phones", phone, "mes", "hi"}, "2", "missing"},
		"no login":         {fields{"psw", "demo", "phones", phone, "mes", "hi"}, "2", "missing"},
		"nothing":          {nil, "2", "missing"},
		"a psw twice":      {fields{"login", "demo", "psw", "demo", "psw", "demo", "phones", phone, "mes", "hi"}, "2", "twice"},
		"no mes":           {demo("phones", phone), "1", "missing"},
		"a text of blanks": {demo("phones", phone, "mes", " \n\t"), "1", "blank"},
		"no phones":        {demo("mes", "hi"), "1", "missing"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := smsctest.New()
			assert.Equal(t, test.code, overTransport(g).call(t, "send", test.fields).values["error"])
			assert.Zero(t, g.Accepted())
			assert.Equal(t, []string{test.rule}, rules(g.Requests()[0]))
		})
	}
}

func TestSOAP12IsAnsweredInSOAP12(t *testing.T) {
	t.Parallel()
	g := smsctest.New()
	w := overTransport(g)
	ask := func(document string) (string, string) {
		req := w.request(t, strings.Replace(document, "http://schemas.xmlsoap.org/soap/envelope/", envelope12, 1))
		req.Header.Set("Content-Type", "application/soap+xml; charset=utf-8")
		req.Header.Del(soapAction)
		resp, err := w.http.Do(req)
		require.NoError(t, err)
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		return resp.Header.Get("Content-Type"), string(body)
	}
	balance := envelope(w.endpoint, "balance", demo())
	media, answer := ask(balance)
	assert.Equal(t, "application/soap+xml; charset=utf-8", media)
	assert.Contains(t, answer, `<env:Envelope xmlns:env="`+envelope12+`"`)
	assert.Contains(t, answer, "<balance>100</balance>")
	assert.Equal(t, []string{"soap-version"}, rules(g.Requests()[0]))

	_, answer = ask(envelope("urn:x", "balance", demo()))
	assert.Contains(t, answer, "<env:Value>rpc:ProcedureNotPresent</env:Value>")
	g.Inject(smsctest.Fault{Kind: smsctest.FaultSOAP, Message: "Overload"})
	media, answer = ask(balance)
	assert.Equal(t, "application/soap+xml; charset=utf-8", media)
	assert.Contains(t, answer, "<env:Value>env:Receiver</env:Value></env:Code><env:Reason><env:Text>Overload</env:Text>")
}

// What the header of a request says, PHP looks at hardly any of it.
func TestForgivingHeader(t *testing.T) {
	t.Parallel()
	const html = "text/html; charset=UTF-8"
	for name, test := range map[string]struct {
		set   func(http.Header)
		media string
		rule  string
	}{
		"as it should be":     {func(http.Header) {}, "", ""},
		"charset in quotes":   {func(h http.Header) { h.Set("Content-Type", `text/xml; charset="UTF-8"`) }, "", ""},
		"empty action":        {func(h http.Header) { h.Set(soapAction, `""`) }, "", ""},
		"a form":              {func(h http.Header) { h.Set("Content-Type", "application/x-www-form-urlencoded") }, "", "content-type"},
		"an empty type":       {func(h http.Header) { h.Set("Content-Type", "") }, "", "content-type"},
		"other charset":       {func(h http.Header) { h.Set("Content-Type", "text/xml; charset=windows-1251") }, "", "content-type"},
		"no type":             {func(h http.Header) { h.Del("Content-Type") }, html, "content-type"},
		"a form with files":   {func(h http.Header) { h.Set("Content-Type", "Multipart/Form-Data; boundary=x") }, html, "content-type"},
		"an unknown encoding": {func(h http.Header) { h.Set("Content-Encoding", "br") }, html, "content-encoding"},
		"no action":           {func(h http.Header) { h.Del(soapAction) }, "", "soap-action"},
		"action, no quotes":   {func(h http.Header) { h.Set(soapAction, smsctest.Endpoint) }, "", "soap-action"},
		"half a quote":        {func(h http.Header) { h.Set(soapAction, `"`) }, "", "soap-action"},
		"other host's":        {func(h http.Header) { h.Set(soapAction, `"https://other.test/sys/soap.php"`) }, "", "soap-action"},
		"two actions":         {func(h http.Header) { h.Add(soapAction, `""`) }, "", "soap-action"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := smsctest.New()
			w := overTransport(g)
			req := w.request(t, envelope(smsctest.Endpoint, "balance", demo()))
			test.set(req.Header)
			resp, err := w.http.Do(req)
			require.NoError(t, err)
			defer resp.Body.Close()
			assert.Equal(t, http.StatusOK, resp.StatusCode)
			log := g.Requests()
			require.Len(t, log, 1)
			if test.media != "" {
				assert.Equal(t, test.media, resp.Header.Get("Content-Type"))
				assert.Empty(t, log[0].Operation)
			} else {
				assert.Equal(t, "get_balance", log[0].Operation)
			}
			if test.rule == "" {
				assert.Empty(t, log[0].Lints)
				return
			}
			assert.Equal(t, []string{test.rule}, rules(log[0]))
		})
	}
}

func zipped(t *testing.T, document string) []byte {
	t.Helper()
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, err := io.WriteString(w, document)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return packed.Bytes()
}

func TestCompressedRequests(t *testing.T) {
	t.Parallel()
	balance := envelope(smsctest.Endpoint, "balance", demo())
	packed := zipped(t, balance)
	wrong := bytes.Clone(packed)
	wrong[len(wrong)-8] ^= 1
	for name, test := range map[string]struct {
		body   []byte
		answer string
	}{
		"gzip":              {packed, "<balance>100</balance>"},
		"junk behind":       {append(bytes.Clone(packed), "junk"...), "<balance>100</balance>"},
		"no checksum":       {packed[:len(packed)-8], "<balance>100</balance>"},
		"cut":               {packed[:len(packed)-20], "Bad Request"},
		"a wrong checksum":  {wrong, "Bad Request"},
		"two members":       {append(bytes.Clone(packed), packed...), "Bad Request"},
		"not packed":        {[]byte(balance), "Bad Request"},
		"nothing":           {nil, "Bad Request"},
		"larger than it is": {zipped(t, balance+strings.Repeat(" ", 1<<20)), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := smsctest.New(smsctest.WithMaxRequest(100_000))
			w := overTransport(g)
			req := w.request(t, string(test.body))
			req.Header.Set("Content-Encoding", "gzip")
			resp, err := w.http.Do(req)
			require.NoError(t, err)
			defer resp.Body.Close()
			body, err := io.ReadAll(resp.Body)
			require.NoError(t, err)
			assert.Contains(t, string(body), test.answer)
			assert.Equal(t, test.answer == "", len(body) == 0)
		})
	}
}

// Secrets stay out of what is kept of a document, wherever they are.
func TestKeptDocumentsHoldNoSecrets(t *testing.T) {
	t.Parallel()
	ns := smsctest.Endpoint
	good := envelope(ns, "send2", fields{"login", "hush-1", "psw", "hush-2", "phones", phone, "mes", "the text", "query", "cost=2&apikey=hush-3&ap%69key=hush-4&op=1"})
	swap := func(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(good) }
	cyrillic, err := charmap.Windows1251.NewEncoder().String(swap("UTF-8", "windows-1251", "the text", "Привіт"))
	require.NoError(t, err)
	for name, test := range map[string]struct{ document, keeps string }{
		"as it should be":       {good, "<mes>the text</mes><query>cost=2&amp;apikey=***&amp;ap%69key=***&amp;op=1</query>"},
		"not well-formed":       {swap("</m:send2>", "</m:send3>"), "<mes>the text</mes>"},
		"cut":                   {good[:strings.Index(good, "hush-2")+6], "<s:Body>"},
		"CDATA":                 {swap("hush-2", "<![CDATA[hush</psw>hush-2]]>"), "<mes>the text</mes>"},
		"CDATA, cut":            {swap("hush-2", "<![CDATA[hush</psw>hush-2]]>", "</s:Envelope>", ""), "<mes>the text</mes>"},
		"qualified":             {swap("psw>", "m:psw>"), "<m:psw>***</m:psw>"},
		"capitals":              {swap("psw>", "PSW>"), "<PSW>***</PSW>"},
		"a reference":           {swap("<psw>hush-2</psw>", `<psw href="#a"/><x id="a">hush-2</x>`), "not kept"},
		"a type":                {swap("<psw>", "<psw"+schema+` i:type="x:string">`), "<mes>the text</mes>"},
		"a foreign namespace":   {swap(ns, "urn:x"), "<mes>the text</mes>"},
		"references in a query": {swap("cost=2&amp;", "cost=2&#38;"), "<query>***</query>"},
		"a Header":              {swap("<s:Body>", "<s:Header><w:Password>hush</w:Password></s:Header><s:Body>"), "<w:Password>***</w:Password>"},
		"windows-1251":          {cyrillic, "<mes>Привіт</mes>"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := smsctest.New()
			overTransport(g).raw(t, test.document)
			log := g.Requests()
			require.Len(t, log, 1)
			assert.NotContains(t, log[0].Document, "hush")
			assert.Contains(t, log[0].Document, test.keeps)
		})
	}
}

// What is kept of requests is bounded, each and all.
func TestKeptDocumentsAreBounded(t *testing.T) {
	t.Parallel()
	g := smsctest.New()
	w := overTransport(g)
	w.raw(t, envelope(w.endpoint, "send", demo("phones", phone, "mes", strings.Repeat("ж", 100_000))))
	w.raw(t, envelope(w.endpoint, strings.Repeat("x", 100_000), demo()))
	var many strings.Builder
	for i := range 1000 {
		many.WriteString("<x" + strings.Repeat("y", i) + "/>")
	}
	w.raw(t, strings.Replace(envelope(w.endpoint, "balance", demo()), "<login>", many.String()+"<login>", 1))
	for _, r := range g.Requests() {
		assert.NotEmpty(t, r.Document)
		assert.NotEmpty(t, r.Answer)
		assert.Less(t, len(r.Document), 20_000)
		assert.Less(t, len(r.Answer), 20_000)
		assert.Less(t, len(r.SOAPFault), 2000)
		assert.LessOrEqual(t, len(r.Lints), 32)
		for _, lint := range r.Lints {
			assert.Less(t, len(lint.Where), 100)
		}
	}
}

func TestRequestsTellTheirAnswers(t *testing.T) {
	t.Parallel()
	g, w, clock := timed()
	w.send(t, phone, "hi")
	g.Inject(smsctest.Fault{Kind: smsctest.FaultStatus, Times: 1})
	w.try(t, "balance", demo())
	g.Inject(smsctest.Fault{Kind: smsctest.FaultDropAfter, Times: 1})
	w.try(t, "balance", demo())
	log := g.Requests()
	require.Len(t, log, 3)
	assert.Equal(t, http.StatusOK, log[0].Status)
	assert.Contains(t, log[0].Answer, "<cnt>1</cnt>")
	assert.Zero(t, log[0].Duration, "%v", clock.Now())
	assert.Equal(t, http.StatusServiceUnavailable, log[1].Status)
	assert.Contains(t, log[1].Answer, "<html>")
	assert.Zero(t, log[2].Status, "the connection ended without an answer")
	assert.Empty(t, log[2].Answer)
}

// The vendor's page has names that query can have.
func TestQueryLints(t *testing.T) {
	t.Parallel()
	g := smsctest.New()
	w := overTransport(g)
	for query, want := range map[string][]string{
		"cost=2&op=1":        nil,
		"cost=2&cost=3":      {"parameter-twice"},
		"mes=other":          {"parameter-twice"},
		"Cost=2":             {"parameter"},
		"charset=utf-8":      {"parameter"},
		"fmt=3&psw=demo&x=1": {"parameter"},
	} {
		w.call(t, "send2", demo("phones", phone, "mes", "hi", "query", query))
		log := g.Requests()
		assert.Equal(t, want, rules(log[len(log)-1]), query)
	}
}
