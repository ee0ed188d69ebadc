//go:build interop

package interop_test

// attributesDiffer are about attributes.
func attributesDiffer() []differing {
	return []differing{
		{why: whyAttributes, outcome: fault("Client", `Bad Request: element "mes" has attribute "a"`), names: []string{
			"1000 attributes", "an attribute twice", "an attribute twice by its namespace",
			"attributes without a blank between",
		}},
		{why: whyAttributes, outcome: fault("Client", `Bad Request: element "Header" has attribute "encodingStyle"`), names: []string{
			"an encoding style of nobody of Header",
		}},
		{why: whyAttributes, outcome: fault("Client", `Bad Request: element "Header" has attribute "a"`), names: []string{
			"an attribute of Header in no namespace",
		}},
		{why: whyAttributes, outcome: fault("Client", `Bad Request: element "balance" has attribute "encodingStyle"`), names: []string{
			"an empty encoding style of the call", "an encoding style of nobody of a call of nobody",
			"an encoding style of nobody of the call", "an encoding style of the call",
			"an encoding style of the call in no namespace",
		}},
		{why: whyAttributes, outcome: fault("Client", `Bad Request: element "Body" has attribute "encodingStyle"`), names: []string{
			"an encoding style of Body", "an encoding style of nobody of Body",
		}},
		{why: whyAttributes, outcome: fault("Client", `Bad Request: element "Envelope" has attribute "encodingStyle"`), names: []string{
			"an encoding style of Envelope", "an encoding style of SOAP 1.2 of Envelope",
			"an encoding style of nobody of Envelope",
		}},
		{why: whyAttributes, outcome: fault("Client", `Bad Request: element "Body" has attribute "Id"`), names: []string{
			"an attribute of Body in no namespace",
		}},
		{why: whyAttributes, outcome: fault("Client", `Bad Request: element "Envelope" has attribute "schemaLocation"`), names: []string{
			"a schema location of Envelope",
		}},
		{why: whyAttributes, outcome: fault("Client", `Bad Request: element "Envelope" has attribute "lang"`), names: []string{
			"a language of Envelope",
		}},
		{why: whyAttributes, outcome: fault("Client", `Bad Request: element "Envelope" has attribute "a"`), names: []string{
			"an attribute of Envelope in a namespace", "an attribute of Envelope in no namespace",
		}},
		{why: whyAttributes, outcome: fault("Client", `Bad Request: element "mes" has attribute "type"`), names: []string{
			"a type attribute in no namespace", "a type attribute of 1999", "a type of nobody",
			"a type with a prefix of nothing", "a type without a prefix", "an empty type", "type anyType", "type array",
			"type base64Binary", "type boolean, false", "type boolean, neither", "type boolean, true", "type dateTime",
			"type decimal", "type double", "type hexBinary", "type hexBinary, no such digits", "type int", "type int, empty",
			"type int, in CDATA", "type int, no number", "type int, with a fraction", "type int, with a plus", "type long",
			"type normalizedString", "type string", "type string of SOAP's encoding", "type token",
		}},
		{why: whyAttributes, outcome: fault("Client", `Bad Request: element "mes" has attribute "space"`), names: []string{
			"a leaf of blanks that must be preserved",
		}},
		{why: whyAttributes, outcome: fault("Client", `Bad Request: element "mes" has attribute "ref"`), names: []string{
			"a ref of SOAP 1.2",
		}},
		{why: whyAttributes, outcome: fault("Client", `Bad Request: element "mes" has attribute "href"`), names: []string{
			"a qualified href", "an href to an element behind Body", "an href to an element beside the call",
			"an href to an unknown element", "an href to another leaf", "an href to elements", "an href to elsewhere",
			"an href to nothing",
		}},
		{why: whyAttributes, outcome: fault("Client", `Bad Request: element "x" has attribute "href"`), names: []string{
			"an href in an unknown element",
		}},
		{why: whyAttributes, outcome: fault("Client", `Bad Request: element "mes" has attribute "nil"`), names: []string{
			"a mes that is nil", "nil and again", "nil in a foreign namespace", "nil in no namespace", "nil that says false",
			"nil with a text", "nil with an element",
		}},
		{why: whyAttributes, outcome: fault("Client", `Bad Request: element "mes" has attribute "null"`), names: []string{
			"null for nil",
		}},
		{why: whyAttributes, outcome: fault("Client", `Bad Request: element "psw" has attribute "nil"`), names: []string{
			"a psw that is nil",
		}},
		{why: whyAttributes, outcome: fault("Client", `Bad Request: element "balance" has attribute "type"`), names: []string{
			"type string for the call", "type struct for the call",
		}},
		{why: whyAttributes, outcome: fault("Client", `Bad Request: element "login" has attribute "type"`), names: []string{
			"leaves of type string",
		}},
		{why: whyAttributes, outcome: fault("Client", `Bad Request: element "login" has attribute "encodingStyle"`), names: []string{
			"a leaf with an encoding style of nobody",
		}},
		{why: whyAttributes, outcome: fault("Client", `Bad Request: element "balance" has attribute "a"`), names: []string{
			"an attribute of the call",
		}},
		{why: whyAttributes, outcome: fault("Client", `Bad Request: element "mes" has attribute "lang"`), names: []string{
			"a leaf with attributes of XML",
		}},
		{why: whyAttributes, outcome: fault("Client", `Bad Request: element "login" has attribute "a"`), names: []string{
			"a leaf with an attribute of nobody", "an attribute whose prefix is bound to nothing",
		}},
	}
}
