package main

import (
	"context"
	"fmt"
	"maps"
	"net/url"

	"github.com/spf13/cobra"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/tracking"
)

// await is smsc status --wait.
func (f *statusFlags) await(cmd *cobra.Command, p *program, request smsc.StatusRequest) (*smsc.StatusResult, error) {
	if err := request.Validate(); err != nil {
		return nil, &callError{err: err, reads: true}
	}
	client, err := p.client(attemptTimeout)
	if err != nil {
		return nil, err
	}
	ctx := cmd.Context()
	if cmd.Flags().Changed("timeout") {
		bounded, cancel := p.bounded(ctx)
		defer cancel()
		ctx = bounded
	}
	if err := checkAccount(ctx, client); err != nil {
		return nil, err
	}
	result, err := tracking.Wait(ctx, asking{client, request.Extra}, smsc.Ref{ID: request.ID, Recipient: request.Recipient},
		tracking.WithDetail(request.Detail), tracking.WithValidity(f.validity))
	switch {
	case err != nil && result != nil:
		return nil, &callError{err: fmt.Errorf("%w; the status so far: %s", err, result.Status), reads: true}
	case err != nil:
		return nil, &callError{err: err, reads: true}
	}
	return result, nil
}

// asking is a client that adds parameters to each question.
type asking struct {
	client *smsc.Client
	extra  url.Values
}

func (a asking) Status(ctx context.Context, request smsc.StatusRequest) (*smsc.StatusResult, error) {
	request.Extra = maps.Clone(a.extra)
	return a.client.Status(ctx, request)
}
