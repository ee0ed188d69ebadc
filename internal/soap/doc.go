// Package soap carries one typed request to the service and its answer back:
// SOAP 1.1 envelopes over a hardened HTTP transport.
//
// Data takes one way through it. [Caller.Call] encodes the request into an
// envelope, posts it once, reads the answer to its end through a limit, and
// decodes it strictly. Whatever goes wrong is an [*Error], a [*Fault] or an
// encoding error, and each says whether the request may have reached the
// service: that is what a caller needs to know before it sends again.
//
// Nothing is retried here, with one exception that is safe by construction: a
// Fault that says the service does not know the body element means that the
// namespace is wrong and nothing was processed. The namespace is then read from
// the service's own WSDL and the call repeated, once.
package soap
