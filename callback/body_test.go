package callback_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/callback"
)

// delivered is the event of statusForm.
var delivered = callback.StatusReport{ID: "order-7", Recipient: "380501234567", Status: smsc.StatusDelivered}

// The body's own look counts, not what fmt and Content-Type say of it.
func TestForms(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"form":               statusForm + "&md5=" + statusMD5,
		"form, other order":  "md5=" + statusMD5 + "&status=1&phone=380501234567&id=order-7",
		"form, escaped":      "%69d=%6frder-7&phone=%33%380501234567&status=%31&md5=" + statusMD5,
		"JSON":               `{"id":"order-7","phone":"380501234567","status":"1","md5":"` + statusMD5 + `"}`,
		"JSON with numbers":  `{"id":"order-7","phone":380501234567,"status":1,"md5":"` + statusMD5 + `"}`,
		"JSON with blanks":   "\ufeff \r\n\t{ \"id\" : \"order-7\" ,\n\"phone\":380501234567,\"status\":1,\"md5\":\"" + statusMD5 + "\" }\n\n",
		"JSON with escapes":  `{"\u0069d":"\u006frder-7","phone":"380501234567","status":1,"md5":"` + statusMD5 + `"}`,
		"JSON with nulls":    `{"id":"order-7","phone":"380501234567","status":1,"cost":null,"mes":null,"md5":"` + statusMD5 + `"}`,
		"XML":                `<?xml version="1.0"?><a><id>order-7</id><phone>380501234567</phone><status>1</status><md5>` + statusMD5 + `</md5></a>`,
		"XML without more":   `<x><id>order-7</id><phone>380501234567</phone><status>1</status><md5>` + statusMD5 + `</md5></x>`,
		"XML with blanks":    "\ufeff\n<x>\n\t<id>order-7</id>\n\t<phone>380501234567</phone><status>1</status><md5>" + statusMD5 + "</md5>\n</x>\n",
		"XML with all kinds": `<x xmlns="urn:x" a="1"><!-- c --><?p i?><y:id xmlns:y="urn:y">order<![CDATA[-]]>&#55;</y:id><phone>380501<!-- c -->234567</phone><status>1</status><md5>` + statusMD5 + `</md5></x>`,
	} {
		for _, contentType := range []string{"", "application/x-www-form-urlencoded", "application/json; charset=utf-8", "text/xml", "a/b/c;;"} {
			for _, target := range []string{"/smsc", "/smsc?fmt=2", "/smsc?fmt=3&charset=koi8-r", "/smsc?charset=UTF-8"} {
				r := post(target, body)
				r.Header.Set("Content-Type", contentType)
				assert.Equal(t, delivered, serve(t, r, nil).taken(t), "%s %s %s", name, contentType, target)
			}
		}
	}
}

func TestJSONValues(t *testing.T) {
	t.Parallel()
	body := `{"id":"order-7","phone":"380501234567","status":1,"cost":0.350,"err":6,"type":"4","ts":1773136800,` +
		`"a":true,"b":1.50e1,"c":{"d":[1,"x"]},"c":[ ],"e":"","md5":"` + statusMD5 + `"}`
	report := serve(t, post("/smsc?fmt=3", body), nil).taken(t).(callback.StatusReport)
	assert.Equal(t, "0.35", report.Cost.Value.String())
	assert.Equal(t, some(smsc.DeliveryCode(6)), report.DeliveryError)
	assert.Equal(t, some(callback.TypeHLR), report.Type)
	assert.Equal(t, noon, report.ChangedAt)
	assert.Equal(t, url.Values{"a": {"true"}, "b": {"1.50e1"}, "c": {`{"d":[1,"x"]}`, "[ ]"}, "e": {""}}, report.Extra)
}

