package soapgen_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/internal/soapgen"
)

// documents are such that one could be mistaken for another by a decoder that
// remembers too much.
var documents = []string{
	sendEnvelope,
	"<a><b>1</b></a>",
	"<a><b>1</b></a>\n",
	"<a><b/></a>",
	"<a><b/><b></b></a>",
	"<b><a>1</a></b>",
	"<a>\n<b>1</b>\n</a>",
	"<a><!--c--><b>1</b><?c?></a>",
	"<a><b>1</a></b>",
	"<a><b>",
	"<a><b",
	"<a>]]></a>",
	"<a><b>1</b></a>x",
	`<a xmlns="u"><b>1</b></a>`,
	`<a xmlns="v"><b>1</b></a>`,
	`<p:a xmlns:p="u"><p:b>1</p:b></p:a>`,
	`<p:a xmlns:p="v"><p:b>1</p:b></p:a>`,
	`<p:a xmlns:p="u"><p:b c=">">1</p:b></p:a>`,
	"<p:a><b>1</b></p:a>",
	`<a xmlns:p="u"><b p:c="1"/><b p:c="1"></b><d xmlns:p="v"><b p:c="1"></b></d></a>`,
	`<a xmlns:p="w"><b p:c="1"></b></a>`,
	`<a><b p:c="1"></b></a>`,
	"<?xml version=\"1.0\" encoding=\"windows-1251\"?><a><b>1</b></a>",
	"<a><b>" + strings.Repeat("x", 5000) + "</b></a>",
	"<a><" + strings.Repeat("b", 100) + "/></a>",
	"<a>" + strings.Repeat("<b>", 40),
	"",
}

// told is all that a decoder tells of the rest of its document.
func told(d *soapgen.Decoder) string {
	got, err := tokens(d)
	return fmt.Sprintf("%q %v", got, err)
}

// Whatever a decoder has read before, it reads a document as a new one does.
func TestAReusedDecoderReadsAsANewOne(t *testing.T) {
	t.Parallel()
	for _, before := range documents {
		for _, document := range documents {
			var d soapgen.Decoder
			for range 2 { // what was learned from the first is used by the second
				d.Reset([]byte(before), sameBytes)
				_ = told(&d)
			}
			d.Reset([]byte(document), sameBytes)
			assert.Equal(t, told(soapgen.NewDecoder([]byte(document), sameBytes)), told(&d), "%.80q after %.80q", document, before)
		}
	}
}

// A decoder that stops somewhere may not bring what it holds back into the next
// document.
func TestADecoderThatStoppedReadsAsANewOne(t *testing.T) {
	t.Parallel()
	const after = "<a><b>1</b><c/></a>"
	want := told(soapgen.NewDecoder([]byte(after), nil))
	for _, before := range documents {
		for stop := range 10 {
			var d soapgen.Decoder
			d.Reset([]byte(before), func(_ string, input io.Reader) (io.Reader, error) {
				return io.MultiReader(input), nil // which encoding/xml reads ahead of
			})
			for range stop {
				_, _ = d.Next()
			}
			d.Reset([]byte(after), nil)
			require.Equal(t, want, told(&d), "after %d tokens of %.80q", stop, before)
		}
	}
}

// behindEachMark reads a document, and from each mark in it once more; and a
// document that is alike up to there, as well.
func behindEachMark(t *testing.T, document []byte) {
	t.Helper()
	d := soapgen.NewDecoder(document, sameBytes)
	for n := 1; ; n++ {
		token, err := d.Next()
		if err != nil {
			return
		}
		mark, rest := d.Mark(), d.Rest()
		if _, ok := token.(xml.CharData); ok || mark == nil || rest == nil {
			continue
		}
		read := document[:len(document)-len(rest)]
		for _, again := range [][]byte{
			document, append(bytes.Clone(read), "<x>1</x>"...), append(bytes.Clone(read), `<?xml version="1.0"?>`...),
		} {
			ahead := soapgen.NewDecoder(again, sameBytes)
			for range n {
				if _, err := ahead.Next(); err != nil {
					t.Fatalf("%q: %v", again, err)
				}
			}
			var behind soapgen.Decoder
			if !behind.ResetBehind(mark, again, sameBytes) {
				t.Fatalf("%q does not begin with %q", again, read)
			}
			if got, want := told(&behind), told(ahead); got != want {
				t.Fatalf("%q behind %q: %s, not %s", again, read, got, want)
			}
		}
	}
}

