// Package callback receives what the SMSC service reports by itself: the status of
// a message, a message that came in, a call that it was waiting for. The service
// requests a URL that is set in the account, and this package is the
// [net/http.Handler] behind that URL.
//
//	handler, err := callback.NewHandler(secret, func(ctx context.Context, event callback.Event) error {
//		switch e := event.(type) {
//		case callback.StatusReport:
//			return store.Report(ctx, e)
//		case callback.IncomingMessage:
//			return inbox.Add(ctx, e)
//		}
//		return nil
//	})
//	…
//	mux.Handle("/smsc", handler)
//
// [Parse] does the same without a handler, for routers that have their own.
//
// # Setup
//
// Enter the URL and a secret in the settings of the account. The URL says how the
// service writes: "https://shop.example/smsc?charset=utf-8&sha1" asks for UTF-8 and
// for a SHA-1 checksum. (SMSC HTTP docs, handler of statuses and messages.)
// [NewRequest] reads the same URL and makes the request that the service would make,
// for tests.
//
// # What is verified
//
// Every request must carry a checksum, md5 or sha1, over a few of its fields and the
// secret. A request without one is refused. The checksum covers, by event:
//
//	StatusReport     id:phone:status:secret
//	IncomingMessage  phone:mes:to:secret
//	WaitCall         phone:ts:secret
//
// (Seen in public clients.) Nothing else is covered. Cost, delivery error and time of
// a status report can be changed on the way, and any request can be repeated, so use
// an https URL. The service may have hashed the text in the charset of the request or
// in UTF-8. That is not known, so each charset of the service is accepted.
//
// # What to expect
//
// All of these are normal, and the function has to cope with them:
//
//   - a duplicate: the same report twice, or at the same time in two requests;
//   - an early report: the status arrives before the answer of the send is stored;
//   - a stranger: a report of a message that this program did not send, because
//     the URL belongs to the account and not to the program;
//   - another order: an older status after a newer one;
//   - codes and fields that this package does not know.
//
// docs/callbacks.md has an example that copes with them, and says what is certain and
// what is inferred.
package callback
