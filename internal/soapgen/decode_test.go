package soapgen_test

import (
	"encoding/xml"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/internal/soapgen"
)

// tokens reads a document to its end, or to its error, and writes what came:
// "{namespace}name", "/", text.
func tokens(d *soapgen.Decoder) ([]string, error) {
	var got []string
	for {
		token, err := d.Next()
		if errors.Is(err, io.EOF) {
			return got, nil
		}
		if err != nil {
			return got, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			var s strings.Builder
			s.WriteString("{" + token.Name.Space + "}" + token.Name.Local)
			for _, a := range token.Attr {
				s.WriteString(" {" + a.Name.Space + "}" + a.Name.Local + "=" + a.Value)
			}
			got = append(got, s.String())
		case xml.EndElement:
			got = append(got, "/")
		case xml.CharData:
			got = append(got, string(token))
		}
	}
}

func TestDecoderReadsWellFormedDocuments(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		doc  string
		want []string
	}{
		"minimal":           {"<a/>", []string{"{}a", "/"}},
		"declaration":       {"<?xml version=\"1.0\"?>\n<a/>", []string{"{}a", "/"}},
		"byte order mark":   {"\ufeff<?xml version=\"1.0\" encoding=\"utf-8\"?><a/>", []string{"{}a", "/"}},
		"mark and blanks":   {"\ufeff\n<a/>", []string{"{}a", "/"}},
		"around the root":   {"<!--a--> <?a?>\n<a></a>\r\n\t <!--b--><?b?>", []string{"{}a", "/"}},
		"text":              {"<a>&lt;&#10;<![CDATA[<b>]]><!--c-->d</a>", []string{"{}a", "<\n", "<b>", "d", "/"}},
		"prefix":            {`<p:a xmlns:p="u"><p:b/></p:a>`, []string{"{u}a {xmlns}p=u", "{u}b", "/", "/"}},
		"default":           {`<a xmlns="u"><b xmlns=""><c/></b><d/></a>`, []string{"{u}a {}xmlns=u", "{}b {}xmlns=", "{}c", "/", "/", "{u}d", "/", "/"}},
		"rebound":           {`<p:a xmlns:p="u"><p:b xmlns:p="v"/><p:c/></p:a>`, []string{"{u}a {xmlns}p=u", "{v}b {xmlns}p=v", "/", "{u}c", "/", "/"}},
		"attributes":        {`<a xmlns="u" xmlns:p="v" b="1" p:b="2" xml:lang="uk"/>`, []string{"{u}a {}xmlns=u {xmlns}p=v {}b=1 {v}b=2 {http://www.w3.org/XML/1998/namespace}lang=uk", "/"}},
		"xml redeclared":    {`<a xmlns:xml="http://www.w3.org/XML/1998/namespace"/>`, []string{"{}a {xmlns}xml=http://www.w3.org/XML/1998/namespace", "/"}},
		"prefix as its own": {`<p:a xmlns:p="p"/>`, []string{"{p}a {xmlns}p=p", "/"}},
		"name by name":      {`<aa></aa >`, []string{"{}aa", "/"}},
		"32 deep":           {strings.Repeat("<a>", 32) + strings.Repeat("</a>", 32), append(repeat("{}a", 32), repeat("/", 32)...)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := soapgen.NewDecoder([]byte(c.doc), nil)
			got, err := tokens(d)
			require.NoError(t, err)
			assert.Equal(t, c.want, got)
			assert.Zero(t, d.Depth())
			_, err = d.Next()
			assert.Equal(t, io.EOF, err)
		})
	}
}

func repeat(s string, n int) []string {
	return strings.Split(strings.Repeat(s+"\n", n)[:n*(len(s)+1)-1], "\n")
}

