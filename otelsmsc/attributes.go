package otelsmsc

import (
	"net/url"
	"strconv"

	"go.opentelemetry.io/otel/attribute"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
)

// The attributes for which OpenTelemetry has no convention. The others are those of
// package semconv.
const (
	methodKey     = attribute.Key("smsc.method")     // the method of the client, such as "Send"
	outcomeKey    = attribute.Key("smsc.outcome")    // the outcome of a send, as smsc.Outcome prints it
	resolvedKey   = attribute.Key("smsc.resolved")   // true: the answer was lost and the message was found
	recipientsKey = attribute.Key("smsc.recipients") // how many recipients the request names
	partsKey      = attribute.Key("smsc.parts")      // how many parts the service counted
	attemptsKey   = attribute.Key("smsc.attempts")   // how many requests the call took
	waitedKey     = attribute.Key("smsc.waited")     // seconds that passed before its turn came
	untilKey      = attribute.Key("smsc.until")      // when calls are made again, RFC 3339
	stateKey      = attribute.Key("smsc.queue.state")
)

// other is OpenTelemetry's word for a value that is not in the list of known ones.
const other = "_OTHER"

// system is the value of rpc.system.name, for which the conventions have no constant.
const system = "soap"

// rpcMethod is the name of an operation of the service as the conventions want it, and
// that of its span.
func rpcMethod(operation string) string { return "smsc/" + operation }

// responseCode is what the service answered with, "" when it did not answer: 0 for a
// success, else the code of the error. A number that is no code by its length is not
// shown, since nobody knows what it is.
func responseCode(kind string, code int) string {
	switch {
	case kind != "" && code == 0:
		return ""
	case code < -999 || code > 999:
		return other
	}
	return strconv.Itoa(code)
}

// knownCode is responseCode for metrics. The service has the codes 1-9 (SMSC SOAP docs,
// error codes); any other number could be a different one each time.
func knownCode(kind string, code int) string {
	if code < 0 || code > 9 {
		return other
	}
	return responseCode(kind, code)
}

// server is the host and the port of an endpoint.
func server(endpoint string) []attribute.KeyValue {
	u, err := url.Parse(endpoint)
	if err != nil {
		return nil
	}
	port, err := strconv.Atoi(u.Port())
	switch {
	case err == nil:
	case u.Scheme == "https":
		port = 443
	default:
		port = 80
	}
	return []attribute.KeyValue{semconv.ServerAddress(u.Hostname()), semconv.ServerPort(port)}
}

// isSend reports whether the outcome of a method means something.
func isSend(method string) bool {
	return method == "Send" || method == "SendOnce" || method == "Resolve"
}
