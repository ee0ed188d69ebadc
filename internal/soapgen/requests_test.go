package soapgen_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/internal/soapgen"
	"github.com/go-smsc/smsc/wsdl"
)

const namespace = "https://smsc.ua/sys/soap.php"

// newRequests returns an empty request of each operation.
func newRequests() []soapgen.Request {
	return []soapgen.Request{
		&soapgen.BalanceRequest{},
		&soapgen.SendRequest{},
		&soapgen.Send2Request{},
		&soapgen.CostRequest{},
		&soapgen.Cost2Request{},
		&soapgen.StatusRequest{},
		&soapgen.Status2Request{},
	}
}

// fill sets the required fields of a request to required and, if optional is
// not nil, its optional ones to that. %s in either becomes the field's name.
func fill(r soapgen.Request, required string, optional *string) soapgen.Request {
	v := reflect.ValueOf(r).Elem()
	for field, value := range v.Fields() {
		text := func(s string) string { return strings.ReplaceAll(s, "%s", field.Name) }
		switch {
		case value.Kind() == reflect.String:
			value.SetString(text(required))
		case optional != nil:
			value.Set(reflect.ValueOf(soapgen.Some(text(*optional))))
		}
	}
	return r
}

// awkward is a text of everything that is hard to carry and can be carried.
const awkward = "Ваш код 1234 😀 <&>\"' ]]> \r\n\t~~~ &amp; \u0085\u00a0\ufffd\ufeff\u2028 %s"

func body(t *testing.T, r soapgen.Request) string {
	t.Helper()
	b, err := r.AppendXML(nil, namespace)
	require.NoError(t, err)
	return string(b)
}

func TestEveryOperationHasARequestAndAnAnswer(t *testing.T) {
	t.Parallel()
	var requests, answers []soapgen.Operation
	for _, r := range newRequests() {
		requests = append(requests, r.Operation())
	}
	for _, a := range newAnswers() {
		answers = append(answers, a.Operation())
	}
	assert.Equal(t, soapgen.Operations(), requests)
	assert.Equal(t, soapgen.Operations(), answers)
	assert.Equal(t, soapgen.Operation{Name: "send_sms2", Request: "send2", Response: "Send2Response", Result: "sendresult"}, soapgen.OpSendSMS2)
}

func TestRequestOnTheWire(t *testing.T) {
	t.Parallel()
	r := &soapgen.Send2Request{Login: "demo", Psw: "", Phones: "+380501234567", Mes: "a<b", Sender: soapgen.Some(""), Query: soapgen.Some("a=1&b=2")}
	assert.Equal(t, `<m:send2 xmlns:m="https://smsc.ua/sys/soap.php"><login>demo</login><psw></psw><phones>+380501234567</phones>`+
		`<mes>a&lt;b</mes><sender></sender><query>a=1&amp;b=2</query></m:send2>`, body(t, r))
}

// A parser must give back what was put in, character for character.
func TestRequestsSurviveEncodingXML(t *testing.T) {
	t.Parallel()
	type element struct {
		XMLName xml.Name
		Text    string `xml:",chardata"`
	}
	for _, r := range newRequests() {
		optional := awkward
		fill(r, awkward, &optional)
		var got struct {
			XMLName  xml.Name
			Children []element `xml:",any"`
		}
		require.NoError(t, xml.Unmarshal([]byte(body(t, r)), &got))
		assert.Equal(t, xml.Name{Space: namespace, Local: r.Operation().Request}, got.XMLName)
		v := reflect.ValueOf(r).Elem()
		require.Len(t, got.Children, v.NumField())
		for i, child := range got.Children {
			assert.Empty(t, child.XMLName.Space, "local elements are unqualified")
			assert.Equal(t, strings.ReplaceAll(awkward, "%s", v.Type().Field(i).Name), child.Text)
		}
	}
}

