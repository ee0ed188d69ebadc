//go:build interop

package interop_test

import "slices"

// difference is what the emulator does where that is not what PHP does, and why.
type difference struct {
	outcome outcome
	why     string
}

// differing are requests in which the emulator differs in the same way. To take a
// name out is all that it needs to hold the emulator against PHP.
type differing struct {
	why     string
	outcome outcome
	names   []string
}

// differences are all of them, by the names of the requests.
func differences() map[string]difference {
	all := make(map[string]difference)
	for _, group := range slices.Concat(readerDiffers(), attributesDiffer(), headerDiffers()) {
		for _, name := range group.names {
			all[name] = difference{group.outcome, group.why}
		}
	}
	return all
}

// Why the emulator differs.
const (
	whySchema      = "PHP does not hold a request against the schema; the emulator does, so that it finds mistakes which the service swallows or misreads"
	whyUnqualified = "PHP matches children by their local name alone; the schema says unqualified, and strict stacks (gSOAP) insist on it"
	whyInstruction = "SOAP 1.1 forbids processing instructions in messages"
	whyKinder      = "the emulator's reader is kinder than PHP's, and nobody has missed it"
	whyReader      = "both readers refuse much that no client writes, each a little more than the other"
	whyShort       = "the name comes from outside and goes into logs: 64 octets of it are enough"
	whyLarge       = "the emulator bounds what it keeps in memory"
	whyMethod      = "PHP answers with nothing; a test is better served by a Fault"
	whyQuery       = "the emulator takes any query that begins with wsdl"
	whyGoHost      = "net/http refuses it before the emulator sees it"
	whyAttributes  = "the schema has no attributes, and what they mean elsewhere (types, nil, encodings) the service does not promise to know"
	whyAction      = "the WSDL tells the SOAPAction and SOAP 1.1 wants it in quotes; PHP does not look at it"
	whyMediaType   = "SOAP 1.1 wants text/xml; PHP does not look at it"
	whyEncoding    = "SMSC SOAP docs: all parameters must be passed in UTF-8"
	whyPackedBody  = "SOAP 1.1 and HTTP let a client send it unpacked, and ours does"
	whySoap12      = "the WSDL binds SOAP 1.1 alone; that PHP would answer in 1.2 is no promise of the service"
)

