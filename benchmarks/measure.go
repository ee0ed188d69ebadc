package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"slices"
	"sync"
	"time"
)

// call is one call, or the floor's POST.
type call func(context.Context) error

// floor posts body as net/http does it when nothing is added: the connection is
// kept, the answer is read.
func floor(url string, body []byte) call {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 14}}
	return func(ctx context.Context) error {
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
		if err != nil {
			return err
		}
		request.Header.Set("Content-Type", "text/xml; charset=utf-8")
		request.Header.Set("SOAPAction", `"http://127.0.0.1/sys/soap.php"`)
		response, err := client.Do(request)
		if err != nil {
			return err
		}
		_, err = io.ReadAll(response.Body)
		_ = response.Body.Close()
		return err
	}
}

// sample is what one round took.
type sample struct {
	time   time.Duration
	allocs float64 // a call
}

func round(ctx context.Context, c call, calls, goroutines int) (sample, error) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	began := time.Now()
	errs := make(chan error, goroutines)
	var all sync.WaitGroup
	for range goroutines {
		all.Go(func() {
			for range calls / goroutines {
				if err := c(ctx); err != nil {
					errs <- err
					return
				}
			}
		})
	}
	all.Wait()
	took := time.Since(began)
	runtime.ReadMemStats(&after)
	select {
	case err := <-errs:
		return sample{}, err
	default:
		return sample{took, float64(after.Mallocs-before.Mallocs) / float64(calls)}, nil
	}
}

// comparison is the ratio of one thing to another over interleaved rounds.
type comparison struct {
	ratios []float64
	allocs float64 // more of them in a call, median
	micros float64 // of a call, median
}

func compare(ctx context.Context, ours, floor call, rounds, calls, goroutines int) (comparison, error) {
	var c comparison
	var allocs, micros []float64
	for i := range rounds + 1 {
		f, err := round(ctx, floor, calls, goroutines)
		if err != nil {
			return c, fmt.Errorf("floor: %w", err)
		}
		o, err := round(ctx, ours, calls, goroutines)
		if err != nil {
			return c, err
		}
		if i == 0 { // warms up
			continue
		}
		c.ratios = append(c.ratios, float64(o.time)/float64(f.time))
		allocs = append(allocs, o.allocs-f.allocs)
		micros = append(micros, float64(o.time.Microseconds())/float64(calls))
	}
	slices.Sort(c.ratios)
	c.allocs, c.micros = median(allocs), median(micros)
	return c, nil
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}

func (c comparison) String() string {
	return fmt.Sprintf("%.2f (%.2f–%.2f), %.0f allocations above it", median(c.ratios), c.ratios[0], c.ratios[len(c.ratios)-1], c.allocs)
}