func TestRequestsValidateAgainstTheSchema(t *testing.T) {
	t.Parallel()
	xmllint := newValidator(t)
	full := awkward
	empty := ""
	for _, r := range newRequests() {
		name := r.Operation().Name
		assert.Empty(t, xmllint.complaint(t, body(t, r)), "%s, required elements empty", name)
		assert.Empty(t, xmllint.complaint(t, body(t, fill(r, "demo", nil))), "%s, required elements alone", name)
		assert.Empty(t, xmllint.complaint(t, body(t, fill(r, awkward, &full))), "%s, all elements", name)
		assert.Empty(t, xmllint.complaint(t, body(t, fill(r, "", &empty))), "%s, all elements empty", name)
	}
}

// The schema is a judge only if it condemns what must not be sent.
func TestSchemaRefusesWhatIsNotTheContract(t *testing.T) {
	t.Parallel()
	xmllint := newValidator(t)
	full := "demo"
	good := body(t, fill(&soapgen.Status2Request{}, "demo", &full))
	require.Empty(t, xmllint.complaint(t, good))
	for name, edit := range map[string][]string{
		"qualified children":   {"<login>", "<m:login>", "</login>", "</m:login>"},
		"misordered":           {"<login>demo</login><psw>demo</psw>", "<psw>demo</psw><login>demo</login>"},
		"addition not last":    {"<query>demo</query><apikey>demo</apikey>", "<apikey>demo</apikey><query>demo</query>"},
		"required missing":     {"<query>demo</query>", ""},
		"given twice":          {"<all>demo</all>", "<all>demo</all><all>demo</all>"},
		"unknown element":      {"</m:status2>", "<other/></m:status2>"},
		"foreign namespace":    {namespace, "http://smsc.ru/sys/soap.php"},
		"default namespace":    {"m:status2", "status2", "xmlns:m", "xmlns"},
		"not a body element":   {"m:status2", "m:status3"},
		"markup inside a leaf": {"<id>demo</id>", "<id><b>demo</b></id>"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bad := strings.NewReplacer(edit...).Replace(good)
			require.NotEqual(t, good, bad)
			assert.Contains(t, xmllint.complaint(t, bad), "element")
		})
	}
}

// validator runs xmllint against the schema of the contract.
type validator struct{ program, schema string }

func newValidator(t *testing.T) validator {
	t.Helper()
	program, err := exec.LookPath("xmllint")
	if err != nil && os.Getenv("SMSC_REQUIRE_XMLLINT") != "1" {
		t.Skip("no xmllint here; SMSC_REQUIRE_XMLLINT=1 makes that a failure")
	}
	require.NoError(t, err)
	doc, err := wsdl.Render(namespace)
	require.NoError(t, err)
	_, rest, found := strings.Cut(string(doc), "<xsd:schema ")
	require.True(t, found)
	schema, _, found := strings.Cut(rest, "</xsd:schema>")
	require.True(t, found)
	path := filepath.Join(t.TempDir(), "smsc.xsd")
	require.NoError(t, os.WriteFile(path, []byte(`<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:tns="`+
		namespace+`" `+schema+"</xsd:schema>"), 0o600))
	return validator{program, path}
}

// complaint returns what xmllint has against a document, empty if nothing.
func (v validator) complaint(t *testing.T, doc string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), v.program, "--noout", "--nonet", "--schema", v.schema, "-")
	cmd.Stdin = strings.NewReader(doc)
	out, err := cmd.CombinedOutput()
	if err == nil {
		return ""
	}
	return err.Error() + ": " + string(out)
}

func TestUnsendableCharacterIsAnErrorThatNamesItsElement(t *testing.T) {
	t.Parallel()
	dst := []byte("kept")
	for name, value := range map[string]string{
		"NUL":             "\x00",
		"control":         "a\x1fb",
		"backspace":       "\b",
		"U+FFFE":          "\ufffe",
		"U+FFFF":          "a\uffff",
		"surrogate":       "\xed\xa0\x80",
		"not UTF-8":       "\xff",
		"cut rune":        "ї"[:1],
		"overlong":        "\xc0\xaf",
		"beyond U+10FFFF": "\xf4\x90\x80\x80",
	} {
		for _, r := range newRequests() {
			got, err := fill(r, "hunter2"+value, nil).AppendXML(dst, namespace)
			var encode *soapgen.EncodeError
			require.ErrorAs(t, err, &encode, name)
			assert.Equal(t, "login", encode.Element)
			assert.GreaterOrEqual(t, encode.Offset, len("hunter2"))
			assert.NotContains(t, err.Error(), "hunter2")
			assert.Equal(t, "kept", string(got))
		}
	}
	_, err := (&soapgen.SendRequest{Mes: "\x00"}).AppendXML(nil, namespace)
	assert.EqualError(t, err, "soapgen: element mes: a character that XML cannot carry at byte 0")
	_, err = (&soapgen.SendRequest{ID: soapgen.Some("\xff")}).AppendXML(nil, namespace)
	assert.EqualError(t, err, "soapgen: element id: invalid UTF-8 at byte 0")
}