func TestDecoderRefuses(t *testing.T) {
	t.Parallel()
	declarations := func(n int) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(" xmlns:p" + strings.Repeat("x", i) + `="u"`)
		}
		return b.String()
	}
	for name, c := range map[string]struct{ doc, reason string }{
		"nothing":                {"", "no XML element"},
		"blanks alone":           {" \n", "no XML element"},
		"declaration alone":      {`<?xml version="1.0"?>`, "no XML element"},
		"text":                   {"hunter2", "text outside"},
		"JSON":                   {`{"error":"hunter2"}`, "text outside"},
		"text before":            {"hunter2<a/>", "text outside"},
		"text behind":            {"<a/>hunter2", "text outside"},
		"mark behind":            {"<a/>\ufeff", "text outside"},
		"second root":            {"<a/><a/>", "second root"},
		"end tag behind":         {"<a/></a>", "end tag without"},
		"end tag before":         {"</a>", "end tag without"},
		"end tag of another":     {"<a></b>", "end tag without"},
		"end tag, other prefix":  {`<p:a xmlns:p="u" xmlns:q="u"></q:a>`, "end tag without"},
		"end tag, default":       {`<p:a xmlns:p="u" xmlns="u"></a>`, "end tag without"},
		"cut in the content":     {"<a>hunter2", "ends too early"},
		"cut in a tag":           {"<a hunter2", "ends too early"},
		"cut in a reference":     {"<a>&hunter2", "ends too early"},
		"cut in a comment":       {"<a><!--hunter2", "ends too early"},
		"cut in CDATA":           {"<a><![CDATA[hunter2", "ends too early"},
		"document type":          {"<!DOCTYPE a><a/>", "document type"},
		"document type, entity":  {`<!DOCTYPE a [<!ENTITY x "hunter2">]><a>&x;</a>`, "document type"},
		"document type, outside": {`<!DOCTYPE a SYSTEM "http://127.0.0.1/"><a/>`, "document type"},
		"directive inside":       {"<a><!ELEMENT b ANY></a>", "document type"},
		"entity":                 {"<a>&hunter2;</a>", "malformed"},
		"HTML's entity":          {"<a>&nbsp;</a>", "malformed"},
		"bare ampersand":         {"<a>a & b</a>", "malformed"},
		"HTML":                   {"<html><br></html>", "end tag without"},
		"attribute unquoted":     {"<a b=hunter2/>", "malformed"},
		"attribute without":      {"<a hunter2/>", "malformed"},
		"CDATA's end in text":    {"<a>]]></a>", "malformed"},
		"control character":      {"<a>\x01</a>", "malformed"},
		"its reference":          {"<a>&#1;</a>", "malformed"},
		"not UTF-8":              {"<a>\xff</a>", "malformed"},
		"UTF-16":                 {"\xff\xfe<\x00a\x00/\x00>\x00", "malformed"},
		"version 1.1":            {`<?xml version="1.1"?><a/>`, "malformed"},
		"late declaration":       {`<a/><?xml version="1.0"?>`, "declaration inside"},
		"blank before it":        {"\n<?xml version=\"1.0\"?><a/>", "declaration inside"},
		"declaration inside":     {`<a><?xml version="1.0"?></a>`, "declaration inside"},
		"encoding":               {`<?xml version="1.0" encoding="hunter2"?><a/>`, "unsupported encoding"},
		"33 deep":                {strings.Repeat("<a>", 33), "nested too deeply"},
		"unknown prefix":         {"<p:a/>", "prefix without"},
		"unknown prefix, attr":   {`<a p:b=""/>`, "prefix without"},
		"prefix out of scope":    {`<a><b xmlns:p="u"/><p:c/></a>`, "prefix without"},
		"prefix xmlns":           {"<xmlns:a/>", "prefix without"},
		"prefix undeclared":      {`<a xmlns:p=""/>`, "illegal namespace"},
		"xmlns declared":         {`<a xmlns:xmlns="u"/>`, "illegal namespace"},
		"xml bound elsewhere":    {`<a xmlns:xml="u"/>`, "illegal namespace"},
		"attribute twice":        {`<a b="1" b="2"/>`, "attribute given twice"},
		"attribute, two names":   {`<a xmlns:p="u" xmlns:q="u" p:b="1" q:b="2"/>`, "attribute given twice"},
		"declaration twice":      {`<a xmlns="u" xmlns="v"/>`, "attribute given twice"},
		"65 attributes":          {"<a" + declarations(65) + "/>", "too many attributes"},
		"129 declarations":       {"<a" + declarations(64) + "><a" + declarations(64) + `><a xmlns="u">`, "too many namespace"},
		"endless attribute":      {`<a b="` + strings.Repeat("h", 65<<10) + `"/>`, "too long"},
		"endless attributes":     {"<a" + strings.Repeat(` b=""`, 13_200) + "/>", "too long"},
		"endless name":           {"<" + strings.Repeat("h", 65<<10) + "/>", "too long"},
		"endless text":           {"<a>" + strings.Repeat("h", 65<<10) + "</a>", "too long"},
		"endless comment":        {"<!--" + strings.Repeat("h", 65<<10) + "--><a/>", "too long"},
		"endless declaration":    {"<?xml " + strings.Repeat("h", 65<<10) + "?><a/>", "too long"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := soapgen.NewDecoder([]byte(c.doc), nil)
			_, err := tokens(d)
			var refused *soapgen.DecodeError
			require.ErrorAs(t, err, &refused)
			assert.Contains(t, refused.Reason, c.reason)
			assert.NotContains(t, err.Error(), "hunter2")
			assert.Less(t, len(err.Error()), 400)
			_, again := d.Next()
			assert.Same(t, refused, again, "an error is final")
		})
	}
}