// readerDiffers are about documents and the elements in them.
func readerDiffers() []differing {
	return []differing{
		{why: whySchema, outcome: fault("Client", `Bad Request: cost must not have element "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" here`), names: []string{
			"a name of 50,000 characters",
		}},
		{why: whySchema, outcome: fault("Client", `Bad Request: cost must not have element "mes" here`), names: []string{
			"10,000 times a mes", "a mes twice", "a mes twice, both empty",
		}},
		{why: whySchema, outcome: fault("Client", `Bad Request: cost must not have element "x" here`), names: []string{
			"10,000 unknown elements", "2000 nested elements", "300 nested elements", "3000 nested elements",
			"an element inside an unknown leaf alone", "an undeclared entity in an unknown element",
		}},
		{why: whySchema, outcome: fault("Client", `Bad Request: cost must not have element "ж.1" here`), names: []string{
			"a name in Cyrillic",
		}},
		{why: whySchema, outcome: fault("Client", `Bad Request: cost must not have element ":x" here`), names: []string{
			"a name that begins with a colon",
		}},
		{why: whySchema, outcome: fault("Client", "A SOAP 1.1 envelope can contain only Header and Body"), names: []string{
			"a Header behind Body", "a second Body", "an element of SOAP behind Body", "an element of nobody behind Body",
		}},
		{why: whySchema, outcome: fault("Client", "Bad Request: text between elements"), names: []string{
			"CDATA between the elements", "text around Body", "text between the elements",
		}},
		{why: whySchema, outcome: fault("Client", `Bad Request: balance must not have element "x" here`), names: []string{
			"an unknown element behind", "an unknown element full of things",
		}},
		{why: whySchema, outcome: fault("Client", `Bad Request: balance has "LOGIN" where login must stand`), names: []string{
			"names in capitals",
		}},
		{why: whySchema, outcome: fault("Client", `Bad Request: balance has "request" where login must stand`), names: []string{
			"a wrapper around the elements",
		}},
		{why: whySchema, outcome: fault("Client", `Bad Request: cost must not have element "query" here`), names: []string{
			"an element of another operation",
		}},
		{why: whySchema, outcome: fault("Client", `Bad Request: balance has "x" where login must stand`), names: []string{
			"an unknown element before",
		}},
		{why: whySchema, outcome: fault("Client", `Bad Request: cost has "x" where mes must stand`), names: []string{
			"an unknown element twice",
		}},
		{why: whySchema, outcome: fault("Client", `Bad Request: balance has "psw" where login must stand`), names: []string{
			"a missing login", "a psw twice, apart", "elements in another order",
		}},
		{why: whySchema, outcome: fault("Client", `Bad Request: balance has "login" where psw must stand`), names: []string{
			"a login twice",
		}},
		{why: whySchema, outcome: fault("Client", "Bad Request: balance lacks element login"), names: []string{
			"an empty-element tag for a call", "no children",
		}},
		{why: whySchema, outcome: fault("Client", "Bad Request: cost lacks element mes"), names: []string{
			"a missing mes",
		}},
		{why: whySchema, outcome: fault("Client", "Bad Request: balance lacks element psw"), names: []string{
			"a missing psw",
		}},
		{why: whyUnqualified, outcome: fault("Client", `Bad Request: element "login" of balance must not be in a namespace`), names: []string{
			"a child of the envelope's namespace", "a child whose prefix is bound to nothing",
			"children of a foreign namespace", "qualified children", "the call's namespace by default",
			"the call's namespace by default, from Body", "the envelope's namespace by default",
		}},
		{why: whyUnqualified, outcome: fault("Client", `Bad Request: element "mes" of cost must not be in a namespace`), names: []string{
			"a mes twice, once in another namespace",
		}},
		{why: whyInstruction, outcome: fault("Client", "Bad Request: processing instruction"), names: []string{
			"a declaration in capitals", "a processing instruction before Body",
			"a processing instruction before the envelope", "a processing instruction between elements",
			"comments and instructions around the call",
		}},
		{why: whyKinder, outcome: withoutMes, names: []string{
			"HEAD ?wsdl",
		}},
		{why: whyKinder, outcome: answered, names: []string{
			"CDATA behind the envelope", "Content-Encoding: ", "Content-Encoding: identity",
			"a block of SOAP with mustUnderstand in no namespace", "a block of no number", "a block of text and CDATA",
			"a block with an href to nothing", "an encoding style of nobody of a block", `declaration encoding="UTF-8"`,
			`declaration encoding="UTF-8" version="1.0"`, `declaration version=""`,
			`declaration version="1.0" Encoding="UTF-8"`, `declaration version="1.0" encoding=""`,
			`declaration version="1.0" foo="bar"`, `declaration version="1.0" standalone="maybe"`,
			`declaration version="1.0" standalone="yes" encoding="UTF-8"`, `declaration version="1.0"encoding="UTF-8"`,
			"declaration version=1.0", "gzip that is none",
		}},
		{why: whyKinder, outcome: mes("a"), names: []string{
			"a prefix declared twice", "octets that are no UTF-8 in a comment",
		}},
		{why: whyKinder, outcome: mes("\ufffd"), names: []string{
			"a reference to half a surrogate pair",
		}},
		{why: whyKinder, outcome: mes("\ufffd\ufffd"), names: []string{
			"an emoji by references to surrogates",
		}},
		{why: whyKinder, outcome: mes("  "), names: []string{
			"a comment between blanks",
		}},
		{why: whyKinder, outcome: mes("  a"), names: []string{
			"a comment behind blanks and before text",
		}},
		{why: whyKinder, outcome: mes("  \n  a"), names: []string{
			"blanks before a line end of DOS",
		}},
		{why: whyKinder, outcome: mes(" \t"), names: []string{
			"a leaf of blanks by reference",
		}},
		{why: whyKinder, outcome: mes("  \n\t "), names: []string{
			"a leaf of blanks",
		}},
		{why: whyReader, outcome: fault("MustUnderstand", "Header not understood"), names: []string{
			"a block that another must understand", "a block that must be understood, and a call of nobody",
			"a block that must be understood, and an element inside a leaf", "a block that must be understood, and two calls",
			"a block that need not be understood, in a word", "a block with a blank in mustUnderstand",
			"a block with an empty mustUnderstand", "a block with another mustUnderstand",
		}},
		{why: whyReader, outcome: badRequest, names: []string{
			"NUL and junk behind the envelope", "NUL behind the envelope", "XML 1.1 and its line end", "a byte order mark",
			"a byte order mark, and no declaration", "a name of two colons", "a processing instruction behind the envelope",
		}},
		{why: whyReader, outcome: fault("Server", "DTD are not supported by SOAP"), names: []string{
			"a document type in small letters", "a document type inside the envelope", "a document type of nothing",
			"a document type with another entity", "a document type, and half an envelope",
		}},
		{why: whyReader, outcome: violation, names: []string{
			"CDATA for a closing bracket", "CDATA in blanks", "CDATA twice", "CDATA twice, blanks between",
			"a comment between CDATA", "a processing instruction alone", "a processing instruction and blanks behind a text",
			"a processing instruction before a text", "a processing instruction behind a text", "tags that cross",
		}},
		{why: whyReader, outcome: fault("Client", `looks like we got "Body" without function call`), names: []string{
			"text around the call",
		}},
		{why: whyShort, outcome: fault("Server", "Procedure 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' not present"), names: []string{
			"an element with a name of 100 characters",
		}},
		{why: whyLarge, outcome: outcome{status: 413, media: xml11, code: "SOAP-ENV:Client", text: "Bad Request: too large"}, names: []string{
			"a text of seven million characters", "more than eight mebibytes",
		}},
		{why: whyMethod, outcome: badRequest, names: []string{
			"DELETE", "GET", "GET ?x", "OPTIONS", "PATCH", "PROPFIND", "PUT",
		}},
		{why: whyMethod, outcome: outcome{status: 500, media: xml11}, names: []string{
			"HEAD",
		}},
		{why: whyQuery, outcome: outcome{status: 200, media: xml11, leaves: "the WSDL"}, names: []string{
			"GET ?wsdl&x", "GET ?wsdl=1",
		}},
		{why: whyGoHost, outcome: outcome{status: 400, media: "text/plain; charset=utf-8", text: "400 Bad Request: missing required Host header"}, names: []string{
			"HTTP/1.1 without a Host",
		}},
	}
}