func TestNamespaceIsEscaped(t *testing.T) {
	t.Parallel()
	const odd = "urn:a&b<c>\"d'\t\n\re"
	b, err := (&soapgen.BalanceRequest{}).AppendXML(nil, odd)
	require.NoError(t, err)
	assert.Contains(t, string(b), `xmlns:m="urn:a&amp;b&lt;c&gt;&#34;d'&#9;&#10;&#13;e"`)
	var got struct{ XMLName xml.Name }
	require.NoError(t, xml.Unmarshal(b, &got))
	assert.Equal(t, odd, got.XMLName.Space)

	for name, bad := range map[string]string{"empty": "", "control": "urn:\x01", "not UTF-8": "urn:\xff"} {
		got, err := (&soapgen.BalanceRequest{}).AppendXML(nil, bad)
		var encode *soapgen.EncodeError
		require.ErrorAs(t, err, &encode, name)
		assert.Equal(t, "balance", encode.Element)
		assert.Empty(t, got)
	}
}

// Not parallel: it counts allocations.
func TestEncodingAllocatesNothingWhenThereIsRoom(t *testing.T) { //nolint:paralleltest // it counts the allocations of the whole program
	full := awkward
	dst := make([]byte, 0, 16<<10)
	for _, r := range newRequests() {
		fill(r, awkward, &full)
		allocs := testing.AllocsPerRun(100, func() {
			if _, err := r.AppendXML(dst, namespace); err != nil {
				t.Fatal(err)
			}
		})
		assert.Zero(t, allocs, r.Operation().Name)
	}
}

func TestRequestsNeverShowTheirFields(t *testing.T) {
	t.Parallel()
	secret := "hunter2"
	for _, r := range newRequests() {
		fill(r, secret, &secret)
		value := reflect.ValueOf(r).Elem().Interface()
		nested := struct{ Pointer, Value any }{r, value}
		for _, verb := range []string{"%v", "%+v", "%#v", "%q", "%s", "%x", "%d", "%10v"} {
			assert.Equal(t, r.Operation().Name+" request", fmt.Sprintf(verb, r))
			assert.Equal(t, r.Operation().Name+" request", fmt.Sprintf(verb, value))
			assert.NotContains(t, fmt.Sprintf(verb, nested), secret)
			assert.NotContains(t, fmt.Sprintf(verb, nested), fmt.Sprintf("%x", secret))
		}
		b, err := json.Marshal(nested)
		require.NoError(t, err)
		assert.NotContains(t, string(b), secret)
		b, err = xml.Marshal(r)
		require.NoError(t, err)
		assert.NotContains(t, string(b), secret)
		var log bytes.Buffer
		slog.New(slog.NewTextHandler(&log, nil)).Info("", "pointer", r, "value", value)
		slog.New(slog.NewJSONHandler(&log, nil)).Info("", "pointer", r, "value", value)
		assert.NotContains(t, log.String(), secret)
		assert.Contains(t, log.String(), r.Operation().Name)
	}
}

func TestAppendTextKeepsWhatWasThereOnAnError(t *testing.T) {
	t.Parallel()
	got, err := soapgen.AppendText([]byte("a"), "b\rc]]>")
	require.NoError(t, err)
	assert.Equal(t, "ab&#13;c]]&gt;", string(got))
	got, err = soapgen.AppendText([]byte("a"), "bc\x00")
	require.EqualError(t, err, "soapgen: text: a character that XML cannot carry at byte 2")
	assert.Equal(t, "a", string(got))
}
