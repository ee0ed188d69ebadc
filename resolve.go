package smsc

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// SendRecord is what is needed to find out what became of a send: in the
// [SendError] of one whose outcome is unknown, or made by a program from what it
// stored before it sent. It can be stored as JSON and used by another process. It
// holds phone numbers, so treat it accordingly.
type SendRecord struct {
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

// record is the record of a send, which only one that failed needs.
func (out *outgoing) record(c *Client) SendRecord {
	return SendRecord{
		ID: out.id, Recipients: out.request.recipientList(), Groups: out.groups, Generated: out.generated,
		Texts: out.texts(), clock: c.clock,
	}
}

// texts are the digests of the texts.
func (out *outgoing) texts() []string {
	switch {
	case out.generated:
		return nil // the ID is enough
	case out.request.Personal == nil:
		return []string{textDigest(out.mes)}
	}
	var all []string
	for _, p := range out.request.Personal {
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

// Resolve finds out what became of a send whose outcome is unknown, in another
// process too. It only asks and never sends.
//
// If the error is nil, the message was accepted. An invalid record comes back as
// [ValidationErrors]. Any other error is a [*SendError]: [OutcomeNotSent] when every
// endpoint that may have the message was asked for every recipient after the quiet
// time ([RetryPolicy].QuietTime) and knows none of them, else [OutcomeUnknown]. In
// another process Resolve waits for the quiet time by its own clock, since the wall
// clock may have been set: give ctx more than two minutes. How long the service keeps
// its messages is not known either, so ask soon ([RetryPolicy].Remembers).
func (c *Client) Resolve(ctx context.Context, record SendRecord) (result *SendResult, err error) {
	wrong := record.check()
	if len(record.Recipients) == 0 {
		wrong = append(wrong, &ValidationError{"Recipients", "needs at least one recipient; the members of groups cannot be asked for"})
	}
	if err := wrong.err(); err != nil {
		return nil, err
	}
	ctx, watched := c.observe(ctx, CallStart{Method: "Resolve", ID: record.ID, Recipients: len(record.Recipients)})
	defer func() { watched.endSend(result, err) }()
	s := &sending{Client: c, record: record, recorded: true, doubtful: true}
	return s.resolve(ctx, errors.New("smsc: resolve: the outcome of the send is unknown"))
}

// SendOnce sends a message that may have been sent before, by a process that died:
// it asks for it, waits for the end of the quiet time within ctx, and sends only with
// the proof that the service does not have it. prior is the record from then, or one
// that is made from what was stored: at least ID, and LeaveBy if the request had one.
// What it leaves out is filled in from the request.
//
// The request must be the same, but for LeaveBy: the old time has passed before
// anything can be proved, and nothing leaves after it. So give it a new one that lies
// beyond the quiet time, or none, and store it before the call. The rest is as with
// [Client.Send].
func (c *Client) SendOnce(ctx context.Context, request SendRequest, prior SendRecord) (result *SendResult, err error) {
	if request.ID == "" {
		request.ID = prior.ID
	}
	out, err := c.compose(&request)
	if err != nil {
		return nil, err
	}
	prior.Recipients, prior.Groups = request.recipientList(), out.groups
	if len(prior.Texts) == 0 {
		prior.Texts = out.texts()
	}
	wrong := prior.check()
	if prior.ID != request.ID {
		wrong = append(wrong, &ValidationError{"ID", "must be that of the record"})
	}
	if err := wrong.err(); err != nil {
		return nil, err
	}
	ctx, watched := c.observe(ctx, CallStart{Method: "SendOnce", ID: out.id, Recipients: out.recipients})
	defer func() { watched.endSend(result, err) }()
	return c.deliver(ctx, out, &prior)
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

// sending is one send on its way to an outcome.
type sending struct {
	*Client

	record   SendRecord
	recorded bool      // record is filled
	out      *outgoing // nil when it is only asked for
	evidence evidence
	doubtful bool    // an earlier process may have tried it
	began    instant // when the first unresolved attempt began
	last     *endpoint
	room     [2]attempt // for evidence, which seldom has more
}

// attempt makes one attempt and notes what it shows.
func (s *sending) attempt(ctx context.Context, to *endpoint) (*SendResult, error) {
	if len(s.evidence.attempts) == 0 {
		s.began = s.clock.now()
	}
	result, err := s.send(ctx, to, s.out)
	code, answered := errors.AsType[*APIError](err)
	if !answered && OutcomeOf(err) == OutcomeNotSent {
		return nil, err
	}
	shown := attempt{accepted: err == nil}
	if answered {
		shown.code = code.Code
	}
	if s.evidence.attempts == nil {
		s.evidence.attempts = s.room[:0]
	}
	s.evidence.attempts = append(s.evidence.attempts, shown)
	if err != nil {
		s.keepRecord()
		// The transport can read no more of the request, so nothing leaves from now
		// on.
		s.record.left, s.last = s.clock.now(), to
		s.record.LeaveBy = s.record.left.wall
		if !slices.Contains(s.record.Endpoints, to.url) {
			s.record.Endpoints = append(s.record.Endpoints, to.url)
		}
	}
	return result, err
}

// forget drops the evidence of attempts that are proved not to have been accepted.
func (s *sending) forget() {
	s.evidence = evidence{}
	s.record.Endpoints, s.record.LeaveBy, s.record.left = nil, time.Time{}, instant{}
}

// keepRecord makes the record when it is needed for the first time.
func (s *sending) keepRecord() {
	if !s.recorded {
		s.record, s.recorded = s.out.record(s.Client), true
	}
}

// failed is the error that the caller gets.
func (s *sending) failed(outcome Outcome, err error) *SendError {
	s.keepRecord()
	return &SendError{Record: s.record, Outcome: outcome, Err: err}
}

// unresolved is the error of a send whose outcome could not be found out.
func (s *sending) unresolved(unknown error, because string) error {
	return s.failed(OutcomeUnknown, fmt.Errorf("%w: not resolved: %s", unknown, because))
}

const (
	// askTimeout bounds one question for the status.
	askTimeout = 10 * time.Second
	// askedEarly is how many recipients are asked for in each round before the quiet
	// time has passed: any one that is known shows that the request was accepted.
	askedEarly = 2
	// lateRounds is how many times the recipients without an answer are asked for
	// after the quiet time.
	lateRounds = 6
	// oldMessage is how much older than its send a message with a caller's ID must
	// seem to count as another one: both clocks can be wrong by a day, and a date
	// without a timestamp by a time zone.
	oldMessage = 48 * time.Hour
	// clockDoubt is how far the wall clock may have been set between two processes.
	clockDoubt = 26 * time.Hour
)

// resolve asks for the message until it is found, or until it is proved that the
// service does not have it, or until the context is over. unknown is why the outcome
// is unknown.
func (s *sending) resolve(ctx context.Context, unknown error) (*SendResult, error) {
	asked, because := s.questions()
	if because != "" {
		return nil, s.unresolved(unknown, because)
	}
	used := s.clock.now()
	pause := time.Second
	for late := 0; late < lateRounds; {
		wait := pause
		if rest := s.quietFor(used); rest > 0 {
			wait = min(pause, rest)
		} else if late == 0 {
			wait = 0
		}
		if err := sleep(ctx, wait); err != nil {
			return nil, s.unresolved(unknown, "the context was over")
		}
		pause = min(2*pause, 30*time.Second)

		quiet := s.quietFor(used) <= 0
		if quiet {
			late++
		}
		found, err := asked.round(ctx, s, quiet)
		switch {
		case found != nil:
			return found, nil
		case errors.Is(err, ErrUnauthorized), errors.Is(err, ErrIPBlocked), errors.Is(err, ErrBlocked):
			return nil, s.unresolved(unknown, "the service refuses the account: "+err.Error())
		case errors.Is(err, errOtherMessage):
			return nil, s.unresolved(unknown, err.Error())
		}
		s.evidence.absent = asked.absent()
		if s.evidence.absent {
			switch verdict(s.evidenceOfAll()) {
			case OutcomeNotSent:
				return nil, s.failed(OutcomeNotSent, s.proved(unknown))
			case OutcomeRejected:
				return nil, s.failed(OutcomeRejected, unknown)
			default:
			}
		}
		if quiet && asked.unprovable != "" {
			return nil, s.unresolved(unknown, asked.unprovable)
		}
		if result, err := s.repeat(ctx, quiet); err == nil && result != nil {
			return result, nil
		} else if err != nil {
			unknown = err
		}
	}
	return nil, s.unresolved(unknown, "not every question for its status was answered")
}

// proved adds to a failure that the service does not have the message.
func (s *sending) proved(unknown error) error {
	if s.out == nil {
		return &APIError{Operation: OpStatus, Code: codeNotFound}
	}
	return unknown
}

// evidenceOfAll counts what an earlier process may have tried as an attempt that was
// not answered.
func (s *sending) evidenceOfAll() evidence {
	all := s.evidence
	if s.doubtful {
		all.attempts = append([]attempt{{}}, all.attempts...)
	}
	return all
}

// quietFor is how long the quiet time still lasts. used is when this process began to
// use the record.
func (s *sending) quietFor(used instant) time.Duration {
	quiet := s.config.retry.quietTime()
	if s.record.clock == s.clock && s.record.left != (instant{}) {
		return quietHere(quiet, s.record.left, s.clock.now())
	}
	return quietElsewhere(quiet, s.record.LeaveBy, used, s.clock.now())
}

// quietHere is for a record of this process: at least as much time has passed as the
// monotonic clock says.
func quietHere(quiet time.Duration, left, now instant) time.Duration {
	return quiet - now.atLeast(left)
}

// quietElsewhere is for a record from another process. Only the wall clock connects
// the two, and it may have been set since. So the quiet time is waited for once more,
// here, unless it ended longer ago than a clock can be wrong by.
func quietElsewhere(quiet time.Duration, leaveBy time.Time, used, now instant) time.Duration {
	here := quiet - now.atLeast(used)
	if leaveBy.IsZero() {
		return here
	}
	byWall := leaveBy.Add(quiet).Sub(now.wall)
	if byWall < -clockDoubt {
		return 0
	}
	return max(here, byWall)
}

// repeat sends the identical request once more, if the policy allows it and the
// duplicate would surely arrive within the minute in which the service refuses it.
func (s *sending) repeat(ctx context.Context, quiet bool) (*SendResult, error) {
	const startWithin, arriveBy = 40 * time.Second, 55 * time.Second
	began := s.clock.now().atMost(s.began)
	if !s.config.retry.RepeatWithinMinute || quiet || s.out == nil || s.last == nil || s.doubtful || began > startWithin ||
		s.evidence.attempts[len(s.evidence.attempts)-1].code != 0 {
		return nil, nil //nolint:nilnil // nothing was done, and nothing is wrong
	}
	ctx, cancel := context.WithTimeout(ctx, arriveBy-began)
	defer cancel()
	result, err := s.attempt(ctx, s.last)
	if verdict(s.evidence) == OutcomeAccepted {
		return result, nil
	}
	if code, ok := errors.AsType[*APIError](err); ok && !code.Is(ErrDuplicate) {
		return nil, err
	}
	return nil, nil //nolint:nilnil // as unknown as before
}

// errOtherMessage: the ID was used for another message, so that the service cannot be
// asked for this one.
var errOtherMessage = errors.New("the service has another message with this ID")

// questions are what is to be asked: every endpoint that may have the message, for
// every recipient.
type questions struct {
	endpoints  []*endpoint
	recipients []string
	texts      []string
	notFound   []bool // since the quiet time passed, endpoint by endpoint
	unprovable string // why "not found" proves nothing; "" when it does
	next       int    // where the next early round begins
}

// questions returns what to ask, or why nothing can be asked.
func (s *sending) questions() (asked *questions, because string) {
	asked = &questions{recipients: s.record.Recipients, texts: s.record.Texts}
	switch {
	case s.record.ID == "":
		return nil, "its ID was left to the service"
	case len(s.record.Recipients) == 0:
		return nil, "the members of a group cannot be asked for"
	case s.record.Groups:
		asked.unprovable = "the members of a group cannot be asked for"
	case slices.ContainsFunc(s.record.Recipients, func(r string) bool { return !exact(r) }):
		asked.unprovable = "the service may keep a recipient under another number; give numbers with their +"
	case !s.record.LeaveBy.IsZero() && s.clock.now().wall.Sub(s.record.LeaveBy) > s.config.retry.remembers():
		asked.unprovable = "the service may have forgotten it by now"
	}
	for _, e := range s.endpoints {
		if len(s.record.Endpoints) == 0 || slices.Contains(s.record.Endpoints, e.url) {
			asked.endpoints = append(asked.endpoints, e)
		}
	}
	if len(asked.endpoints) < len(s.record.Endpoints) {
		asked.unprovable = "this client does not know every endpoint that may have it"
	}
	if len(asked.endpoints) == 0 {
		return nil, asked.unprovable
	}
	asked.notFound = make([]bool, len(asked.endpoints)*len(asked.recipients))
	return asked, ""
}

// absent reports whether every endpoint said, late enough, that it knows none of the
// recipients.
func (q *questions) absent() bool {
	return q.unprovable == "" && !slices.Contains(q.notFound, false)
}

// round asks for some recipients, or, after the quiet time, for all that have no
// answer since. It stops at the first one that is found.
func (q *questions) round(ctx context.Context, s *sending, quiet bool) (found *SendResult, err error) {
	var open []int
	for i := range q.notFound {
		if at := (q.next + i) % len(q.notFound); !q.notFound[at] {
			open = append(open, at)
		}
	}
	if !quiet {
		open = open[:min(askedEarly, len(open))]
		q.next += len(open)
	}
	if len(open) == 1 {
		return q.ask(ctx, s, open[0], quiet)
	}

	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var (
		group sync.WaitGroup
		mu    sync.Mutex
		next  atomic.Int64
	)
	for range min(4, len(open)) { // the service takes no more status requests at once
		group.Go(func() {
			for i := next.Add(1) - 1; int(i) < len(open) && ctx.Err() == nil; i = next.Add(1) - 1 {
				one, failed := q.ask(ctx, s, open[i], quiet)
				if one == nil && failed == nil {
					continue
				}
				mu.Lock()
				switch {
				case found == nil && one != nil:
					found = one
					cancel()
				case err == nil && one == nil && fatal(failed):
					err = failed
					cancel()
				}
				mu.Unlock()
			}
		})
	}
	group.Wait()
	return found, err
}

// fatal reports whether it is useless to ask for the others.
func fatal(err error) bool {
	return errors.Is(err, ErrUnauthorized) || errors.Is(err, ErrIPBlocked) || errors.Is(err, ErrBlocked) ||
		errors.Is(err, errOtherMessage)
}

// ask asks one endpoint for one recipient. It returns nothing when there is no such
// message.
func (q *questions) ask(ctx context.Context, s *sending, at int, quiet bool) (*SendResult, error) {
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	recipient := at % len(q.recipients)
	question := s.statusCall(StatusRequest{
		Recipient: q.recipients[recipient], ID: s.record.ID, Detail: DetailMessage,
	}, nil)
	err := s.Client.attempt(ctx, q.endpoints[at/len(q.recipients)], question.call)
	var status *StatusResult
	if err == nil {
		status, err = question.result()
	}
	switch {
	case errors.Is(err, ErrNotFound):
		q.notFound[at] = quiet
		return nil, nil //nolint:nilnil // there is none
	case err != nil:
		return nil, err
	case !s.record.owns(status, recipient):
		return nil, errOtherMessage
	}
	result := &SendResult{ID: s.record.ID, Resolved: true, ReportsMissing: s.record.Groups || len(q.recipients) > 1}
	if !result.ReportsMissing {
		result.Cost, result.Count = status.Cost, status.Parts
	}
	return result, nil
}

// owns reports whether a status belongs to the record's message, and not to another
// one with the same ID.
func (r *SendRecord) owns(status *StatusResult, recipient int) bool {
	if r.Generated {
		return true
	}
	if len(r.Texts) == 0 {
		return false
	}
	text := r.Texts[0]
	if len(r.Texts) > 1 {
		text = r.Texts[recipient]
	}
	older := !r.LeaveBy.IsZero() && !status.SentAt.IsZero() && r.LeaveBy.Sub(status.SentAt) > oldMessage
	return text == textDigest(status.Text) && !older
}
