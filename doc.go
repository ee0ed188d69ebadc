// Package smsc is the Go SDK for the SOAP API of the SMSC gateway (smsc.ua,
// smsc.ru, smsc.kz, smscentre.com: one platform). It sends text messages and
// messages through other channels, prices them, follows their delivery and reads
// the balance.
//
//	client, err := smsc.NewClient(smsc.Password(login, password))
//	…
//	result, err := client.Send(ctx, smsc.SendRequest{
//		To:   []string{"+380501234567"},
//		Text: "Ваш код 1234",
//	})
//
// # Requests
//
// The zero value of every field is the service's default. Every documented
// parameter has a typed field, whose range is checked before anything is sent;
// all violations come back together, as [*ValidationError] values joined by
// [errors.Join]. What excludes one another is one field: [Channel] says how a
// message goes out (plain SMS when nil) and [When] says when (at once when nil).
// The client chooses between the simple operation (send_sms) and the extended
// one (send_sms2): the simple one while nothing needs the other.
//
// # Errors and outcomes
//
// A send ends in one of three ways, and [OutcomeOf] tells which: the service
// accepted it (the error is nil), it was certainly not sent or the service
// rejected it ([NotSent], [Rejected]), or nobody knows ([Unknown]): the request
// may have left and no answer came back. The client settles what it can: it tries
// again what was not sent, asks the service for what may have been, and repeats a
// request only while the service refuses a double. What is Unknown after that must
// not be sent again; [Client.Resolve] asks for it later. docs/retries.md says
// exactly what is done and when.
//
// A code of the service means what its operation says, so match errors by
// meaning: errors.Is(err, smsc.ErrInsufficientFunds).
//
// # Limits
//
// Calls wait for their turn, within their context, so that the service need not
// refuse them ([Pacing]), and stop after it has blocked the address or refused the
// password several times ([BlockedError]).
//
// # Secrets
//
// Login and password, or the API key, travel in the body of the request and
// nowhere else: no error, log record, %v, %+v, %#v or JSON of any type of this
// package shows the password or the key.
//
// # Tests
//
// Package smsctest emulates the service, on loopback or in memory, so that tests
// need no network; any mocked [net/http.RoundTripper] serves too, through
// [WithHTTPClient].
package smsc
