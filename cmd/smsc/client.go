package main

import (
	"context"
	"net/http"
	"time"

	"github.com/go-smsc/smsc"
)

// attemptTimeout is the longest time for one attempt at a call.
const attemptTimeout = 30 * time.Second

// client makes the client of a command that calls the service, with the time for
// each attempt at a call.
func (p *program) client(attempt time.Duration, options ...smsc.Option) (*smsc.Client, error) {
	credentials, err := p.credentials()
	if err != nil {
		return nil, err
	}
	options = append(options, smsc.WithTimeout(min(attempt, attemptTimeout)))
	if p.transport != nil {
		options = append(options, smsc.WithHTTPClient(&http.Client{Transport: p.transport}))
	}
	endpoint := p.endpoint
	if endpoint == "" {
		endpoint = p.env("SMSC_ENDPOINT")
	}
	if endpoint != "" {
		options = append(options, smsc.WithEndpoint(endpoint))
	}
	client, err := smsc.NewClient(credentials, options...)
	if err != nil {
		return nil, &callError{err: err}
	}
	return client, nil
}

// bounded is the context of a call with all its attempts.
func (p *program) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, p.timeout)
}
