package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"runtime/metrics"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/campaign"
)

// letters is a text of 70 Cyrillic letters.
var letters = strings.Repeat("Замовлення", 7)

// people are so many personal messages, made as they are read, without keeping any
// of them.
func people(n int) iter.Seq[campaign.Message] {
	return func(yield func(campaign.Message) bool) {
		for i := range n {
			digits := fmt.Sprintf("+38%010d", i)
			if !yield(campaign.Message{Key: digits[3:], To: digits, Text: letters}) {
				return
			}
		}
	}
}

// messages are these people as a campaign reads them.
func messages(n int) iter.Seq2[campaign.Message, error] {
	return func(yield func(campaign.Message, error) bool) {
		for m := range people(n) {
			if !yield(m, nil) {
				return
			}
		}
	}
}

// runAll runs a campaign in which everything is accepted.
func runAll(ctx context.Context, c campaign.Campaign, n int) error {
	accepted := 0
	for result, err := range c.Run(ctx, messages(n)) {
		if err != nil {
			return err
		}
		if result.State == campaign.Accepted && !result.ReportsMissing {
			accepted++
		}
	}
	if accepted != n {
		return fmt.Errorf("%d of %d were accepted", accepted, n)
	}
	return nil
}

// listOf is the request that a campaign makes of its first messages.
func listOf(n int) smsc.SendRequest {
	request := smsc.SendRequest{Report: smsc.ReportCost}
	for m := range people(n) {
		request.Personal = append(request.Personal, smsc.Personal{To: []string{m.To}, Text: m.Text})
	}
	return request
}

const inList = 200 // how many messages a campaign puts into a request

// campaigns are the rows of package campaign.
func campaigns(s *servers, rounds int) []row {
	rounds = max(3, rounds/10)
	return []row{
		campaignBeside("campaign of 70,000 personal texts, answers after 50 ms",
			"≥ 0.95 of 14 goroutines that post the same bytes", s.http+"/slow", 70_000, rounds),
		campaignBeside("the same, answers at once", "≥ 0.70", s.http, 70_000, rounds),
		{
			"CPU of a recipient: packing, checking, composing, encoding, journal in memory",
			"≤ 4 × url.QueryEscape of its text, ≤ 4 allocations",
			func(ctx context.Context) (string, error) { return cpuOfRecipient(ctx, rounds) },
		},
		{"peak heap of 10 thousand, 1 million and 10 million messages", "≤ 32 MiB, flat", peakHeap},
		{"one `Send` each, 14 goroutines, answers after 50 ms", "reported", func(ctx context.Context) (string, error) {
			return naive(ctx, s.http+"/slow", rounds)
		}},
		{"twilio-go v1.31.0, a message each, 14 goroutines, answers after 50 ms", "reported", func(ctx context.Context) (string, error) {
			return otherSDK(ctx, s.http, rounds)
		}},
	}
}

// campaignBeside measures a campaign beside goroutines that post the same lists.
func campaignBeside(name, target, endpoint string, n, rounds int) row {
	return row{name, target, func(ctx context.Context) (string, error) {
		body, err := bytesOf(ctx, func(c *smsc.Client) call { return send(c, listOf(inList)) })
		if err != nil {
			return "", err
		}
		client, err := newClient(endpoint)
		if err != nil {
			return "", err
		}
		defer client.CloseIdleConnections()
		post := floor(endpoint, body)
		ours := func(ctx context.Context) error { return runAll(ctx, campaign.Campaign{Client: client}, n) }
		bare := func(ctx context.Context) error {
			_, err := round(ctx, post, n/inList, 14)
			return err
		}
		c, err := compare(ctx, ours, bare, rounds, 1, 1)
		if err != nil {
			return "", err
		}
		return spread(inverse(c.ratios), 2), nil
	}}
}

// naive measures a loop of Send beside a campaign, by the time of a message.
func naive(ctx context.Context, endpoint string, rounds int) (string, error) {
	client, err := newClient(endpoint)
	if err != nil {
		return "", err
	}
	defer client.CloseIdleConnections()
	const few, many = 1400, 70_000
	var ratios []float64
	for range rounds {
		one, err := round(ctx, send(client, smsc.SendRequest{To: recipients(1), Text: letters}), few, 14)
		if err != nil {
			return "", err
		}
		began := time.Now()
		if err := runAll(ctx, campaign.Campaign{Client: client}, many); err != nil {
			return "", err
		}
		ratios = append(ratios, one.time.Seconds()/few/(time.Since(began).Seconds()/many))
	}
	slices.Sort(ratios)
	return spread(ratios, 0) + " × the campaign's time, 200 × its requests", nil
}

// swallowing is a service in this process that accepts everything.
type swallowing struct{}

