package smsc

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// SendRecord is what is needed to find out what became of a send: in the
// [SendError] of one whose outcome is unknown, or made by a program from what it
// stored before it sent. It can be stored as JSON and used by another process. It
// holds phone numbers, so treat it accordingly.
type SendRecord struct { //nolint:recvcheck // reading JSON changes it
	// ID is the message's ID. Without one nothing can be found out.
	ID string `json:"id"`
	// Recipients are all recipients except the members of groups.
	Recipients []string `json:"recipients,omitempty"`
	// Groups says that it went to groups too, whose members cannot be asked for.
	Groups bool `json:"groups,omitempty"`
	// Endpoints are the URLs that may have the message. Empty: every endpoint of the
	// client that resolves it.
	Endpoints []string `json:"endpoints,omitempty"`
	// LeaveBy is the last moment at which an attempt may have left, or may still
	// leave. Zero: not known. The moment at which the record is used counts instead,
	// so use such a record only when all attempts are over.
	LeaveBy time.Time `json:"leave_by,omitzero"`
	// Generated says that the client made ID for this send alone, so a message with
	// it cannot be another one.
	Generated bool `json:"generated,omitempty"`
	// Texts are digests of the texts: one for all recipients, or one for each. A
	// message whose ID the caller chose counts as found only if its text is the one
	// that was sent.
	Texts []string `json:"texts,omitempty"`

	left  instant // LeaveBy by the clock below; a copy in another process has none
	clock *clock
}

// record is the record of a send, which only one that failed needs. It shares nothing
// with the request, whose slices are the caller's.
func (out *outgoing) record(c *clock) *SendRecord {
	return &SendRecord{
		ID: out.id, Recipients: slices.Clone(addressees(out.to, out.personal)), Groups: out.groups, Generated: out.generated,
		Texts: out.texts(), clock: c,
	}
}

// texts are the digests of the texts.
func (out *outgoing) texts() []string {
	if out.personal == nil {
		return []string{textDigest(out.text)}
	}
	var all []string
	for _, p := range out.personal {
		for range p.To {
			all = append(all, textDigest(p.Text))
		}
	}
	return all
}

// textDigest stands for a text in a record. White space is folded: what the service
// makes of line breaks is not known.
func textDigest(text string) string {
	sum := sha256.Sum256([]byte(strings.Join(strings.Fields(text), " ")))
	return hex.EncodeToString(sum[:12])
}

// UnmarshalJSON reads a record and leaves nothing of what was there before.
func (r *SendRecord) UnmarshalJSON(document []byte) error {
	type plain SendRecord
	var read plain
	if err := json.Unmarshal(document, &read); err != nil {
		return err
	}
	*r = SendRecord(read)
	return nil
}

func (r *SendRecord) check() (wrong ValidationErrors) {
	if !validID(r.ID) {
		wrong = append(wrong, &ValidationError{"ID", idRule})
	}
	for i, recipient := range r.Recipients {
		if rule := checkOne(recipient); rule != "" {
			wrong = append(wrong, &ValidationError{index("Recipients", i), rule})
		}
	}
	if n := len(r.Texts); n > 1 && n != len(r.Recipients) {
		wrong = append(wrong, &ValidationError{"Texts", "must be one for all recipients, or one for each"})
	}
	return wrong
}
