// Package tracking follows messages until delivery is over: one, or millions.
//
//	result, err := tracking.Wait(ctx, client, ref)
//
//	for ref, result := range tracking.Track(ctx, client, slices.Values(refs)) {
//		…
//	}
//
// It asks for the status of each message, with growing pauses ([Schedule]), and
// learns from delivery reports where the account has them: [Tracker.Report] takes
// what package callback receives, and most questions are then never asked.
//
// # Limits
//
// A [Tracker] has 4 questions at once at most. A message that is followed is asked for
// 5 times a minute at most. Both are what the service takes. [WithRate] bounds the
// questions in a minute. When more messages are due than may be asked for, the one that
// has been due for the longest is the next, so that all of them get later and none is
// forgotten. A [Tracker.Wait] does not queue behind the messages of a [Tracker.Track]:
// they take turns.
//
// # The end
//
// A message ends with a final status; with [ErrUnfinished] when its validity and an
// hour have passed; with [smsc.ErrNotFound] when the service still does not know it
// after a while; or with the context. So each ref that was taken from the sequence
// gets exactly one result, and what is open when the program stops can be stored and
// tracked again.
//
// Failures of the network and of the service are no end. Questions pause then, up to
// a minute, after a wrong password for 10 minutes, and after a block until it is
// over.
//
// docs/tracking.md has the schedules with their cost in requests, and the details.
package tracking
