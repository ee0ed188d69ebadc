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

// newForeign hides values in the forms in which a server could repeat them.
func newForeign(values ...string) *foreign {
	f := &foreign{}
	for _, value := range values {
		if value == "" {
			continue
		}
		sum := md5.Sum([]byte(value)) //nolint:gosec // see above
		for _, form := range []string{
			value, url.QueryEscape(value), url.PathEscape(value), strings.TrimPrefix(value, "+"), clean(value),
			base64.StdEncoding.EncodeToString([]byte(value)), hex.EncodeToString([]byte(value)), hex.EncodeToString(sum[:]),
		} {
			f.hidden = append(f.hidden, strings.ToLower(form))
		}
	}
	return f
}

// name is what is shown of a name.
func (f *foreign) name(s string) string {
	lower := strings.ToLower(s)
	for _, hidden := range f.hidden {
		if strings.Contains(lower, hidden) {
			return "(withheld)"
		}
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