func TestXMLValues(t *testing.T) {
	t.Parallel()
	body := `<r><id>order-7</id><phone>380501234567</phone><status>1</status><a>x<b>y<c>z</c></b></a><a/><md5>` + statusMD5 + `</md5></r>`
	report := serve(t, post("/smsc?fmt=2", body), nil).taken(t).(callback.StatusReport)
	assert.Equal(t, url.Values{"a": {"xyz", ""}}, report.Extra)
}

func TestMultipart(t *testing.T) {
	t.Parallel()
	form := func(text string) (string, string) {
		var b bytes.Buffer
		w := multipart.NewWriter(&b)
		for _, f := range [][2]string{{"phone", "380671234567"}, {"mes", text}, {"to", "380441112233"}, {"sms", "7"}, {"md5", "3a60ebc70b0c106b508b9da0ff585e8e"}} {
			require.NoError(t, w.WriteField(f[0], f[1]))
		}
		require.NoError(t, w.Close())
		return b.String(), w.FormDataContentType()
	}
	send := func(target, body, contentType string) outcome {
		r := post(target, body)
		r.Header.Set("Content-Type", contentType)
		return serve(t, r, nil)
	}
	want := callback.IncomingMessage{Phone: "380671234567", Text: "Привет", To: "380441112233", Extra: url.Values{"sms": {"7"}}}

	body, contentType := form("\xcf\xf0\xe8\xe2\xe5\xf2")
	assert.Equal(t, want, send("/smsc", body, contentType).taken(t))
	send("/smsc?charset=utf-8", body, contentType).refused(t, http.StatusBadRequest, "charset")
	send("/smsc", body, "multipart/form-data").refused(t, http.StatusBadRequest, "malformed")
	send("/smsc", body, "multipart/form-data; boundary=other").refused(t, http.StatusBadRequest, "malformed")
	send("/smsc", "--b\r\nContent-Disposition: form-data; name=\"id\"\r\n\r\nvalue--b--", "multipart/form-data; boundary=b").refused(t, http.StatusBadRequest, "malformed")
	send("/smsc", "--b\r\nno colon\r\n\r\n\r\n--b--", "multipart/form-data; boundary=b").refused(t, http.StatusBadRequest, "malformed")
	for cut := range len(body) - len("--\r\n") {
		send("/smsc", body[:cut], contentType).refused(t, http.StatusBadRequest, "malformed")
	}
	body, contentType = form("Привет")
	assert.Equal(t, want, send("/smsc?charset=utf-8", body, contentType).taken(t))
}

