// Package callback receives the reports that the SMSC service sends by itself: a new
// status of a message, an incoming message, a call that was waited for. The service
// requests a URL that is set in the account. This package is the [net/http.Handler]
// behind that URL.
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
// for a SHA-1 checksum. (SMSC HTTP docs, handler of statuses and messages. That the
// secret is set there too is inferred.)
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
// (Seen in public clients.) Nothing else is covered. The cost, delivery error and time
// of a status report can be changed in transit, and any request can be replayed, so
// use an https URL. Which bytes of a text are hashed is not known, so the bytes in
// each charset of the service are accepted.
//
// # What to expect
//
// All of these are normal, and your function must handle them:
//
//   - duplicates: the same report twice, even at the same time;
//   - early reports: a status that arrives before the answer of the send is stored;
//   - strangers: reports of messages that this program did not send, because the URL
//     belongs to the account and not to the program;
//   - reports out of order: an older status after a newer one;
//   - codes and fields that this package does not know.
//
// docs/callbacks.md has an example that handles all of them, and says what is certain
// and what is inferred.
package callback