func TestDecodeErrorRepeatsLittleOfTheDocument(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ї", 1000)
	_, err := tokens(soapgen.NewDecoder([]byte(strings.Repeat("<"+long+">", 20)+"&"), nil))
	var refused *soapgen.DecodeError
	require.ErrorAs(t, err, &refused)
	assert.Less(t, len(refused.Path), 300)
	assert.True(t, strings.HasPrefix(refused.Path, strings.Repeat("ї", 16)+"…/"), refused.Path)
	assert.True(t, strings.HasSuffix(refused.Path, "/…"), refused.Path)

	long = "a" + long // cut in the middle of a rune
	_, err = tokens(soapgen.NewDecoder([]byte("<"+long+"></a>"), nil))
	require.ErrorAs(t, err, &refused)
	assert.Equal(t, "a"+strings.Repeat("ї", 15)+"…", refused.Path)
}

// reader is an io.Reader of one function.
type reader func([]byte) (int, error)

func (r reader) Read(p []byte) (int, error) { return r(p) }

func TestDecoderReadsOtherEncodings(t *testing.T) {
	t.Parallel()
	const declared = `<?xml version="1.0" encoding="windows-1251"?>`
	// Of windows-1251 it knows one letter, and refuses all other encodings.
	charset := func(label string, input io.Reader) (io.Reader, error) {
		if label != "windows-1251" {
			return nil, errors.New("unknown label")
		}
		return reader(func(p []byte) (int, error) {
			n, err := input.Read(p[:len(p)/2])
			text := strings.ReplaceAll(string(p[:n]), "\xbf", "ї")
			return copy(p, text), err
		}), nil
	}
	got, err := tokens(soapgen.NewDecoder([]byte(declared+"<a>\xbf"+strings.Repeat("b", 5000)+"</a>"), charset))
	require.NoError(t, err)
	assert.Equal(t, []string{"{}a", "ї" + strings.Repeat("b", 5000), "/"}, got)

	_, err = tokens(soapgen.NewDecoder([]byte(strings.Replace(declared, "windows-1251", "hunter2", 1)+"<a/>"), charset))
	assert.EqualError(t, err, "soapgen: unsupported encoding: unknown label")
	_, err = tokens(soapgen.NewDecoder([]byte(declared+"<a/>"), nil))
	assert.EqualError(t, err, "soapgen: unsupported encoding: no decoder for it")

	_, err = tokens(soapgen.NewDecoder([]byte(declared+"<a>"+strings.Repeat("b", 80<<10)), charset))
	assert.ErrorContains(t, err, "too long")
}

