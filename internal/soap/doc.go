// Package soap carries one typed request to the service and its answer back:
// SOAP 1.1 envelopes over a hardened HTTP transport.
//
// Data goes one way through it. [Caller.Call] encodes the request into an envelope,
// posts it once, reads the response to its end through a limit, and decodes it
// strictly:
//
//	caller.go     the steps of a call, in order, and what all requests have in common
//	envelope.go   SOAP around a request, and out of an answer
//	roundtrip.go  one HTTP request; what is known of it when it fails, as a table
//	transport.go  the transport that is used when the caller brings none
//	conn.go       its connections: what was written, and what may be read
//	framing.go    where a response ends on such a connection
//	socket.go     what has arrived at such a connection
//	response.go   from an HTTP response to an answer, a Fault or an error
//	reader.go     the same for its body, quickly where the envelope is known
//	namespace.go  the namespace of requests, and how the right one is learned
//
// Whatever goes wrong is an [*Error], a [*Fault] or an encoding error. An Error says
// whether the request may have left, which is what a caller has to know before it
// sends again; a Fault comes from a server that has read the request; and after an
// encoding error nothing was sent.
//
// Nothing is retried here, with one exception that is safe by construction: a Fault
// that says the service does not know the body element means that the namespace is
// wrong and nothing was processed. The namespace is then read from the service's own
// WSDL, and the call repeated once. A [Trip] that pins its namespace does not even do that.
//
// With a transport of the caller's own less is known. A bare *http.Transport tells
// whether a request got a connection, but not what was written to it; it may take an
// answer that comes twice for that of the next request, and print what it did not ask
// for to the global log. Of any other [net/http.RoundTripper] nothing is known but
// whether it has read the request's body.
package soap
