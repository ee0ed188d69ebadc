// Package doctor examines a gateway and an account, and says what is as this library
// assumes and what is not. The command "smsc doctor" prints what it finds.
//
// Nobody called the live service while the library was written, so docs/gateway.md
// lists what is assumed and what is open. [Run] settles what can be settled without
// sending a message or spending money: the network, the certificate, the WSDL, the
// credentials, what an unknown message is answered, what a price request takes. A
// service can run it as a part of its own health check, and leave out what it does not
// need with [Config].Skip.
//
// [RunAndSend] does the same and then sends one or two messages to a number of your own,
// after asking with their price.
//
// # What it never does
//
// Run cannot send: the requests that it writes are those for a balance, a price and a
// status, and no others (wire.go). Credentials that were refused once are not tried
// again, since the service blocks an address after five refusals in half an hour. A
// report holds no login, password, key, phone number, text, balance or price, and of
// what the service says only names, cut and cleaned.
//
// # How it is built
//
//	doctor.go       Config, Run, RunAndSend
//	exam.go         one examination: which checks run, which are skipped, and why
//	checks.go       the list of checks
//	network.go      DNS, TCP, TLS
//	wire.go         one request, and what came back; answer.go reads it
//	contract.go     what a WSDL says; differences.go compares two
//	service.go      the checks of the WSDL
//	account.go      credentials, API keys, namespaces
//	questions.go    unknown messages, clocks, prices
//	reserve.go      reserve hosts
//	message.go      the checks that need a message
//	assumptions.go  what the library assumes, and which check settles it
//	report.go       the result; markdown.go writes it
//	foreign.go      what a server said, made safe to show
package doctor