func (swallowing) RoundTrip(r *http.Request) (*http.Response, error) {
	body := make([]byte, r.ContentLength)
	if _, err := io.ReadFull(r.Body, body); err != nil {
		return nil, err
	}
	answer := answerOf("send2", idOf(body), inList)
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"text/xml"}}, ContentLength: int64(len(answer)),
		Body: io.NopCloser(strings.NewReader(string(answer))), Request: r,
	}, nil
}

func swallowed() (*smsc.Client, error) {
	return newClient("http://127.0.0.1"+path, smsc.WithHTTPClient(&http.Client{Transport: swallowing{}}))
}

// cpuOfRecipient compares processor time, garbage collection included.
func cpuOfRecipient(ctx context.Context, rounds int) (string, error) {
	client, err := swallowed()
	if err != nil {
		return "", err
	}
	const n = 200_000
	folder, err := os.MkdirTemp("", "campaign")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(folder)
	var memory, file, marshal, allocs []float64
	for i := range rounds {
		input, _, err := used(func() error {
			for range people(n) { // what making the messages costs
			}
			return nil
		})
		if err != nil {
			return "", err
		}
		escape, _, err := used(func() error {
			for range n {
				_ = url.QueryEscape(letters)
			}
			return nil
		})
		if err != nil {
			return "", err
		}
		encode, _, err := used(func() error {
			for m := range people(n) {
				if _, err := json.Marshal(m); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return "", err
		}
		in, count, err := used(func() error {
			return runAll(ctx, campaign.Campaign{Client: client, Journal: campaign.NewMemoryJournal()}, n)
		})
		if err != nil {
			return "", err
		}
		journal, err := campaign.OpenJournal(filepath.Join(folder, strconv.Itoa(i)))
		if err != nil {
			return "", err
		}
		on, _, err := used(func() error { return runAll(ctx, campaign.Campaign{Client: client, Journal: journal}, n) })
		if err != nil {
			return "", err
		}
		if err := journal.Close(); err != nil {
			return "", err
		}
		memory = append(memory, (in-input)/escape)
		file = append(file, (on-input)/(in-input))
		marshal = append(marshal, (encode-input)/escape)
		allocs = append(allocs, float64(count)/n-2) // two are the message's own
	}
	slices.Sort(memory)
	slices.Sort(file)
	return fmt.Sprintf("%s ×, %.1f allocations; json.Marshal of the message %.1f ×; the file journal %s × that",
		spread(memory, 1), median(allocs), median(marshal), spread(file, 2)), nil
}

// used is the processor time of this process during f, and how often it allocated.
func used(f func() error) (seconds float64, allocs uint64, err error) {
	var before, after syscall.Rusage
	var memBefore, memAfter runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&memBefore)
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &before)
	err = f()
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &after)
	runtime.ReadMemStats(&memAfter)
	cpu := func(r syscall.Rusage) float64 {
		return time.Duration(r.Utime.Nano() + r.Stime.Nano()).Seconds()
	}
	return cpu(after) - cpu(before), memAfter.Mallocs - memBefore.Mallocs, err
}

// peakHeap is the largest heap that was seen above that before: what is in use, and
// with the garbage that the collector has let pile up by then.
func peakHeap(ctx context.Context) (string, error) {
	client, err := swallowed()
	if err != nil {
		return "", err
	}
	var live, all []string
	for _, n := range []int{10_000, 1_000_000, 10_000_000} {
		runtime.GC()
		base := heap()
		var peak [2]atomic.Uint64
		watching, stop := context.WithCancel(ctx)
		watched := make(chan struct{})
		go func() {
			defer close(watched)
			ticks := time.NewTicker(2 * time.Millisecond)
			defer ticks.Stop()
			for watching.Err() == nil {
				for i, bytes := range heap() {
					peak[i].Store(max(peak[i].Load(), bytes-min(base[i], bytes)))
				}
				<-ticks.C
			}
		}()
		err := runAll(ctx, campaign.Campaign{Client: client}, n)
		stop()
		<-watched
		if err != nil {
			return "", err
		}
		live = append(live, strconv.FormatUint(peak[0].Load()>>20, 10))
		all = append(all, strconv.FormatUint(peak[1].Load()>>20, 10))
	}
	return strings.Join(live, ", ") + " MiB in use; with garbage " + strings.Join(all, ", ") + " MiB", nil
}

// heap is what was in use at the last collection, and the heap as it is.
func heap() [2]uint64 {
	samples := []metrics.Sample{{Name: "/gc/heap/live:bytes"}, {Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(samples)
	return [2]uint64{samples[0].Value.Uint64(), samples[1].Value.Uint64()}
}
