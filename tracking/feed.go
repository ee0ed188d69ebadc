package tracking

import (
	"iter"
	"time"

	"github.com/go-smsc/smsc"
)

// feed reads the sequence in a goroutine of its own, since it may wait for as long as
// it likes.
type feed struct {
	refs chan smsc.Ref // closed at the end
	stop chan struct{} // closed when no more are wanted
	over chan struct{} // closed at the very end, when what follows is set

	left     []smsc.Ref // taken from the sequence when no more were wanted
	panicked bool
	cause    any

	ended bool // end was called
}

// farewell is how long a sequence that is waiting has to notice that it is over.
const farewell = time.Second

func startFeed(refs iter.Seq[smsc.Ref]) *feed {
	f := &feed{refs: make(chan smsc.Ref), stop: make(chan struct{}), over: make(chan struct{})}
	go f.read(refs)
	return f
}

func (f *feed) read(refs iter.Seq[smsc.Ref]) {
	defer close(f.over)
	defer close(f.refs)
	defer func() {
		if f.panicked {
			f.cause = recover()
		}
	}()
	f.panicked = true
	for ref := range refs {
		if !f.hand(ref) {
			break
		}
	}
	f.panicked = false
}

func (f *feed) hand(ref smsc.Ref) bool {
	select {
	case f.refs <- ref:
		return true
	case <-f.stop:
		f.left = append(f.left, ref)
		return false
	}
}

// end stops the reading, and passes a panic of the sequence on. It returns what was
// taken from the sequence and not handed over. Only the first call does something.
func (f *feed) end() []smsc.Ref {
	if f.ended {
		return nil
	}
	f.ended = true
	close(f.stop)
	timer := time.NewTimer(farewell)
	defer timer.Stop()
	select {
	case <-f.over:
		f.check()
		return f.left
	case <-timer.C:
		return nil
	}
}

// check passes a panic of the sequence on, when refs is closed.
func (f *feed) check() {
	if f.panicked {
		f.ended = true
		panic(f.cause)
	}
}
