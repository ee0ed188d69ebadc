package tracking

import (
	"context"
	"errors"
	"fmt"

	"github.com/go-smsc/smsc"
)

// ErrUnfinished marks a message that was followed until an hour after its validity
// and came to no end that the service knows of. What is known is in the result.
var ErrUnfinished = errors.New("tracking: no final status")

// Result is what became of a message.
type Result struct {
	// Status is the newest that is known of the message; nil when nothing is. Without
	// Err it is final: see [smsc.StatusCode.Delivered] and [smsc.StatusCode.Failed].
	Status *smsc.StatusResult
	// Err is why the message was followed no further without a final status. It
	// matches [ErrUnfinished], [smsc.ErrNotFound] or the error of the context, or is a
	// [smsc.ValidationErrors] or an [smsc.APIError] of a ref that cannot be asked for.
	Err error
	// Reported tells that Status came by [Tracker.Report].
	Reported bool
	// Questions is how many status requests were made for the message.
	Questions int
}

// supersedes tells whether a status says more than the one that is known. Answers and
// reports can overtake one another, so the end of a delivery stands against what is
// no end, and a reaction against the delivery. Otherwise the later one counts.
func supersedes(status, known *smsc.StatusResult) bool {
	if known == nil {
		return true
	}
	if a, b := rank(status.Status), rank(known.Status); a != b {
		return a > b
	}
	return status.ChangedAt.IsZero() || !status.ChangedAt.Before(known.ChangedAt)
}

// rank is how near to its end a message is.
func rank(status smsc.StatusCode) int {
	switch {
	case reaction(status):
		return 2
	case status.Final():
		return 1
	default:
		return 0
	}
}

// reaction tells that the recipient did something with the message.
func reaction(status smsc.StatusCode) bool {
	return status == smsc.StatusRead || status == smsc.StatusClicked
}

// contextError is the error of a context that is over, with its cause if that says
// more.
func contextError(ctx context.Context) error {
	err := ctx.Err()
	if cause := context.Cause(ctx); !errors.Is(err, cause) {
		return fmt.Errorf("tracking: %w: %w", err, cause)
	}
	return fmt.Errorf("tracking: %w", err)
}