func TestBehindAMarkADocumentReadsTheSame(t *testing.T) {
	t.Parallel()
	for _, document := range documents {
		behindEachMark(t, []byte(document))
	}
}

func TestMarksThatAreNotWorthKeeping(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		document string
		want     bool
	}{
		"behind a start tag":              {"<a>", true},
		"behind an attribute with a >":    {`<a b=">">`, true},
		"behind a tag that closes itself": {"<a/>", false},
		"in another encoding":             {`<?xml version="1.0" encoding="windows-1251"?><a>`, false},
		"4 KiB on":                        {"<!--" + strings.Repeat("x", 4<<10-10) + "--><a>", true},
		"further on":                      {"<!--" + strings.Repeat("x", 4<<10-9) + "--><a>", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := soapgen.NewDecoder([]byte(c.document), sameBytes)
			_, err := d.Next()
			require.NoError(t, err)
			assert.Equal(t, c.want, d.Mark() != nil)
			if !c.want && len(c.document) < 4<<10 {
				assert.Equal(t, strings.HasSuffix(c.document, "/>"), d.Rest() != nil)
			}
		})
	}
	d := soapgen.NewDecoder([]byte("<a>"+strings.Repeat("x", 4<<10+1)), nil)
	_, err := d.Next()
	require.NoError(t, err)
	assert.Nil(t, d.Rest(), "too long to compare")

	d = soapgen.NewDecoder([]byte("<a>"), nil)
	_, err = d.Next()
	require.NoError(t, err)
	assert.False(t, d.ResetBehind(d.Mark(), []byte("<b>"), nil), "another beginning")
	_, err = d.Next()
	assert.ErrorContains(t, err, "ends too early", "and then it is where it was")
}

// TestADecoderThatIsKeptIsSmall: what it remembers of hostile documents is bounded.
func TestADecoderThatIsKeptIsSmall(t *testing.T) { //nolint:paralleltest // it counts the memory of the whole program
	heap := func() int64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	long := strings.Repeat("x", 30<<10)
	many := func(write func(b *strings.Builder, n int)) []string {
		var b strings.Builder
		for n := range 30 {
			write(&b, n)
		}
		return []string{b.String()}
	}
	var short, texts []string
	for n := range 300 {
		short = append(short, fmt.Sprintf("<a%[1]d><b%[1]d></b%[1]d></a%[1]d>", n))
	}
	for range 5 {
		texts = append(texts, "<a><b>"+long+"</b></a>")
	}
	for name, documents := range map[string][]string{ //nolint:paralleltest // see above
		"tags that are all different": short,
		"long texts":                  texts,
		"long names inside one another": many(func(b *strings.Builder, n int) {
			fmt.Fprintf(b, "<%s%d>", long, n)
		}),
		"long declarations": many(func(b *strings.Builder, n int) {
			fmt.Fprintf(b, `<a xmlns:p%d="%s">`, n, long)
		}),
	} {
		t.Run(name, func(t *testing.T) {
			before := heap()
			var decoders [16]soapgen.Decoder
			for i := range decoders {
				for _, document := range append(documents, "<a/>") {
					// It stops in front of the end, as a reader does that knows it.
					d := &decoders[i]
					d.Reset([]byte(document), nil)
					for {
						if _, err := d.Next(); err != nil || d.Depth() == 0 {
							break
						}
					}
					d.Forget()
				}
			}
			assert.Less(t, heap()-before, int64(len(decoders)*16<<10), "16 KiB each")
			runtime.KeepAlive(&decoders)
		})
	}
}

// FuzzReusedDecoder reads two documents one after the other with one decoder, and
// the second from each mark in it: it is read as by a new decoder each time.
func FuzzReusedDecoder(f *testing.F) {
	for i, document := range documents {
		f.Add([]byte(document), []byte(documents[(i+1)%len(documents)]), uint8(i))
	}
	f.Fuzz(func(t *testing.T, before, document []byte, stop uint8) {
		var d soapgen.Decoder
		d.Reset(before, sameBytes)
		for range stop {
			if _, err := d.Next(); errors.Is(err, io.EOF) {
				break
			}
		}
		d.Reset(document, sameBytes)
		if got, want := told(&d), told(soapgen.NewDecoder(document, sameBytes)); got != want {
			t.Fatalf("%q after %d tokens of %q: %s, not %s", document, stop, before, got, want)
		}
		behindEachMark(t, document)
	})
}
