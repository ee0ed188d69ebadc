package main

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/twilio/twilio-go"
	"github.com/twilio/twilio-go/client"
	api "github.com/twilio/twilio-go/rest/api/v2010"

	"github.com/go-smsc/smsc/campaign"
)

// twilioPath is where the server answers as Twilio does, as slowly as the service.
const twilioPath = "/2010-04-01/"

// rerouted sends every request to the server of this program.
type rerouted struct {
	to   *url.URL
	over http.RoundTripper
}

func (r rerouted) RoundTrip(request *http.Request) (*http.Response, error) {
	request = request.Clone(request.Context())
	request.URL.Scheme, request.URL.Host, request.Host = r.to.Scheme, r.to.Host, r.to.Host
	return r.over.RoundTrip(request)
}

// otherSDK measures what users of twilio-go have for many messages, a loop in bounded
// goroutines, beside a campaign.
func otherSDK(ctx context.Context, endpoint string, rounds int) (string, error) {
	to, err := url.Parse(endpoint)
	if err != nil {
		return "", err
	}
	rest := &client.Client{
		Credentials: client.NewCredentials("demo", "demo"),
		HTTPClient:  &http.Client{Transport: rerouted{to, &http.Transport{MaxIdleConnsPerHost: 14}}},
	}
	rest.SetAccountSid("demo")
	other := twilio.NewRestClientWithParams(twilio.ClientParams{Client: rest})
	send := func(context.Context) error {
		params := new(api.CreateMessageParams)
		params.SetTo("+380501234567")
		params.SetFrom("+380509999999")
		params.SetBody(letters)
		_, err := other.Api.CreateMessage(params)
		return err
	}
	ours, err := newClient(endpoint + "/slow")
	if err != nil {
		return "", err
	}
	defer ours.CloseIdleConnections()
	const few, many = 1400, 70_000
	var ratios []float64
	for range rounds {
		one, err := round(ctx, send, few, 14)
		if err != nil {
			return "", err
		}
		began := time.Now()
		if err := runAll(ctx, campaign.Campaign{Client: ours}, many); err != nil {
			return "", err
		}
		ratios = append(ratios, one.time.Seconds()/few/(time.Since(began).Seconds()/many))
	}
	slices.Sort(ratios)
	return spread(ratios, 0) + " × the campaign's time", nil
}