func TestLeafAndSkip(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 1000)
	d := soapgen.NewDecoder([]byte("<a><b>1<!---->&amp;<![CDATA[2]]></b><c/><skip>x<d><e/></d></skip><empty/><f>"+long+"</f></a>"), nil)
	next := func() xml.StartElement {
		t.Helper()
		token, err := d.Next()
		require.NoError(t, err)
		return token.(xml.StartElement)
	}
	next()
	text, err := d.Leaf(next())
	require.NoError(t, err)
	assert.Equal(t, soapgen.Some("1&2"), text)
	text, err = d.Leaf(next())
	require.NoError(t, err)
	assert.Equal(t, soapgen.Some(""), text)
	for _, name := range []string{"skip", "empty"} {
		assert.Equal(t, name, next().Name.Local)
		require.NoError(t, d.Skip())
		assert.Equal(t, 1, d.Depth())
	}
	text, err = d.Leaf(next())
	require.NoError(t, err)
	assert.Equal(t, soapgen.Some(long), text)
	require.NoError(t, d.Skip(), "the rest of the root")
	_, err = d.Next()
	assert.Equal(t, io.EOF, err)

	d = soapgen.NewDecoder([]byte("<a><b>"), nil)
	next()
	assert.ErrorContains(t, d.Skip(), "ends too early")
	assert.EqualError(t, d.Fail("reason"), "soapgen: a/b: reason")
}

// Strings that share memory must not change when more of them come.
func TestValuesStayAsTheyWere(t *testing.T) {
	t.Parallel()
	var doc strings.Builder
	for i := range 200 {
		doc.WriteString("<n>" + strings.Repeat(string(rune('a'+i%26)), i%97) + "</n>")
	}
	var a soapgen.SendAnswer
	require.NoError(t, decode("<SendResponse><sendresult>"+doc.String()+"</sendresult></SendResponse>", &a))
	require.Len(t, a.Extra, 200)
	for i, leaf := range a.Extra {
		assert.Equal(t, strings.Repeat(string(rune('a'+i%26)), i%97), leaf.Value)
	}
}

// Whatever 1 MiB says, reading it allocates a few times that at most, garbage
// included. Not parallel: it counts what all goroutines allocate.
func TestMemoryOfAHostileAnswerIsBounded(t *testing.T) { //nolint:paralleltest // it counts the allocations of the whole program
	for name, unit := range map[string]string{
		"attributes":         ` a=""`,
		"unknown":            "<n/>",
		"unknown branches":   "<n><n/></n>",
		"items":              "<phones><phone/></phones>",
		"empty items":        "<phones/>",
		"items with unknown": "<errors><n/></errors>",
		"text":               "text",
		"comments":           "<!---->",
		"references":         "&#1234;",
		"CDATA":              "<![CDATA[]]>",
		"declarations":       `<n xmlns:p="u"/>`,
	} {
		head := "<Send2Response><sendresult>"
		switch unit[0] {
		case ' ':
			head = "<Send2Response"
		case 't', '&':
			head += "<id>"
		}
		doc := head + strings.Repeat(unit, (1<<20)/len(unit))
		runtime.GC()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		var a soapgen.Send2Answer
		err := decode(doc, &a)
		runtime.ReadMemStats(&after)
		require.Error(t, err, name)
		// Nearly all of it is garbage at once.
		allocated := after.TotalAlloc - before.TotalAlloc
		assert.Less(t, allocated, uint64(24<<20), name)
		t.Logf("%-20s allocated %5d KiB: %v", name, allocated>>10, err)
	}
}
