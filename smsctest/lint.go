package smsctest

import (
	"slices"
	"unicode/utf8"
)

// Lint is something in a request that PHP's SoapServer takes without a word, but
// that the WSDL, SOAP or the vendor's documentation does not allow. The request was
// answered all the same; another client library, or the service after its next
// update, may see it otherwise.
type Lint struct {
	// Rule names the kind of it for programs, such as "namespace".
	Rule string `json:"rule"`
	// Where is the element, attribute or header field, such as "mes" or
	// "Content-Type"; "" when it is the whole request.
	Where string `json:"where,omitempty"`
	// Text says what was found, in a sentence. It holds no texts and no numbers of
	// a message, and no secrets.
	Text string `json:"text"`
	// Fix says what to do about it.
	Fix string `json:"fix"`
}

// maxLints bounds the lints of one request.
const maxLints = 32

// lints are those of the request that is read.
type lints []Lint

// add notes something once.
func (l *lints) add(rule, where, text, fix string) {
	for _, known := range *l {
		if known.Rule == rule && known.Where == where {
			return
		}
	}
	if len(*l) < maxLints {
		*l = append(*l, Lint{Rule: rule, Where: where, Text: text, Fix: fix})
	}
}

// rules are the rules of lints, each once.
func (l *lints) rules() []string {
	var rules []string
	for _, lint := range *l {
		if !slices.Contains(rules, lint.Rule) {
			rules = append(rules, lint.Rule)
		}
	}
	return rules
}

// shown is a name from a request as far as it goes into lints and logs.
func shown(name string) string { return shorten(name, 64) }

// shorten cuts a text to a number of octets, between characters.
func shorten(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	for limit > 0 && !utf8.RuneStart(text[limit]) {
		limit--
	}
	return text[:limit]
}
