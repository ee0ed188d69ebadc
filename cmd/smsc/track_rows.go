package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/campaign"
	"github.com/go-smsc/smsc/tracking"
)

// tracked is a table of results, and what its columns mean.
type tracked struct {
	table              *table
	header             []string // the table's columns, and those that it lacks
	phone, id, outcome int      // outcome is -1 where there is none
	status, reason     int
}

func openTracked(path string) (*tracked, error) {
	opened, err := openTable(path, "id")
	if err != nil {
		return nil, err
	}
	t := &tracked{table: opened, header: slices.Clone(opened.columns), outcome: opened.find("outcome")}
	if t.phone, err = opened.need("phone", "its header"); err != nil {
		return nil, err
	}
	if t.id, err = opened.need("id", "its header"); err != nil {
		return nil, err
	}
	t.status, t.reason = t.column("status"), t.column("error")
	return t, nil
}

// column finds a column for what is learned, or makes one.
func (t *tracked) column(name string) int {
	if at := t.table.find(name); at >= 0 {
		return at
	}
	t.header = append(t.header, name)
	return len(t.header) - 1
}

// ref is the message of a row; false when there is nothing to follow.
func (t *tracked) ref(fields []string) (smsc.Ref, bool) {
	ref := smsc.Ref{ID: strings.TrimSpace(fields[t.id]), Recipient: strings.TrimSpace(fields[t.phone])}
	if ref.ID == "" || ref.Recipient == "" || isFinal(fields[t.status]) {
		return ref, false
	}
	if t.outcome < 0 {
		return ref, true
	}
	outcome := fields[t.outcome]
	return ref, outcome == "" || outcome == campaign.Accepted.String() || outcome == campaign.Unknown.String()
}

// isFinal tells whether a row has the name of a final status.
func isFinal(name string) bool {
	for code := smsc.StatusNotFound; code <= smsc.StatusUnavailable; code++ {
		if code.String() == name {
			return code.Final()
		}
	}
	return false
}

// whole is a row with a field for each column, which outlives the next row.
func (t *tracked) whole(fields []string) []string {
	all := make([]string, max(len(t.header), len(fields)))
	for i, field := range fields {
		all[i] = strings.Clone(field)
	}
	return all
}

// count counts the messages to follow.
func (t *tracked) count(ctx context.Context) (n int, err error) {
	for one, err := range t.table.rows(ctx) {
		if err != nil {
			return n, err
		}
		if _, ok := t.ref(t.whole(one.fields)); ok {
			n++
		}
	}
	return n, nil
}

// note writes into a row what became of its message.
func (t *tracked) note(fields []string, result tracking.Result) {
	if status := result.Status; status != nil && status.Status != smsc.StatusNotFound {
		fields[t.status] = status.Status.String()
		fields[t.reason] = ""
		if code, ok := status.DeliveryError.Get(); ok && code != 0 && !status.Status.Delivered() {
			fields[t.reason] = code.String()
		}
		if t.outcome >= 0 {
			fields[t.outcome] = campaign.Accepted.String() // the service has it
		}
	}
	switch {
	case result.Err == nil, canceled(result.Err):
	case errors.Is(result.Err, smsc.ErrNotFound):
		fields[t.reason] = "not found"
	case errors.Is(result.Err, tracking.ErrUnfinished):
		fields[t.reason] = "no final status"
	default:
		fields[t.reason] = oneLine(strings.TrimPrefix(result.Err.Error(), "smsc: "))
	}
}

// following is a table that is being followed. The tracker reads it in a goroutine of
// its own.
type following struct {
	*tracked

	mu   sync.Mutex
	next func() (row, error, bool)
	open map[smsc.Ref][][]string // rows by their messages
	out  *csv.Writer
	err  error // what ended it

	ended int // messages that are followed no further
	done  trackedOutput
}

// follow writes every row: at once when there is nothing to follow, else when its
// message has come to its end.
func (t *tracked) follow(ctx context.Context, tracker *tracking.Tracker, out io.Writer, meter *meter) (trackedOutput, int, error) {
	next, stop := iter.Pull2(t.table.rows(context.WithoutCancel(ctx)))
	defer stop()
	f := &following{tracked: t, next: next, open: make(map[smsc.Ref][][]string), out: csv.NewWriter(out)}
	f.err = f.out.Write(t.header)
	began := time.Now()
	for ref, result := range tracker.Track(ctx, f.refs) {
		done, outcome, err := f.end(ref, result)
		if err != nil {
			break
		}
		meter.show(done, 0, time.Since(began), outcome)
	}
	f.rest()
	return f.done, f.ended, f.err
}

// refs are the messages to follow.
func (f *following) refs(yield func(smsc.Ref) bool) {
	for {
		ref, ok := f.take()
		if !ok || !yield(ref) {
			return
		}
	}
}

// take reads up to the next message to follow.
func (f *following) take() (smsc.Ref, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for f.err == nil {
		one, err, more := f.next()
		if err != nil || !more {
			f.err = err
			break
		}
		fields := f.whole(one.fields)
		ref, ok := f.ref(fields)
		if ok {
			f.done.Messages++
			f.open[ref] = append(f.open[ref], fields)
			return ref, true
		}
		f.err = f.out.Write(fields)
	}
	return smsc.Ref{}, false
}

// end writes the row of a message that is followed no further.
func (f *following) end(ref smsc.Ref, result tracking.Result) (done int, outcome string, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	rows := f.open[ref]
	if len(rows) == 0 {
		return 0, "", f.err
	}
	fields := rows[0]
	if f.open[ref] = rows[1:]; len(rows) == 1 {
		delete(f.open, ref)
	}
	f.note(fields, result)
	f.done.Questions += result.Questions
	f.ended++
	switch {
	case canceled(result.Err):
		f.ended--
		f.done.Open++
	case errors.Is(result.Err, smsc.ErrNotFound):
		f.done.NotFound++
	case result.Err != nil:
		f.done.Open++
	case result.Status.Status.Delivered():
		f.done.Delivered++
	default:
		f.done.Failed++
	}
	if err := f.out.Write(fields); f.err == nil {
		f.err = err
	}
	return f.ended, fmt.Sprintf("%d delivered, %d failed", f.done.Delivered, f.done.Failed), f.err
}

// rest writes the rows that were not followed to their end as they are.
func (f *following) rest() {
	f.writeOpen()
	for _, more := f.take(); more; _, more = f.take() {
		f.writeOpen()
	}
	f.out.Flush()
	if err := f.out.Error(); f.err == nil {
		f.err = err
	}
}

func (f *following) writeOpen() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for ref, rows := range f.open {
		for _, fields := range rows {
			f.done.Open++
			if err := f.out.Write(fields); f.err == nil {
				f.err = err
			}
		}
		delete(f.open, ref)
	}
}
