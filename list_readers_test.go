package smsc_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/go-smsc/smsc"
)

// How the service reads a list is not known beyond its page: a line each, and in it
// [sender[,tz]|]phones, a colon or a semicolon, and the text. These are readers of that
// page which somebody may well have written. None of them may find a recipient that
// nobody named.

// entry is what a reader makes of a line: for whom it is, and what they get.
type entry struct{ sender, phones, text string }

// rowReaders read one line. Each returns all entries that it finds in it.
var rowReaders = map[string]func(row string) []entry{
	"explode by colon, sender by the first bar": func(row string) []entry {
		return entries(cutSender(row, ":", strings.Index))
	},
	"explode by colon, sender by the last bar": func(row string) []entry {
		return entries(cutSender(row, ":", strings.LastIndex))
	},
	"strpbrk by colon and semicolon, sender by the first bar": func(row string) []entry {
		return entries(cutSender(row, ":;", strings.Index))
	},
	"strpbrk by colon and semicolon, sender by the last bar": func(row string) []entry {
		return entries(cutSender(row, ":;", strings.LastIndex))
	},
	"explode by the first bar, then by colon": func(row string) []entry {
		return entries(afterBar(row, strings.Index(row, "|"), ":"))
	},
	"explode by the first bar, then by either": func(row string) []entry {
		return entries(afterBar(row, strings.Index(row, "|"), ":;"))
	},
	"strrpos of the last bar, then by colon": func(row string) []entry {
		return entries(afterBar(row, strings.LastIndex(row, "|"), ":"))
	},
	"strrpos of the last bar, then by either": func(row string) []entry {
		return entries(afterBar(row, strings.LastIndex(row, "|"), ":;"))
	},
	"a pattern of the whole line":              byPattern(`^(?:([^|]*)\|)?([^:;|]+)[:;](.*)$`),
	"a pattern with a greedy sender":           byPattern(`^(?:(.*)\|)?([^:;|]+)[:;](.*)$`),
	"a pattern of numbers":                     byPattern(`(?:^|([^|]*)\|)(\s*(?:\+?[0-9][0-9 ()-]*|[Gg][0-9]+)(?:\s*[,;]\s*(?:\+?[0-9][0-9 ()-]*|[Gg][0-9]+))*\s*)[:;](.*)`),
	"a pattern of numbers, /u":                 byPattern(`(?:^|([^|]*)\|)([\s\p{Z}]*[+＋]?\p{Nd}[\p{Nd}\p{Z}\p{Pd}().,/+]*)[:;：；](.*)`),
	"a pattern behind every bar":               byPattern(`(?:^|([^|]*)\|)([^|:;]+)[:;]([^|]*)`),
	"a pattern behind every bar, by colon, /u": byPattern(`(?:^|([^|]*)\|)([^|:：]+)[:：]([^|]*)`),
}

func entries(e entry, ok bool) []entry {
	if !ok {
		return nil
	}
	return []entry{e}
}

// cutSender ends the recipients at a separator, and looks for a sender in front of them.
func cutSender(row, separators string, bar func(s, substr string) int) (entry, bool) {
	end := strings.IndexAny(row, separators)
	if end < 0 {
		return entry{}, false
	}
	head, text := row[:end], row[end+1:]
	if at := bar(head, "|"); at >= 0 {
		return entry{head[:at], head[at+1:], text}, true
	}
	return entry{"", head, text}, true
}

// afterBar looks for the sender first, and for the recipients behind it.
func afterBar(row string, bar int, separators string) (entry, bool) {
	e, ok := cutSender(row[bar+1:], separators, func(string, string) int { return -1 })
	e.sender = row[:max(0, bar)]
	return e, ok
}

func byPattern(pattern string) func(string) []entry {
	compiled := regexp.MustCompile(pattern)
	return func(row string) (all []entry) {
		for _, m := range compiled.FindAllStringSubmatch(row, -1) {
			all = append(all, entry{m[1], m[2], m[3]})
		}
		return all
	}
}

// splitters end a line.
var splitters = map[string]func(string) []string{
	"explode": func(list string) []string { return strings.Split(list, "\n") },
	"preg_split": func(list string) []string {
		return everyBreak.Split(list, -1)
	},
}

var (
	separated  = regexp.MustCompile(`[,;，；]`)
	groupForm  = regexp.MustCompile(`^[\s\p{Z}\p{C}]*[Gg]\p{Nd}+[\s\p{Z}\p{C}]*$`)
	everyBreak = regexp.MustCompile("\r\n|[\n\r\v\f\u0085\u2028\u2029]")
)

