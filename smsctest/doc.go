// Package smsctest emulates the SMSC SOAP service for tests: the real wire format,
// an account with money, messages with a life, the service's limits, and faults on
// demand. It knows what it has accepted, so a test can assert that a message went
// out exactly once, whatever the network did to the answer.
//
// A [Gateway] is the service, and [Gateway.Client] a client of it. It can be
// reached in three ways:
//
//   - [Gateway.Transport] in memory, without goroutines; it works in
//     testing/synctest bubbles;
//   - [NewServer] on a loopback address, for code that wants a URL;
//   - as the http.Handler that it is, which "smsc serve" runs.
//
// [Answer] makes a single answer without a Gateway, for tests that mock.
//
// Without options it has an account "demo" with password "demo" and a balance of
// 100, takes 0.5 for each part of a message to any number, and delivers after five
// seconds of its [Clock].
//
// It reads requests as the service's PHP does, which forgives much, and notes in
// [Request.Lints] what the WSDL, SOAP or the vendor's documentation would not allow.
// [WithStrictRequests] answers with a Fault instead: a client which is right there is
// right everywhere.
//
// Where the service's behaviour is not known, each behaviour that is possible is an
// option, off by default: a guard against duplicates that is not atomic, a status
// index that lags or forgets, several hosts ([Gateway.NewHost], [Hosts]), a clock
// that is off. Faults are what a network and a busy service do to a request: it
// waits in a queue after its client has gone, comes twice, loses its answer. All of
// it is drawn from seeds. What was really accepted the test learns from
// [Gateway.AcceptedFor], [Gateway.Repeated] and [Gateway.Requests], once
// [Gateway.Settle] has returned. README.md in this directory lists what is
// imitated, what is not, and what is not known.
//
// [WithCallback] posts delivery reports to the program under test, as the service does
// to the URL of an account.
//
// Memory is bounded: [WithRetention] says how many messages are kept. No goroutine
// runs in the background, but while callbacks are posted, and no rule looks at more than it needs, so a send costs
// the same after a million others.
package smsctest
