package smsc_test

import (
	"context"
	"net/http"
	"time"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/callback"
	"github.com/go-smsc/smsc/campaign"
	"github.com/go-smsc/smsc/tracking"
)

// The functions here are snippets of docs/campaigns.md and docs/tracking.md. They are
// compiled; the examples of the packages run.

var (
	_ = runCampaign
	_ = followThem
	_ = withReports
	_ = lives
)

func runCampaign(
	ctx context.Context, client *smsc.Client, messages func(func(campaign.Message, error) bool),
	store func(key string, state campaign.State, id, reason string),
) error {
	journal, err := campaign.OpenJournal("run.jsonl")
	if err != nil {
		return err
	}
	defer journal.Close()

	c := campaign.Campaign{Client: client, Template: smsc.SendRequest{Sender: "Shop"}, Journal: journal}
	for result, err := range c.Run(ctx, messages) {
		if err != nil {
			return err // start it again, with the same journal
		}
		store(result.Key, result.State, result.ID, result.Reason())
	}
	return nil
}

func followThem(
	ctx context.Context, client *smsc.Client, ref smsc.Ref, refs func(func(smsc.Ref) bool),
	store func(ref smsc.Ref, state string, why error),
) (err error) {
	result, err := tracking.Wait(ctx, client, ref) // one

	for ref, result := range tracking.Track(ctx, client, refs) { // millions
		switch {
		case result.Err != nil:
			store(ref, "no final status", result.Err)
		case result.Status.Status.Delivered():
			store(ref, "delivered, read or clicked", nil)
		default:
			store(ref, "failed", nil) // result.Status.DeliveryError says why
		}
	}
	_ = result
	return err
}

func withReports(ctx context.Context, client *smsc.Client, secret string, refs func(func(smsc.Ref) bool)) (http.Handler, error) {
	tracker, err := tracking.New(client, tracking.WithSchedule(tracking.Fallback))
	if err != nil {
		return nil, err
	}
	handler, err := callback.NewHandler(secret, func(_ context.Context, event callback.Event) error {
		if report, ok := event.(callback.StatusReport); ok {
			tracker.Report(smsc.Ref{ID: report.ID, Recipient: report.Recipient}, smsc.StatusResult{
				Status: report.Status, ChangedAt: report.ChangedAt, DeliveryError: report.DeliveryError, Cost: report.Cost,
			})
		}
		return nil
	})
	go func() {
		for range tracker.Track(ctx, refs) { // the results
		}
	}()
	return handler, err
}

func lives(rows map[smsc.Ref]struct {
	SentAt   time.Time
	ValidFor time.Duration
},
) tracking.Option {
	return tracking.WithLife(func(ref smsc.Ref) tracking.Life {
		row := rows[ref.Key()]
		return tracking.Life{SentAt: row.SentAt, ValidFor: row.ValidFor}
	})
}
