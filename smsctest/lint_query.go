package smsctest

import "fmt"

// documentedParameters are the names that query can have. (SMSC SOAP docs, the
// parameters of send_sms2, and those of the account.)
var documentedParameters = func() map[string]bool {
	names := make(map[string]bool)
	for _, name := range []string{
		"apikey", "phones", "mes", "id", "sender", "time", "tz", "period", "freq", "valid",
		"flash", "bin", "push", "hlr", "ping", "mms", "mail",
		"soc", "viber", "whatsapp", "bot", "tg", "call", "voice", "param", "subj", "list", "nl", "fileurl", "tinyurl", "maxsms", "smsreq",
		"cost", "err", "op", "imgcode", "userip", "pp", "phone", "all",
	} {
		names[name] = true
	}
	return names
}()

// lintQuery notes what the vendor's documentation would have otherwise in the query
// of a call.
func (l *lints) lintQuery(c *call) {
	if len(c.query) == 0 {
		return
	}
	seen := make(map[string]bool, len(c.query))
	for _, p := range c.query {
		name := shown(p.Name)
		switch {
		case p.Name == "charset" || p.Name == "fmt":
			l.add("parameter", name,
				"The parameter belongs to the HTTP API; over SOAP it has no meaning.",
				"Leave it out: SOAP is UTF-8 and XML.")
		case p.Name == "login" || p.Name == "psw":
			l.add("parameter", name, "The parameter is an element of the call.", "Put it into its element.")
		case !documentedParameters[p.Name]:
			l.add("parameter", name,
				"The vendor's documentation has no such parameter; it is ignored.",
				"Look for it there, or for how it is spelt; names are in small letters.")
		case seen[p.Name]:
			l.add("parameter-twice", name, "The parameter is there more than once; the last one counts.", "Send it once.")
		case p.Name != "apikey" && c.elements[p.Name] != "":
			l.add("parameter-twice", name,
				fmt.Sprintf("The parameter is in query and an element of %s as well; which one counts is not known.", c.op.element),
				"Send it in one of the two places.")
		}
		seen[p.Name] = true
	}
}
