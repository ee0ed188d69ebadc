package smsc

import (
	"log/slog"
	"strings"
)

// Ref names one message to one recipient: what [Client.Status] needs, and what a
// program stores to follow the message later. It is comparable and survives JSON.
// [SendResult.Refs] and [SendRecord.Refs] make it.
type Ref struct {
	// ID is the message's ID.
	ID string `json:"id"`
	// Recipient is the recipient as it was sent to. It is never a group.
	Recipient string `json:"recipient"`
}

// Key returns the Ref under which to keep the message in a map or a table. The
// service takes a number with and without the plus for the same one, and reports it
// without, so Key has none. Ask with the Ref itself, since the plus also switches the
// correction of numbers off.
func (r Ref) Key() Ref {
	r.Recipient = strings.TrimPrefix(r.Recipient, "+")
	return r
}

// StatusRequest returns the request that asks for the message.
func (r Ref) StatusRequest(detail Detail) StatusRequest {
	return StatusRequest{Recipient: r.Recipient, ID: r.ID, Detail: detail}
}

// LogValue shows the ID, without the recipient.
func (r Ref) LogValue() slog.Value { return slog.GroupValue(slog.String("id", r.ID)) }

// Refs returns a Ref for each recipient of the request that the result is the answer
// to, but for those that it names as refused and for duplicates. Members of groups
// have none. A number that the service corrected may be named as refused in another
// form; it stays in then, and its status says what became of it. So it does when
// ReportsMissing is set.
func (r *SendResult) Refs(request SendRequest) []Ref {
	refused := make(map[string]bool)
	for _, failed := range r.Failed {
		refused[Ref{Recipient: failed.Recipient}.Key().Recipient] = true
	}
	for _, report := range r.Recipients {
		if report.DeliveryError.Value != 0 {
			refused[Ref{Recipient: report.Recipient}.Key().Recipient] = true
		}
	}
	return refs(r.ID, addressees(request.To, request.Personal), refused)
}

// Refs returns a Ref for each recipient of the record, without duplicates. It is for
// a send whose outcome had to be found out, so some of them may have been refused.
func (r SendRecord) Refs() []Ref { return refs(r.ID, r.Recipients, make(map[string]bool)) }

// refs returns a Ref for each recipient that has not been seen, and fills in those
// that have been.
func refs(id string, recipients []string, seen map[string]bool) []Ref {
	all := make([]Ref, 0, len(recipients))
	for _, recipient := range recipients {
		ref := Ref{ID: id, Recipient: recipient}
		if key := ref.Key().Recipient; !seen[key] {
			seen[key] = true
			all = append(all, ref)
		}
	}
	return all
}
