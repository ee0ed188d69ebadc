//go:build interop

package interop_test

import (
	"flag"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

var (
	randomRequests = flag.Int("random", 500, "how many random requests meet PHP and the emulator")
	randomSeed     = flag.Uint64("seed", 1, "what they are drawn by")
)

// TestRandomRequests draws requests of pieces that have a meaning to one reader or
// the other, and wants the same answer of PHP and of the emulator.
func TestRandomRequests(t *testing.T) {
	t.Parallel()
	met, reference := metPHP(t), startPHP(t, "")
	if met.compare(release{8, 2, 36}) < 0 {
		t.Skipf("%s reads depth and document types otherwise", met)
	}
	for i := range *randomRequests {
		t.Run(strconv.Itoa(i), func(t *testing.T) {
			t.Parallel()
			request := drawRequest(rand.New(rand.NewPCG(*randomSeed, uint64(i))))
			assert.Equal(t, request.askPHP(t, reference).outcome, request.askEmulator(t).outcome, "%s\n%q", request.header, request.body)
		})
	}
}

// The pieces, by where they stand.
var (
	textPieces = []string{
		"a", "b ж", " ", "  ", "\n", "\r\n", "\r", "\t", "&amp;", "&#32;", "&#13;", "&lt;", "&#x1F600;", "<!--c-->", "<!-- -->", "<?p?>", "<?p  q?>",
		"<![CDATA[]]>", "<![CDATA[c]]>", "<![CDATA[ ]]>", "<![CDATA[\r\n]]>", "<b/>", "<b>d</b>", "7", "0042", "-1.50", "1e3", "YWJj", "\u00a0", "\u0085", "\u2028", "]]", ">", "'", `"`,
	}
	attributePieces = []string{
		` i:type="x:int"`, ` i:type="x:string"`, ` i:type="x:boolean"`, ` i:type="x:double"`, ` i:type="x:token"`, ` i:type="e:Struct"`, ` i:type="e:Array"`, ` i:type="x:decimal"`,
		` i:type="int"`, ` i:type="q:int"`, ` i:type="e:long"`, ` i:type="x:normalizedString"`, ` i:type="x:anyType"`, ` i:nil="1"`, ` nil="0"`, ` i:nil="false"`, ` xml:space="preserve"`,
		` xml:lang="uk"`, ` a="b"`, ` a="&#10;&lt;"`, ` q:a="b"`, ` href="#t"`, ` id="t"`, ` href=""`, ` xmlns=""`, ` xmlns="urn:x"`, ` xmlns:q="urn:q"`, ` s:encodingStyle="urn:x"`,
		` s:encodingStyle="` + encoding11 + `"`, ` encodingStyle="x"`,
	}
	callPieces = []string{
		` a="b"`, ` xml:lang="uk"`, ` q:a="b"`, ` s:encodingStyle="urn:x"`, ` s:encodingStyle="` + encoding11 + `"`, ` s:encodingStyle="` + encoding12 + `"`, ` i:type="x:int"`, ` i:type="q:x"`,
		` xmlns="urn:x"`, ` id="t"`, ` href=""`,
	}
	betweenPieces = []string{
		"", "", "", " ", "\n", "<!--x-->", "<?p?>", "text", "<![CDATA[text]]>", "&amp;", "<x/>", "<x>a<y/>b</x>", `<x id="t">ref</x>`, "<q:x/>", "<mes>again</mes>",
	}
	leafNames = []string{"mes", "mes", "mes", "m:mes", "q:mes", "s:mes", "MES", "text"}
	oddities  = []string{
		"<!", "<", "&", "&b;", "&#0;", "&#xD800;", "]]>", "<!--a--b-->", "<a b>", "</x>", "<a a='1' a='2'/>", "<a x='1'y='2'/>", "<1/>", "<a:b:c/>", "<:a/>", "<a xmlns:p='' p:b='1'/>", "\x00", "\x01", "\xff", "<?xml?>",
		"<a b='<'/>", "< a/>", "<a / >", "<a></a >", "<a></ a>", "&#x;", "&#65", "<!-- -->", "<![CDATA[", "\uFEFF", "<a\n/>", "<a b = 'c'/>", "<!DOCTYPE x>",
	}
	blockPieces = []string{
		"<x>1</x>", "<x/>", "text", `<x s:mustUnderstand="1"/>`, `<x s:mustUnderstand="0"/>`, `<s:x mustUnderstand="true"/>`, `<x s:actor="urn:a" s:mustUnderstand="1"/>`,
		`<x s:role="urn:a" s:mustUnderstand="1"/>`, `<x s:encodingStyle="urn:x"/>`, "<x>a<![CDATA[b]]></x>", "<x><y>a<z/></y>b</x>", `<x><y href="#t"/></x>`, `<x i:type="x:int">a</x>`, "<x><?p?>a</x>",
	}
	envelopePieces = []string{` xml:lang="uk"`, ` q:a="b"`, ` a="b"`, ` s:encodingStyle="` + encoding11 + `"`, ` i:a="b"`, ` z:encodingStyle="urn:x"`}
	headers        = [][]string{nil, nil, nil, nil, typed("text/plain"), {"Content-Type: application/json"}, {}, also("Content-Encoding: identity"), typed("multipart/form-data ; a=b")}
)

func drawRequest(r *rand.Rand) rawRequest {
	pick := func(pieces []string) string { return pieces[r.IntN(len(pieces))] }
	some := func(pieces []string, most int) string {
		var b strings.Builder
		for range r.IntN(most + 1) {
			b.WriteString(pick(pieces))
		}
		return b.String()
	}
	rarely := func(pieces []string, share float64) string {
		if r.Float64() < share {
			return pick(pieces)
		}
		return ""
	}
	leaf := func() string {
		name := pick(leafNames)
		return "<" + name + rarely(attributePieces, 0.4) + rarely(attributePieces, 0.1) + ">" + some(textPieces, 5) + "</" + name + ">"
	}
	call := `<m:cost` + rarely(callPieces, 0.1) + `>` + pick(betweenPieces) + leaf1 + pick(betweenPieces) + leaf2 + `<phones>380501234567</phones>` +
		leaf() + pick(betweenPieces) + rarely(oddities, 0.1) + `</m:cost>`
	header := ""
	if r.Float64() < 0.15 {
		header = `<s:Header` + rarely(envelopePieces, 0.2) + `>` + some(blockPieces, 3) + `</s:Header>`
	}
	envelope := envelope11
	if r.Float64() < 0.2 {
		envelope = envelope12
	}
	body := rarely([]string{declaration, "<?xml version='1.1'?>", "<?xml version=\"1.0\" encoding='us-ascii' ?>\n"}, 0.8) + rarely(oddities, 0.03) +
		`<s:Envelope xmlns:s="` + envelope + `" xmlns:z="` + envelope12 + `" xmlns:m="{ns}"` + types + rarely(envelopePieces, 0.1) + `>` + rarely(betweenPieces, 0.1) +
		header + rarely(betweenPieces, 0.05) + `<s:Body` + rarely(envelopePieces, 0.1) + `>` + rarely(betweenPieces, 0.1) + call + rarely(betweenPieces, 0.1) + `</s:Body>` +
		rarely(betweenPieces, 0.1) + `</s:Envelope>` + rarely(oddities, 0.05)
	return rawRequest{body: body, header: headers[r.IntN(len(headers))]}
}
