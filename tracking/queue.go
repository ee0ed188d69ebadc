package tracking

import (
	"container/heap"
	"time"

	"github.com/go-smsc/smsc"
)

// entry is a message that is followed. Times are counted from when its following
// began. There can be very many of them, so they are small.
type entry struct {
	ref  smsc.Ref
	from *following
	next *entry // the same message in another following; the board's

	known  *smsc.StatusResult // nil: nothing
	report *smsc.StatusResult // not looked at yet, nil: none; the board's

	sent time.Duration // when it went out
	last time.Duration // when there is surely news: its validity is over
	end  time.Duration // when it is followed no further
	due  time.Duration // when it is asked for

	at       int32 // in the queue; -1: not there
	asked    int32 // questions
	missing  int32 // answers that there is no such message
	times    int32 // how often the sequence has it
	reported bool  // known came by a report
	closed   bool
}

// status is the newest that is known.
func (e *entry) status() smsc.StatusCode {
	if e.known == nil {
		return smsc.StatusNotFound
	}
	return e.known.Status
}

func (e *entry) result(err error) Result {
	return Result{Status: e.known, Err: err, Reported: e.reported, Questions: int(e.asked)}
}

// queue is a heap of entries, the first one due at the top.
type queue []*entry

func (q *queue) add(e *entry) { heap.Push(q, e) }

// take takes out the entry that is due first.
func (q *queue) take() *entry {
	e, _ := heap.Pop(q).(*entry)
	return e
}

// remove takes an entry out, wherever it is.
func (q *queue) remove(e *entry) {
	if e.at >= 0 {
		heap.Remove(q, int(e.at))
	}
}

// The methods of heap.Interface.

func (q *queue) Len() int           { return len(*q) }
func (q *queue) Less(i, j int) bool { return (*q)[i].due < (*q)[j].due }

func (q *queue) Swap(i, j int) {
	all := *q
	all[i], all[j] = all[j], all[i]
	all[i].at, all[j].at = int32(i), int32(j)
}

func (q *queue) Push(x any) {
	e, _ := x.(*entry) // nobody else pushes
	e.at = int32(len(*q))
	*q = append(*q, e)
}

func (q *queue) Pop() any {
	last := len(*q) - 1
	e := (*q)[last]
	(*q)[last] = nil
	*q = (*q)[:last]
	e.at = -1
	return e
}
