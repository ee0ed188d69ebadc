package smsc

import (
	"crypto/md5" //nolint:gosec // to recognise it
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf16"
	"unicode/utf8"
)

// scrubber cuts the secrets out of text that came from outside: a server can echo a
// request in any way, so each character of a secret is looked for in every common
// way to write it.
type scrubber struct {
	// pattern is compiled when something goes wrong for the first time: for a long
	// key that takes longer than many calls.
	pattern func() *regexp.Regexp
	longest int // bytes that the secrets can take in such a text, in the longest common way
}

func newScrubber(secrets ...string) *scrubber {
	secrets = slices.DeleteFunc(slices.Clone(secrets), func(s string) bool { return s == "" })
	s := &scrubber{pattern: sync.OnceValue(func() *regexp.Regexp { return secretPattern(secrets) })}
	for _, secret := range secrets {
		s.longest = max(s.longest, len(secret)*longestSpelling)
	}
	return s
}

// secretPattern matches each of the secrets in each spelling. It is nil without any.
func secretPattern(secrets []string) *regexp.Regexp {
	if len(secrets) == 0 {
		return nil
	}
	var forms []string
	for _, secret := range secrets {
		forms = append(forms, hashed(secret)...)
		for _, encoding := range []*base64.Encoding{base64.StdEncoding, base64.URLEncoding} {
			forms = append(forms, inBase64(secret, encoding)...)
		}
		var spelled strings.Builder
		for len(secret) > 0 {
			r, size := utf8.DecodeRuneInString(secret)
			spelled.WriteString(spellings(r, secret[:size]))
			secret = secret[size:]
		}
		forms = append(forms, spelled.String())
	}
	pattern := regexp.MustCompile(strings.Join(forms, "|"))
	pattern.Longest() // a secret that ends in & may be written with &amp; in the end
	return pattern
}

// hashed are the digests by which somebody could come in: the service takes the MD5 of
// a password too. (Seen in public clients.)
func hashed(secret string) []string {
	sum := md5.Sum([]byte(secret)) //nolint:gosec // to recognise it
	return []string{"(?i:" + hex.EncodeToString(sum[:]) + ")", "(?i:" + hex.EncodeToString([]byte(secret)) + ")"}
}

// inBase64 is the secret within anything that was encoded, such as the login and
// password of HTTP: three ways, by where it begins, of which the ends that depend on
// what stands around it are left out.
func inBase64(secret string, encoding *base64.Encoding) (forms []string) {
	const shortest = 8 // less could be any word
	forms = append(forms, regexp.QuoteMeta(encoding.EncodeToString([]byte(secret))))
	for before := range 3 {
		encoded := encoding.WithPadding(base64.NoPadding).EncodeToString(append(make([]byte, before), secret...))
		from := (before*8 + 5) / 6
		to := (before + len(secret)) * 8 / 6
		if to-from >= shortest {
			forms = append(forms, regexp.QuoteMeta(encoded[from:to])+"[A-Za-z0-9+/_-]?=*")
		}
	}
	return forms
}

// longestSpelling is more than one character takes in any spelling that programs
// write: a surrogate pair in JSON in JSON has 14 bytes.
const longestSpelling = 32

// namedEntities are the entities of XML and HTML that have names in everybody's use.
var namedEntities = map[rune]string{'&': "amp", '<': "lt", '>': "gt", '"': "quot", '\'': "apos"}

// shortEscapes are the letters by which JSON and Go write the control characters that
// XML can carry.
var shortEscapes = map[rune]string{'\t': "t", '\n': "n", '\r': "r"}

// spellings is a pattern for one character as it stands, behind backslashes, as a
// numeric or named entity, as an escape of JSON or Go, and percent-encoded.
func spellings(r rune, octets string) string {
	var p strings.Builder
	p.WriteString(`(?:`)
	if r == '\\' {
		p.WriteString(`\\{1,4}`)
	} else {
		p.WriteString(`\\{0,4}` + regexp.QuoteMeta(octets))
	}
	if octets == " " {
		p.WriteString(`|\+`)
	}
	if name, ok := namedEntities[r]; ok {
		p.WriteString(`|&(?:amp;)*` + name + `;`)
	}
	if letter, ok := shortEscapes[r]; ok {
		p.WriteString(`|\\{1,4}` + letter)
	}
	fmt.Fprintf(&p, `|&(?:amp;)*#0*%d;|&(?:amp;)*#[xX]0*(?i:%x);`, r, r)
	p.WriteString(`|`)
	for _, unit := range utf16.Encode([]rune{r}) {
		fmt.Fprintf(&p, `\\{1,4}u(?i:%04x)`, unit)
	}
	fmt.Fprintf(&p, `|\\{1,4}u\{0*(?i:%x)\}|\\{1,4}U0*(?i:%x)`, r, r)
	for _, form := range []string{`%%(?:25)*(?i:%02x)`, `\\{1,4}x(?i:%02x)`, `\\{1,4}%03o`} {
		p.WriteString(`|`)
		for i := range len(octets) {
			fmt.Fprintf(&p, form, octets[i])
		}
	}
	p.WriteString(`)`)
	return p.String()
}

const redacted = "[redacted]"

// text returns s without secrets.
func (s *scrubber) text(from string) string {
	pattern := s.pattern()
	if pattern == nil {
		return from
	}
	return pattern.ReplaceAllLiteralString(from, redacted)
}

// cutText is text for what was cut at so many bytes: a secret that the cut went
// through is not recognised, so nothing from so near the end is shown.
func (s *scrubber) cutText(from string, cutAt int) string {
	pattern := s.pattern()
	if len(from) < cutAt || pattern == nil {
		return s.text(from)
	}
	safe := max(0, cutAt-s.longest)
	var clean strings.Builder
	at := 0
	for _, match := range pattern.FindAllStringIndex(from, -1) {
		if match[0] >= safe {
			break
		}
		clean.WriteString(from[at:match[0]])
		clean.WriteString(redacted)
		at = match[1]
	}
	if at < safe {
		clean.WriteString(from[at:safe])
	}
	return clean.String()
}

// error returns err, or, when its text holds a secret, an error with the text
// scrubbed that still matches what err matches.
func (s *scrubber) error(err error) error {
	text := err.Error()
	if clean := s.text(text); clean != text {
		return &scrubbedError{text: clean, err: err}
	}
	return err
}

type scrubbedError struct {
	text string
	err  error // not unwrapped: its text is what must not be seen
}

func (e *scrubbedError) Error() string        { return e.text }
func (e *scrubbedError) Is(target error) bool { return errors.Is(e.err, target) }

// Format shows the text for every verb, so that %#v does not show err.
func (e *scrubbedError) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(e.text)) }
