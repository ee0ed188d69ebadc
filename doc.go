// Package smsc is the Go SDK for the SOAP API of the SMSC gateway (smsc.ua,
// smsc.ru, smsc.kz, smscentre.com: one platform). It sends messages by SMS and
// other channels, prices them, follows their delivery and reads the balance.
//
//	client, err := smsc.NewClient(smsc.Password(login, password))
//	…
//	ctx, cancel := context.WithTimeout(ctx, 3*time.Minute)
//	defer cancel()
//	sent, err := client.Send(ctx, smsc.SendRequest{
//		To:   []string{"+380501234567"},
//		Text: "Ваш код 1234",
//	})
//
// # Requests
//
// The zero value of every field is the service's default. Every documented
// parameter has a typed field, whose rule is checked before anything is sent. All
// violations come back together, as [ValidationErrors]; [SendRequest.Validate] finds
// them without a network. Mutually exclusive parameters share one field: [Channel]
// says how a message goes out (plain SMS when nil) and [When] says when (at once when
// nil). Requests and results survive JSON.
//
// The client chooses between the simple operation of the service and the extended
// one (send_sms and send_sms2): the simple one while nothing needs the other.
//
// # Outcomes
//
// A send has one of four outcomes, and [OutcomeOf] tells which:
//
//   - [OutcomeAccepted]: the service has the message, and the error is nil.
//   - [OutcomeNotSent]: the service does not have the message and will not get it.
//   - [OutcomeRejected]: the service refused the message.
//   - [OutcomeUnknown]: the service may have the message. Sending it again can send
//     it twice.
//
// What was certainly not sent is tried again, up to four attempts in all. What may
// have been sent is asked for until it is found, or until the quiet time of two
// minutes has passed and every endpoint that may have it says of every recipient that
// there is no such message; only then it is sent again. [RetryPolicy] has each number
// and switch, and [docs/retries.md] what proves an outcome.
//
// All of that ends with the context: set a deadline. What is unknown by then is a
// [*SendError], whose Record [Client.Resolve] takes later, in another process too.
//
// A code of the service means what its operation says, so match errors by meaning:
// errors.Is(err, smsc.ErrInsufficientFunds).
//
// # Limits
//
// Calls wait for their turn inside their context, so that the service need not refuse
// them ([Pacing]). They stop after the service has blocked the address, or has
// refused the password four times in 30 minutes ([BlockedError]).
//
// # Secrets
//
// Login and password, or the API key, travel in the body of the request and nowhere
// else. No error, log record, format verb or JSON of any type of this package shows
// the password or the key.
//
// # Watching
//
// An [Observer] sees each call and each attempt inside it, for tracing, metrics and
// logs, and never a text, a recipient or a secret. [WithLogger] is one that writes a
// log.
//
// # Tests
//
// Package smsctest emulates the service, in memory or on loopback, so that tests need
// no network. Any mocked [net/http.RoundTripper] serves too, through
// [WithHTTPClient].
//
// [docs/retries.md]: https://github.com/go-smsc/smsc/blob/main/docs/retries.md
package smsc