// strangers are the recipients that a reader finds beside those that are meant, after
// correcting each number by throwing away what is no digit. A text with a few digits is
// no number for anybody, and neither are less than seven digits among other signs than
// those of numbers.
func strangers(e entry, meant []string) (found []string) {
	for _, one := range separated.Split(e.phones, -1) {
		var number strings.Builder
		mixed, n := false, 0
		for _, r := range one {
			switch {
			case unicode.IsDigit(r):
				n++
				number.WriteRune(r)
			case !unicode.In(r, unicode.Z, unicode.C, unicode.Pd, unicode.White_Space) && !strings.ContainsRune("+().,/#_", r):
				mixed = true
			}
		}
		if (groupForm.MatchString(one) || n >= 7 || n >= 5 && !mixed) && !slices.Contains(meant, number.String()) {
			found = append(found, one)
		}
	}
	return found
}

// entriesOf is all that a reader finds in a list. With nl=1 a line that names nobody goes on
// with the text before.
func entriesOf(list string, nl bool, split func(string) []string, reader func(string) []entry) (all []entry) {
	for i, row := range split(list) {
		found := reader(row)
		if nl && i > 0 {
			found = slices.DeleteFunc(found, func(e entry) bool { return strangers(e, nil) == nil })
		}
		all = append(all, found...)
	}
	return all
}

// posted is the list that a request becomes, or what is wrong with it.
func posted(t require.TestingT, request smsc.SendRequest) (string, error) {
	w := &wire{answer: "<x/>"}
	_, err := newClient(t, w).Send(contextOf(t), request)
	if wrong, ok := err.(smsc.ValidationErrors); ok { //nolint:errorlint // it comes as it is
		return "", wrong
	}
	return w.only(t).query.Get("list"), nil
}

func listWith(text, sender string, nl bool) smsc.SendRequest {
	return smsc.SendRequest{KeepLineBreaks: nl, Sender: sender, Personal: []smsc.Personal{
		{To: []string{"380501111111"}, Text: text}, {To: []string{"380502222222"}, Text: "last"},
	}}
}

var meant = []string{"380501111111", "380502222222"}

// listPieces are what texts are made of, by an attacker or by accident.
var listPieces = []string{
	"|", "|", "|", ":", ":", ";", "：", "；", ",", "\n", "\r", "\u2028", "\u0085", " ", "\u00a0", "\u3000", "\u200b", "\u202e", "0509999999", "380509999999", "+380509999999",
	"０５０９９９９９９９", "٠٥٠٩٩٩٩٩٩٩", "(050) 999-99-99", "050–999–99–99", "050.999.99.99", "050/9999999", "тел. ", "tel ", "№", "#", "G7", "g12", "G", "12345", "1234", "7",
	"a", "Знижка", "код", "Shop", "Shop,2", "380501111111", "-", "_", "\u0301", "x;", "10:30",
}

// TestNoReaderFindsAStranger in what the client sends.
func TestNoReaderFindsAStranger(t *testing.T) {
	t.Parallel()
	sent := 0
	rapid.Check(t, func(t *rapid.T) {
		nl := rapid.Bool().Draw(t, "nl")
		text := "Hi" + strings.Join(rapid.SliceOfN(rapid.SampledFrom(listPieces), 1, 8).Draw(t, "pieces"), "")
		sender := rapid.SampledFrom([]string{"", "Shop"}).Draw(t, "sender")
		list, err := posted(t, listWith(text, sender, nl))
		if err != nil {
			return
		}
		sent++
		for splitter, split := range splitters {
			for name, reader := range rowReaders {
				for _, e := range entriesOf(list, nl, split, reader) {
					if found := strangers(e, meant); found != nil {
						t.Fatalf("%q: %s, %s, finds %q", list, splitter, name, found)
					}
				}
			}
		}
	})
	if !testing.Short() {
		assert.Greater(t, sent, 10, "some go out")
	}
}

