package tracking

import (
	"errors"
	"sync"
	"time"

	"github.com/go-smsc/smsc"
)

// kind is what the end of a question says.
type kind int

const (
	// noAnswer: the service could not be asked, and no other message can be asked for
	// either. It is the careful reading of what is not known.
	noAnswer kind = iota
	// answered: with a status.
	answered
	// notAsked: the client kept the question back, so nothing was sent.
	notAsked
	// notFound: there is no such message.
	notFound
	// noUse: the message cannot be asked for, now or later.
	noUse
	// noSense: an answer for this message that is not documented.
	noSense
)

func kindOf(status *smsc.StatusResult, err error) kind {
	if err == nil && status != nil {
		return answered
	}
	api, refused := errors.AsType[*smsc.APIError](err)
	_, invalid := errors.AsType[*smsc.ValidationError](err)
	_, paced := errors.AsType[*smsc.PacingError](err)
	switch {
	case invalid, errors.Is(err, smsc.ErrInvalidParams):
		return noUse
	case errors.Is(err, smsc.ErrNotFound):
		return notFound
	case paced, errors.Is(err, smsc.ErrBlocked):
		return notAsked
	case !refused, api.RetryAfter() > 0, errors.Is(err, smsc.ErrUnauthorized):
		return noAnswer
	default:
		return noSense
	}
}

const (
	// firstPause is the pause after a failure. It doubles with each further one, up
	// to longestPause.
	firstPause   = time.Second
	longestPause = time.Minute
	// passwordPause keeps to 3 questions in 30 minutes with a password that was
	// refused: 5 block the address. (SMSC FAQ.)
	passwordPause = 10 * time.Minute
	// patience is for how long nothing but failures may come until messages whose time
	// is over are not asked for any more.
	patience = 10 * time.Minute
)

// trouble is a time in which the service answers nobody. Questions pause then, and go
// one at a time until one is answered.
type trouble struct {
	mu       sync.Mutex
	until    time.Time // when the pause is over
	began    time.Time // when it began
	since    time.Time // the first of the failures
	failures int       // in a row
}

// pause is how long questions are to wait.
func (t *trouble) pause(now time.Time) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	return max(0, t.until.Sub(now))
}

// enter lets a question go out, if there is no pause. One that finds out whether the
// trouble is over keeps the others back.
func (t *trouble) enter(now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if now.Before(t.until) {
		return false
	}
	if t.failures > 0 {
		t.until = now.Add(longestPause)
	}
	return true
}

// judge finds out what the end of a question says about the service. lasting tells
// that it has answered nobody for a long time.
func (t *trouble) judge(status *smsc.StatusResult, err error, began time.Time) (lasting bool) {
	switch kindOf(status, err) {
	case answered, notFound, noSense:
		t.over(began)
	case noAnswer, notAsked:
		return t.failed(err, began, time.Now())
	case noUse: // may never have been near the service
	}
	return false
}

// over notes that a question was answered that was asked at began.
func (t *trouble) over(began time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.failures > 0 && !began.Before(t.began) { // else it says nothing about what came after
		t.failures, t.until = 0, time.Time{}
	}
}

// failed notes the failure of a question that was asked at began. lasting tells that
// there has been nothing else for a long time.
func (t *trouble) failed(err error, began, now time.Time) (lasting bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.failures == 0 {
		t.since = began
	}
	wait := asked(err, now)
	// Of questions that were on their way together, one failure counts.
	if t.failures == 0 || !began.Before(t.began) {
		wait = max(wait, min(firstPause<<min(t.failures, 10), longestPause))
		t.failures++
		t.began, t.until = now, time.Time{}
	}
	if until := now.Add(wait); until.After(t.until) {
		t.until = until
	}
	return now.Sub(t.since) >= patience
}

// asked is how long an error says that it is of no use to call.
func asked(err error, now time.Time) time.Duration {
	if blocked, ok := errors.AsType[*smsc.BlockedError](err); ok {
		// The client's own stop costs no request, and [smsc.Client.Unblock] ends it.
		return min(blocked.Until.Sub(now), longestPause)
	}
	if paced, ok := errors.AsType[*smsc.PacingError](err); ok {
		return min(paced.Wait, longestPause)
	}
	if failed, ok := errors.AsType[*smsc.TransportError](err); ok {
		return min(failed.RetryAfter, passwordPause)
	}
	switch {
	case errors.Is(err, smsc.ErrUnauthorized):
		return passwordPause
	case errors.Is(err, smsc.ErrIPBlocked):
		api, _ := errors.AsType[*smsc.APIError](err)
		return api.RetryAfter()
	default:
		return 0
	}
}
