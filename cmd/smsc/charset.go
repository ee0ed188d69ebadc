package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// charset is how a text file is encoded.
type charset string

// The charsets in which spreadsheet programs save a CSV file.
const (
	charsetUTF8        charset = "utf-8"
	charsetUTF16       charset = "utf-16"
	charsetWindows1251 charset = "windows-1251"
)

// decoder reads a file in the charset, and skips a byte order mark at its start.
func (c charset) decoder(file io.Reader) io.Reader {
	var known encoding.Encoding
	switch c {
	case charsetUTF16:
		known = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	case charsetWindows1251:
		known = charmap.Windows1251
	default:
		known = unicode.UTF8BOM
	}
	return known.NewDecoder().Reader(file)
}

var errNoText = errors.New("is not a text file: save the table as CSV")

// detectCharset reads a file from start to end, because the first letter that tells may
// be in the last row. A file in UTF-8 with a wrong byte here and there is damaged: read
// as windows-1251, it would send garbage to everybody.
func detectCharset(path string) (charset, error) {
	file, err := os.Open(path) //nolint:gosec // the user names the file
	if err != nil {
		return "", err
	}
	defer file.Close()
	reader := bufio.NewReaderSize(file, 64<<10)
	if mark, _ := reader.Peek(2); string(mark) == "\xff\xfe" || string(mark) == "\xfe\xff" {
		return charsetUTF16, nil
	}
	line, first, wrong, right := 1, 0, 0, 0
	for {
		r, size, err := reader.ReadRune()
		switch {
		case errors.Is(err, io.EOF):
			return charsetOf(wrong, right, first)
		case err != nil:
			return "", err
		case r == 0:
			return "", errNoText
		case r == '\n':
			line++
		case r == utf8.RuneError && size == 1:
			if wrong++; wrong == 1 {
				first = line
			}
		case size > 1:
			right++
		}
	}
}

// charsetOf decides by the bytes that are wrong in UTF-8 and the letters of several
// bytes that are right in it. Some pairs of letters in windows-1251 look like one of
// those, but most do not.
func charsetOf(wrong, right, line int) (charset, error) {
	switch {
	case wrong == 0:
		return charsetUTF8, nil
	case right > wrong:
		return "", fmt.Errorf("line %d is damaged: the file is in UTF-8, and this line is not", line)
	default:
		return charsetWindows1251, nil
	}
}