// TestEverydayTextsGoOut, and come as they are to the readers that take the page by its
// word.
func TestEverydayTextsGoOut(t *testing.T) {
	t.Parallel()
	byTheWord := []string{
		"strpbrk by colon and semicolon, sender by the first bar", "strpbrk by colon and semicolon, sender by the last bar",
		"explode by colon, sender by the first bar", "explode by the first bar, then by either", "explode by the first bar, then by colon",
		"a pattern of the whole line",
	}
	for _, text := range []string{
		"Знижка | код: 123", "Час: 10:30", "a|b", "a | b | c", "Ціна | 12:30", "Замовлення | 1234: готове", "|", "|||", "Так | Ні: оберіть",
		"Ваш код: 123456", "Тел.: 0501234567", "0501234567: передзвоніть", "Дзвоніть: 050 123 45 67; 067 123 45 67", "a;b:c", "Готово | тел. 0501234567",
		"Сума | 1 000,50 грн", "Вхід | ряд 7, місце 12: чекаємо", "https://example.com/?a=1|2&b=3", "1|2|3", "Зустріч 12.03 | 10:30", "50% | код: АБВ-123",
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			list, err := posted(t, listWith(text, "Shop", false))
			require.NoError(t, err)
			for _, name := range byTheWord {
				reader := rowReaders[name]
				require.NotNil(t, reader, name)
				got := entriesOf(list, false, splitters["explode"], reader)
				require.Len(t, got, 2, name)
				assert.Equal(t, []string{"380501111111", text}, []string{got[0].phones, got[0].text}, name)
			}
		})
	}
	for _, text := range []string{
		"Знижка\nкод: 123", "Час\nо 10 год", "Вітаємо!\nСума: 100 грн\nДякуємо", "a\n\nb", "a\nЗнижка | код: 123",
	} {
		t.Run("kept line breaks, "+text, func(t *testing.T) {
			t.Parallel()
			_, err := posted(t, listWith(text, "Shop", true))
			assert.NoError(t, err)
		})
	}
}

// TestAttacksAreRefused that would send another person a text, by one reader at least.
func TestAttacksAreRefused(t *testing.T) {
	t.Parallel()
	heads := []string{
		"380509999999", "+380509999999", "0509999999", "\u00a0380509999999", "\u3000380509999999", "３８０５０９９９９９９９", "٣٨٠٥٠٩٩٩٩٩٩٩",
		"050–999–99–99", "(050) 999-99-99", "050.999.99.99", "тел. 0509999999", "tel 0509999999", "380509999999,380508888888", "x; 0509999999", "x, 0509999999",
		"12345", "G7", "g7", " G7 ", "G7,0509999999", "x,G7", "\u200b380509999999", "\u202e380509999999", "380509999999\u00a0",
	}
	for _, head := range heads {
		for _, separator := range []string{":", ";", "：", "；", " :", "\u00a0:"} {
			if strings.ContainsAny(separator, ";；") && strings.HasPrefix(head, "x;") {
				continue // its own semicolon ends what is in front of that
			}
			for _, text := range []string{"a|" + head + separator + "b", "a | b|" + head + separator, "a|b: c|" + head + separator + "d|e"} {
				_, err := posted(t, listWith(text, "Shop", false))
				assert.Equal(t, []string{"Personal[0].Text"}, violated(t, err), text)
			}
			for _, before := range []string{"a\n", "a\r", "a\r\n", "a\u2028", "a\u0085", "a\nShop|", "a\nShop,2|", "a\nShop|x|"} {
				_, err := posted(t, listWith(before+head+separator+"b", "Shop", true))
				assert.Contains(t, violated(t, err), "Personal[0].Text", "%q", before+head+separator)
			}
		}
	}
	for _, text := range []string{"a|0509999999:b", "a|b", "|"} {
		_, err := posted(t, listWith(text, "", false))
		assert.Contains(t, violated(t, err), "Personal[0].Text", "a bar without a sender: %s", text)
	}
	_, err := posted(t, listWith("a\nb|0509999999|c: d", "Shop", true))
	assert.Equal(t, []string{"Personal[0].Text"}, violated(t, err), "whoever explodes by the first bar throws the second away")
}

// TestLineBreaksStayInside: without KeepLineBreaks no sign that ends a line for anybody
// goes out.
func TestLineBreaksStayInside(t *testing.T) {
	t.Parallel()
	for _, lineBreak := range []string{"\n", "\r", "\r\n", "\u0085", "\u2028", "\u2029"} {
		list, err := posted(t, listWith("a"+lineBreak+"380509999999:b", "", false))
		require.NoError(t, err)
		assert.Equal(t, `380501111111:a\n380509999999:b`+"\n380502222222:last\n", list, "%q", lineBreak)
	}
}
