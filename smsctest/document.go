package smsctest

import (
	"strings"
	"unicode/utf8"
)

const (
	// maxDocument bounds the octets of a document that are kept with a request.
	maxDocument = 16 << 10
	// cutOut stands where a secret was.
	cutOut = "***"
	// notKept stands for a document in which a secret can be anywhere.
	notKept = "(not kept: in a document with references a secret can stand anywhere)"
)

// keptDocument is the document of a request without secrets, cut short.
func (r *reading) keptDocument(body []byte) string {
	switch {
	case r.hidden:
		return notKept
	case r.document != nil && !r.document.hasType:
		return shorten(r.document.withoutSecrets(), maxDocument)
	case r.text != "":
		return shorten(strings.ToValidUTF8(withoutSecrets(r.text), "\uFFFD"), maxDocument)
	case utf8.Valid(body):
		return shorten(withoutSecrets(string(body)), maxDocument)
	default:
		return ""
	}
}

// isSecret reports whether elements of a name hold secrets, whatever they are
// elements of. What a client calls them otherwise stays in the document.
func isSecret(name string) bool {
	for _, secret := range []string{"login", "psw", "apikey", "password", "pass"} {
		if strings.EqualFold(name[strings.LastIndexByte(name, ':')+1:], secret) {
			return true
		}
	}
	return false
}

// withoutSecrets is the text of a document that was read. What is in an element
// with a secret goes as a whole, and of a query the values of secrets.
func (d *xmlDocument) withoutSecrets() string {
	var kept strings.Builder
	at := 0
	d.root.eachSecret(func(n *node) {
		if n.from == n.to || n.from < at {
			return
		}
		kept.WriteString(d.text[at:n.from])
		at = n.to
		raw := d.text[n.from:n.to]
		if !isSecret(n.name) && !strings.Contains(raw, "<") {
			kept.WriteString(queryWithoutSecrets(raw))
			return
		}
		kept.WriteString(cutOut)
	})
	if at == 0 {
		return d.text
	}
	kept.WriteString(d.text[at:])
	return kept.String()
}

func (n *node) eachSecret(yield func(*node)) {
	if isSecret(n.name) || strings.EqualFold(n.name[strings.LastIndexByte(n.name, ':')+1:], "query") {
		yield(n)
		return
	}
	for child := n.first.element(); child != nil; child = child.next.element() {
		child.eachSecret(yield)
	}
}

// queryWithoutSecrets cuts secrets out of a query as it is written in XML. One with
// references that are not those of an ampersand goes as a whole.
func queryWithoutSecrets(raw string) string {
	query := strings.ReplaceAll(raw, "&amp;", "&")
	if strings.Count(raw, "&") != strings.Count(raw, "&amp;") {
		return cutOut
	}
	pairs := strings.Split(query, "&")
	for i, pair := range pairs {
		name, value, _ := strings.Cut(pair, "=")
		if value != "" && isSecret(strings.Trim(percentDecode(name), blanks)) {
			pairs[i] = name + "=" + cutOut
		}
	}
	return strings.Join(pairs, "&amp;")
}

// withoutSecrets cuts secrets out of a text that is no XML: what begins like an
// element with one goes up to the last end of such an element, or of the text.
func withoutSecrets(text string) string {
	var kept strings.Builder
	for {
		before, tag, found := strings.Cut(text, "<")
		kept.WriteString(before)
		if !found {
			return kept.String()
		}
		kept.WriteByte('<')
		text = tag
		end := strings.IndexFunc(tag, func(c rune) bool { return !isNameRune(c) })
		if end < 0 {
			continue
		}
		name := tag[:end]
		if !isSecret(name) && !strings.EqualFold(name[strings.LastIndexByte(name, ':')+1:], "query") {
			continue
		}
		kept.WriteString(name + ">" + cutOut)
		last := strings.LastIndex(tag, "</"+name)
		if last < 0 {
			return kept.String()
		}
		text = tag[last:]
	}
}
