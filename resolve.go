package smsc

import (
	"context"
	"errors"
	"time"
)

// ResolveRequest names a send whose outcome is unknown, from a [SendError] or
// from what was stored before the send.
type ResolveRequest struct {
	// ID is the message's ID. Required.
	ID string
	// Recipients are recipients of the message, of which two are asked for at
	// most. One at least is no group. Required.
	Recipients []string
	// StartedAt is when the send began, from [SendError]. Zero: more than a minute
	// ago, and the ID was not used before.
	StartedAt time.Time
}

// Resolve finds out what became of a send whose outcome is unknown, in another
// process or days later too. It only asks and never sends.
//
// Without an error the message was accepted. A [*SendError] that matches
// [ErrNotFound] means that the service does not have it: the outcome is
// [NotSent], or still [Unknown] within the first minute, in which a late request
// may yet arrive. How long the service keeps its messages is not known, so ask
// soon. With any other error the outcome is still Unknown.
func (c *Client) Resolve(ctx context.Context, request ResolveRequest) (*SendResult, error) {
	var v violations
	if !validID(request.ID) {
		v.add("ID", idRule)
	}
	var recipients []string
	for i, recipient := range request.Recipients {
		switch rule := checkStatusPhone(recipient); {
		case groupPattern.MatchString(recipient):
		case rule != "":
			v.add(index("Recipients", i), "%s", rule)
		case len(recipients) < maxAsked:
			recipients = append(recipients, recipient)
		}
	}
	if len(recipients) == 0 {
		v.add("Recipients", "needs one recipient that is no group")
	}
	if err := v.err(); err != nil {
		return nil, err
	}
	result, err := c.find(request.ID, recipients, request.StartedAt, func(x exchange) error {
		return c.read(ctx, x)
	})
	if err == nil {
		return result, nil
	}
	outcome := Unknown
	if errors.Is(err, ErrNotFound) && time.Since(request.StartedAt) > time.Minute {
		outcome = NotSent
	}
	return nil, &SendError{
		ID: request.ID, Recipients: request.Recipients, StartedAt: request.StartedAt, Outcome: outcome, Err: err,
	}
}