func TestCharsets(t *testing.T) {
	t.Parallel()
	const (
		inUTF8   = "%D0%9F%D1%80%D0%B8%D0%B2%D0%B5%D1%82"
		in1251   = "%CF%F0%E8%E2%E5%F2"
		inKOI8R  = "%F0%D2%C9%D7%C5%D4"
		sum      = "47c3deea181e154038778067a9252a04"
		head     = "phone=380671234567&to=380441112233&md5=" + sum + "&mes="
		jsonHead = `{"phone":"380671234567","to":"380441112233","md5":"` + sum + `","mes":"`
		xmlHead  = `<a><phone>380671234567</phone><to>380441112233</to><md5>` + sum + `</md5><mes>`
	)
	raw := func(escaped string) string {
		s, err := url.QueryUnescape(escaped)
		require.NoError(t, err)
		return s
	}
	declared := func(charset string) string { return `<?xml version='1.0' encoding='` + charset + `'?>` + xmlHead }
	for name, test := range map[string]struct {
		target, body string
		options      []callback.Option
	}{
		"form, default":                  {"/smsc", head + in1251, nil},
		"form, windows-1251":             {"/smsc?charset=windows-1251", head + in1251, nil},
		"form, capital letters":          {"/smsc?charset=Windows-1251", head + in1251, nil},
		"form, utf-8":                    {"/smsc?charset=utf-8", head + inUTF8, nil},
		"form, koi8-r":                   {"/smsc?charset=koi8-r", head + inKOI8R, nil},
		"form, not escaped":              {"/smsc", head + raw(in1251), nil},
		"form, by option":                {"/smsc", head + inUTF8, []callback.Option{callback.WithCharset(callback.CharsetUTF8)}},
		"form, by option in capitals":    {"/smsc", head + inKOI8R, []callback.Option{callback.WithCharset("KOI8-R")}},
		"form, the URL before an option": {"/smsc?charset=koi8-r", head + inKOI8R, []callback.Option{callback.WithCharset(callback.CharsetUTF8)}},
		"JSON, escapes":                  {"/smsc?fmt=3", jsonHead + `\u041f\u0440\u0438\u0432\u0435\u0442"}`, nil},
		"JSON, UTF-8 whatever is asked":  {"/smsc?fmt=3", jsonHead + raw(inUTF8) + `"}`, nil},
		"JSON, windows-1251":             {"/smsc?fmt=3", jsonHead + raw(in1251) + `"}`, nil},
		"JSON, koi8-r is not used":       {"/smsc?fmt=3&charset=koi8-r", jsonHead + raw(in1251) + `"}`, nil},
		"XML, references":                {"/smsc?fmt=2", xmlHead + `&#1055;&#x440;&#1080;&#1074;&#1077;&#1090;</mes></a>`, nil},
		"XML, UTF-8 whatever is asked":   {"/smsc?fmt=2", xmlHead + raw(inUTF8) + `</mes></a>`, nil},
		"XML, windows-1251":              {"/smsc?fmt=2", xmlHead + raw(in1251) + `</mes></a>`, nil},
		"XML, declared windows-1251":     {"/smsc?fmt=2&charset=utf-8", declared("WINDOWS-1251") + raw(in1251) + `</mes></a>`, nil},
		"XML, declared koi8-r":           {"/smsc?fmt=2", declared("koi8-r") + raw(inKOI8R) + `</mes></a>`, nil},
		"XML, declared UTF-8":            {"/smsc?fmt=2", declared("UTF-8") + raw(inUTF8) + `</mes></a>`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			event := serve(t, post(test.target, test.body), nil, test.options...).taken(t)
			assert.Equal(t, callback.IncomingMessage{Phone: "380671234567", Text: "Привет", To: "380441112233"}, event)
		})
	}
	for name, test := range map[string]struct{ target, body, words string }{
		"unknown charset":              {"/smsc?charset=utf8", head + inUTF8, "charset"},
		"empty charset":                {"/smsc?charset=", head + in1251, "charset"},
		"two charsets":                 {"/smsc?charset=utf-8&charset=koi8-r", head + inUTF8, "charset"},
		"form, not UTF-8":              {"/smsc?charset=utf-8", head + in1251, "charset"},
		"form, a byte without meaning": {"/smsc", head + "%98", "charset"},
		"form, such a byte in a name":  {"/smsc", head + in1251 + "&%98=1", "charset"},
		"JSON, not UTF-8":              {"/smsc?charset=utf-8", jsonHead + raw(in1251) + `"}`, "charset"},
		"XML, not UTF-8":               {"/smsc?charset=utf-8", xmlHead + raw(in1251) + `</mes></a>`, "charset"},
		"XML, declares UTF-8 wrongly":  {"/smsc", declared("utf-8") + raw(in1251) + `</mes></a>`, "charset"},
		"XML, declares something else": {"/smsc", declared("utf-16") + raw(in1251) + `</mes></a>`, "encoding"},
		"XML, declares nothing at all": {"/smsc", declared("") + raw(in1251) + `</mes></a>`, "encoding"},
		"UTF-16":                       {"/smsc", "\xff\xfe<\x00a\x00/\x00>\x00", "no kind of event"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			serve(t, post(test.target, test.body), nil).refused(t, http.StatusBadRequest, test.words)
		})
	}
}

func TestContentEncoding(t *testing.T) {
	t.Parallel()
	r := post("/smsc", statusForm+"&md5="+statusMD5)
	r.Header.Set("Content-Encoding", "identity")
	serve(t, r, nil).taken(t)
	r = post("/smsc", statusForm+"&md5="+statusMD5)
	r.Header.Set("Content-Encoding", "gzip")
	serve(t, r, nil).refused(t, http.StatusUnsupportedMediaType, "compressed")
}

