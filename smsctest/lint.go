package smsctest

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
