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
	ratios []float64 // sorted
	allocs float64   // more of them in a call, median
	floor  float64   // microseconds of a call of the other, median
}

// compare measures ours beside the floor: rounds of each, of so many calls, take
// turns, and take turns in being first, so that a machine that becomes slower or
// faster does so for both.
func compare(ctx context.Context, ours, floor call, rounds, calls, goroutines int) (comparison, error) {
	var c comparison
	var allocs, micros []float64
	for i := range rounds + 1 {
		var samples [2]sample
		for turn := range 2 {
			which := (i + turn) % 2
			var err error
			if samples[which], err = round(ctx, []call{ours, floor}[which], calls, goroutines); err != nil {
				return c, fmt.Errorf("%s: %w", []string{"measured", "floor"}[which], err)
			}
		}
		if i == 0 { // warms up
			continue
		}
		o, f := samples[0], samples[1]
		c.ratios = append(c.ratios, float64(o.time)/float64(f.time))
		allocs = append(allocs, o.allocs-f.allocs)
		micros = append(micros, float64(f.time.Microseconds())/float64(calls))
	}
	slices.Sort(c.ratios)
	c.allocs, c.floor = median(allocs), median(micros)
	return c, nil
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}

// spread writes sorted ratios as their median and the half of them around it.
func spread(ratios []float64, digits int) string {
	n := len(ratios)
	return fmt.Sprintf("%.*f (%.*f–%.*f)", digits, ratios[n/2], digits, ratios[n/4], digits, ratios[n-1-n/4])
}

// inverse are the ratios the other way round, sorted.
func inverse(ratios []float64) []float64 {
	turned := make([]float64, 0, len(ratios))
	for _, ratio := range slices.Backward(ratios) {
		turned = append(turned, 1/ratio)
	}
	return turned
}
