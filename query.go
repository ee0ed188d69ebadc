package smsc

import (
	"net/url"
	"strings"
)

// query is the string of extra parameters of the operations that end in 2, in
// the order in which it was added. (SMSC SOAP docs, query.)
type query []parameter //nolint:recvcheck // adding changes it, encoding does not

type parameter struct{ name, value string }

func (q *query) add(name, value string) { *q = append(*q, parameter{name, value}) }

// flag adds name=1 when on. Off is the service's default and stays away.
func (q *query) flag(name string, on bool) {
	if on {
		q.add(name, "1")
	}
}

// encode joins the parameters as name=value&name=value with percent-encoded
// values.
func (q query) encode() string {
	var b strings.Builder
	for i, p := range q {
		if i > 0 {
			b.WriteByte('&')
		}
		b.WriteString(p.name)
		b.WriteByte('=')
		b.WriteString(percentEncode(p.value))
	}
	return b.String()
}

// percentEncode writes a space as %20: %2B and %20 are read alike by every
// decoder, + is not.
func percentEncode(s string) string {
	return strings.ReplaceAll(url.QueryEscape(s), "+", "%20")
}

// typedParameters are the parameters that this package sends itself, or that
// would change what an answer looks like; Extra may not set them.
var typedParameters = map[string]bool{
	"login": true, "psw": true, "apikey": true, "phones": true, "phone": true, "mes": true,
	"id": true, "sender": true, "time": true, "all": true, "query": true,
	"tz": true, "period": true, "freq": true, "flash": true, "bin": true, "push": true,
	"hlr": true, "ping": true, "mms": true, "mail": true, "soc": true, "viber": true,
	"whatsapp": true, "tg": true, "bot": true, "smsreq": true, "fileurl": true, "call": true,
	"voice": true, "param": true, "subj": true, "cost": true, "list": true, "nl": true,
	"valid": true, "tinyurl": true, "maxsms": true, "imgcode": true, "userip": true,
	"err": true, "op": true, "pp": true, "charset": true, "fmt": true,
}

// extra adds the caller's own parameters, sorted by name. PHP reads brackets,
// dots and spaces in a name as something else, so none may be there.
func (q *query) extra(v *violations, values url.Values) {
	if len(values) == 0 {
		return
	}
	for _, name := range sortedKeys(values) {
		field := "Extra[" + name + "]"
		switch {
		case !plainName(name):
			v.add("Extra", "name %.40q must be 1-40 of letters, digits and _, with a letter in front", name)
		case typedParameters[strings.ToLower(name)]:
			v.add(field, "has a field of its own, or is not the caller's to set")
		case len(values[name]) != 1:
			v.add(field, "takes exactly one value")
		case v.addText(field, values[name][0]):
			q.add(name, values[name][0])
		}
	}
}

func plainName(name string) bool {
	if name == "" || len(name) > 40 {
		return false
	}
	for i := range len(name) {
		if c := name[i]; !isLetter(c) && (i == 0 || c != '_' && (c < '0' || c > '9')) {
			return false
		}
	}
	return true
}

// isLetter tells whether c is a latin letter.
func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