func TestHostileBodies(t *testing.T) {
	t.Parallel()
	const (
		goodJSON = `"id":"order-7","phone":"380501234567","status":1,"md5":"` + statusMD5 + `"`
		goodXML  = `<id>order-7</id><phone>380501234567</phone><status>1</status><md5>` + statusMD5 + `</md5>`
		goodForm = statusForm + "&md5=" + statusMD5
	)
	for name, test := range map[string]struct{ body, words string }{
		"form, field twice":             {goodForm + "&status=20", "twice"},
		"form, field twice, the same":   {goodForm + "&status=1", "twice"},
		"form, unused field twice":      {goodForm + "&mes=1&mes=2", "twice"},
		"form, checksum twice":          {goodForm + "&md5=" + stopMD5, "twice"},
		"form, array as PHP has it":     {strings.Replace(goodForm, "status=", "status[]=", 1), "no kind of event"},
		"form, many fields":             {goodForm + strings.Repeat("&a=1", 97), "too many"},
		"form, many empty fields":       {goodForm + strings.Repeat("&", 200), "too many"},
		"form, bad escape":              {goodForm + "&a=%", "malformed"},
		"form, semicolons":              {strings.ReplaceAll(goodForm, "&", ";"), "malformed"},
		"JSON, field twice":             {`{` + goodJSON + `,"status":20}`, "twice"},
		"JSON, field twice by escape":   {`{` + goodJSON + `,"\u0073tatus":20}`, "twice"},
		"JSON, many fields":             {`{` + goodJSON + strings.Repeat(`,"a":1`, 97) + `}`, "too many"},
		"JSON, list as a value":         {strings.Replace(`{`+goodJSON+`}`, `"status":1`, `"status":[1]`, 1), "instead of a value"},
		"JSON, object as a value":       {strings.Replace(`{`+goodJSON+`}`, `"status":1`, `"status":{"status":1}`, 1), "instead of a value"},
		"JSON, deep":                    {`{` + goodJSON + `,"a":` + strings.Repeat("[", 12_000) + strings.Repeat("]", 12_000) + `}`, "malformed"},
		"JSON, deep and cut":            {`{"a":` + strings.Repeat(`{"a":`, 10_000), "malformed"},
		"JSON, cut":                     {`{` + goodJSON, "malformed"},
		"JSON, cut behind a comma":      {`{` + goodJSON + `,`, "malformed"},
		"JSON, comma at the end":        {`{` + goodJSON + `,}`, "malformed"},
		"JSON, wrong bracket":           {`{` + goodJSON + `]`, "malformed"},
		"JSON, no colon":                {`{"id" "order-7"}`, "malformed"},
		"JSON, name is no string":       {`{1:2}`, "malformed"},
		"JSON, more behind it":          {`{` + goodJSON + `}{}`, "malformed"},
		"JSON, NUL behind it":           {`{` + goodJSON + "}\x00", "malformed"},
		"JSON, NUL in a string":         {`{` + goodJSON + ",\"a\":\"\x00\"}", "malformed"},
		"JSON, infinity":                {`{` + goodJSON + `,"cost":Infinity}`, "malformed"},
		"JSON, batch":                   {`[{` + goodJSON + `}]`, "no kind of event"},
		"JSON, empty":                   {`{}`, "no kind of event"},
		"JSON, true for a status":       {`{"id":"order-7","phone":"380501234567","status":true,"md5":"` + md5Of("order-7:380501234567:true") + `"}`, "number"},
		"JSON, exponent for a status":   {`{"id":"order-7","phone":"380501234567","status":1e0,"md5":"` + md5Of("order-7:380501234567:1e0") + `"}`, "number"},
		"XML, field twice":              {`<a>` + goodXML + `<status>20</status></a>`, "twice"},
		"XML, field twice by namespace": {`<a>` + goodXML + `<x:status xmlns:x="u">20</x:status></a>`, "twice"},
		"XML, many fields":              {`<a>` + goodXML + strings.Repeat("<a/>", 97) + `</a>`, "too many"},
		"XML, element in a value":       {strings.Replace(`<a>`+goodXML+`</a>`, "<status>1", "<status>1<b/>", 1), "instead of a value"},
		"XML, entity":                   {`<a>` + goodXML + `<b>&bomb;</b></a>`, "malformed"},
		"XML, document type":            {`<!DOCTYPE a>` + `<a>` + goodXML + `</a>`, "document type"},
		"XML, bomb": {
			`<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;">]><a>` + goodXML + `<x>&d;</x></a>`,
			"document type",
		},
		"XML, external entity":      {`<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>` + goodXML + `<x>&b;</x></a>`, "document type"},
		"XML, deep":                 {`<a>` + goodXML + strings.Repeat("<b>", 8) + strings.Repeat("</b>", 8) + `</a>`, "deeply"},
		"XML, very deep":            {`<a>` + goodXML + strings.Repeat("<b>", 20_000), "deeply"},
		"XML, cut":                  {`<a>` + goodXML, "malformed"},
		"XML, two roots":            {`<a>` + goodXML + `</a><a/>`, "malformed"},
		"XML, wrong end":            {`<a>` + goodXML + `</b>`, "malformed"},
		"XML, NUL":                  {`<a>` + goodXML + "<b>\x00</b></a>", "malformed"},
		"XML, NUL by its number":    {`<a>` + goodXML + "<b>&#0;</b></a>", "malformed"},
		"XML, another version":      {`<?xml version="2.0"?><a>` + goodXML + `</a>`, "malformed"},
		"XML, empty":                {`<a/>`, "no kind of event"},
		"XML, batch":                {`<a><b>` + goodXML + `</b></a>`, "no kind of event"},
		"XML, nothing but a remark": {`<!-- a -->`, "malformed"},
		"HTML":                      {`<html><body>It works!<br></body></html>`, "malformed"},
		"NULs":                      {strings.Repeat("\x00", 1000), "no kind of event"},
		"no text at all":            {"\xff\xfe\xfd", "no kind of event"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			serve(t, post("/smsc", test.body), nil).refused(t, http.StatusBadRequest, test.words)
		})
	}
	// The same bodies, without what is wrong with them, are taken.
	for _, body := range []string{
		goodForm + strings.Repeat("&a=1", 96), `{` + goodJSON + strings.Repeat(`,"a":1`, 96) + `}`,
		`<a>` + goodXML + strings.Repeat("<a/>", 96) + `</a>`, `<a>` + goodXML + strings.Repeat("<b>", 7) + strings.Repeat("</b>", 7) + `</a>`,
		`{` + goodJSON + `,"a":` + strings.Repeat("[", 9_000) + strings.Repeat("]", 9_000) + `}`,
		goodForm + "&", goodForm + "&=1",
	} {
		serve(t, post("/smsc", body), nil).taken(t)
	}
}

func TestBodySize(t *testing.T) {
	t.Parallel()
	const most = 64 << 10
	body := statusForm + "&md5=" + statusMD5 + "&pad="
	body += strings.Repeat("x", most-len(body))
	serve(t, post("/smsc", body), nil).taken(t)
	serve(t, post("/smsc", body+"x"), nil).refused(t, http.StatusRequestEntityTooLarge, "too large")

	// Without a length, and without an end: no more than needed is read.
	endless := &counter{}
	serve(t, httptest.NewRequest(http.MethodPost, "/smsc", endless), nil).refused(t, http.StatusRequestEntityTooLarge, "too large")
	assert.Less(t, endless.read, 4*most)
}

// counter is an endless body that counts what is read of it.
type counter struct{ read int }

func (c *counter) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	c.read += len(p)
	return len(p), nil
}
