package smsctest

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/go-smsc/smsc/callback"
)

// callbackTimeout is how long an answer to a callback may take. How long the
// service waits is not known.
const callbackTimeout = 10 * time.Second

// callbackConfig is what [WithCallback] sets.
type callbackConfig struct {
	target  string
	secret  func() string // a function, since fmt prints what fields hold
	client  *http.Client
	anyHost bool
	early   bool
	twice   float64
	retries []time.Duration
}

// CallbackOption sets up [WithCallback].
type CallbackOption func(*callbackConfig)

// WithCallback posts delivery reports to target, the URL that would be set in the
// account, after each change of a message's status. The first status, that it waits
// to be sent, is none. See package callback for the handler behind the URL; the
// query of target says which charset, form and checksum are used, as
// [callback.NewRequest] has it. Without "md5" or "sha1" in it there is no checksum.
//
// Reports of a message are posted in order, one after the other, and not before the
// answer to its send has been given. An answer may take 10 seconds. Statuses change
// by the [Clock]; with a [ManualClock] the reports follow as soon as it is moved.
// [Gateway.Settle] waits until all that are due are answered, and
// [Gateway.Callbacks] tells what was posted and answered. Messages that are no
// longer kept are no longer reported.
//
// A character that the charset of a form lacks is posted as a question mark
// (inferred). An event that cannot be written, such as one before 1970, is not
// posted; Callbacks tells why.
//
// The host of target must be a loopback address, localhost or a name below it. The
// option panics if an argument is not valid, see [CheckCallback]. Close the Gateway
// at the end: that ends the posting.
func WithCallback(target, secret string, opts ...CallbackOption) Option {
	cb, err := newCallbackConfig(target, secret, opts)
	if err != nil {
		panic("smsctest: WithCallback: " + err.Error())
	}
	return func(c *config) { c.callback = cb }
}

// CheckCallback returns what is wrong with the arguments of [WithCallback]. The error
// does not show the secret.
func CheckCallback(target, secret string, opts ...CallbackOption) error {
	_, err := newCallbackConfig(target, secret, opts)
	return err
}

// CallbackClient posts with client in place of the default one, which connects to
// loopback addresses only, uses no proxy and follows no redirects.
func CallbackClient(client *http.Client) CallbackOption {
	return func(c *callbackConfig) { c.client = client }
}

// CallbackHandler hands the requests to a handler, without a network. So it works in
// a testing/synctest bubble. The URL may have any host.
func CallbackHandler(handler http.Handler) CallbackOption {
	return func(c *callbackConfig) {
		c.anyHost = true
		c.client = &http.Client{Transport: handlerTransport{handler}, CheckRedirect: noRedirects}
	}
}

// CallbackAnyHost lets the URL have a host that is not on loopback, such as that of
// another container. Numbers and texts go there.
func CallbackAnyHost() CallbackOption { return func(c *callbackConfig) { c.anyHost = true } }

// CallbackEarly posts reports that are due when a message is accepted before the
// send is answered, and holds none back until it is. (Seen in public clients: a
// report can come before its send is answered.) With WithLife("", Delivered(0)) each
// message is reported as delivered before the program knows that it was accepted.
func CallbackEarly() CallbackOption { return func(c *callbackConfig) { c.early = true } }

// CallbackTwice posts a share of the callbacks, 0-1, twice, one directly after the
// other. Which ones is drawn by [WithSeed].
func CallbackTwice(share float64) CallbackOption {
	return func(c *callbackConfig) { c.twice = share }
}

// CallbackRetries posts a callback again that was not answered with a status of
// 200-299: after the first delay, then after the second, and so on, by the
// [Clock]. Further reports of the same message wait meanwhile. By default nothing is
// repeated. Whether the service repeats is not known.
func CallbackRetries(delays ...time.Duration) CallbackOption {
	return func(c *callbackConfig) { c.retries = slices.Clone(delays) }
}

func newCallbackConfig(target, secret string, opts []CallbackOption) (*callbackConfig, error) {
	c := &callbackConfig{target: target, secret: func() string { return secret }}
	for _, opt := range opts {
		opt(c)
	}
	address, err := url.Parse(target)
	switch {
	case err != nil: // the parser's error would show the URL
		return nil, errors.New("the URL is malformed")
	case address.Scheme != "http" && address.Scheme != "https" || address.Hostname() == "":
		return nil, errors.New("the URL must begin with http:// or https:// and a host")
	case !c.anyHost && !isLoopback(address.Hostname()):
		return nil, errors.New("the host of the URL must be on loopback, such as 127.0.0.1")
	}
	// NewRequest knows which parameters and secrets are valid.
	sample := callback.WaitCall{Phone: "1", CalledAt: time.Unix(1, 0)}
	if _, err := callback.NewRequest(context.Background(), target, secret, sample); err != nil {
		return nil, errors.New(strings.TrimPrefix(err.Error(), "callback: "))
	}
	if c.client == nil {
		c.client = newCallbackClient(c.anyHost)
	}
	return c, nil
}
