package doctor

import (
	"crypto/md5" //nolint:gosec // a form in which a service may repeat a password
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"strings"
)

// maxForeign bounds what is shown of a name that a server made up.
const maxForeign = 80

// foreign makes what servers say safe to show: names and URLs are cut and cleaned, and
// one that holds a secret, a phone number or a text is withheld.
type foreign struct{ hidden []string }

// newForeign hides values in the forms in which a server could repeat them. A number is
// hidden without its plus too.
func newForeign(values ...string) *foreign {
	f := &foreign{}
	for _, value := range values {
		if value == "" {
			continue
		}
		f.hide(value)
		if digits, isNumber := strings.CutPrefix(value, "+"); isNumber && digits != "" {
			f.hide(digits)
		}
	}
	return f
}

func (f *foreign) hide(value string) {
	sum := md5.Sum([]byte(value)) //nolint:gosec // see above
	for _, form := range []string{
		value, url.QueryEscape(value), url.PathEscape(value), clean(value),
		base64.StdEncoding.EncodeToString([]byte(value)), hex.EncodeToString([]byte(value)), hex.EncodeToString(sum[:]),
	} {
		f.hidden = append(f.hidden, strings.ToLower(form))
	}
}

// name is what is shown of a name.
func (f *foreign) name(s string) string {
	if f.holds(s) {
		return withheld
	}
	cleaned := clean(s)
	if cut := len(cleaned) > maxForeign; cut {
		return cleaned[:maxForeign] + "..."
	}
	if cleaned == "" {
		return "(none)"
	}
	return cleaned
}

const withheld = "(withheld)"

// names is what is shown of names with blanks between them.
func (f *foreign) names(s string) string {
	if f.holds(s) { // a secret can have blanks in it
		return withheld
	}
	words := strings.Split(s, " ")
	for i, word := range words {
		words[i] = f.name(word)
	}
	return strings.Join(words, " ")
}

// holds reports whether there is something in a text that is not to be shown.
func (f *foreign) holds(s string) bool {
	lower := strings.ToLower(s)
	for _, hidden := range f.hidden {
		if strings.Contains(lower, hidden) {
			return true
		}
	}
	return false
}

// clean keeps what names and URLs consist of, so that no line, table or markup can
// come out of it.
func clean(s string) string {
	var b strings.Builder
	for _, r := range s {
		if b.Len() > maxForeign {
			break
		}
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("_.:/-", r) {
			b.WriteRune(r)
		} else {
			b.WriteByte('?')
		}
	}
	return b.String()
}
