package smsc

import (
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/go-smsc/smsc/internal/namespace"
	"github.com/go-smsc/smsc/internal/soap"
)

// DefaultEndpoint is where a client posts to unless [WithEndpoint] says otherwise.
const DefaultEndpoint = "https://smsc.ua/sys/soap.php"

// Defaults of the options.
const (
	defaultTimeout       = 30 * time.Second
	defaultMaxAnswer     = 1 << 20
	defaultMaxRecipients = 1000
	defaultMaxRequest    = 512 << 10

	// maxConcurrent is how many requests the service takes at once on a login
	// (HTTP docs: it refuses from 15 on), and so how many connections are kept.
	maxConcurrent = 14
)

// Option is a setting of [NewClient].
type Option func(*config)

type config struct {
	endpoint      string
	namespace     string
	httpClient    *http.Client
	timeout       time.Duration
	insecureHTTP  bool
	serverIDs     bool
	silentRefusal bool
	maxAnswer     int64
	maxRecipients int
	maxRequest    int
	reserve       []string
	retry         RetryPolicy
	pacing        Pacing
	observers     observers
}

func defaults() config {
	return config{
		endpoint:      DefaultEndpoint,
		timeout:       defaultTimeout,
		maxAnswer:     defaultMaxAnswer,
		maxRecipients: defaultMaxRecipients,
		maxRequest:    defaultMaxRequest,
		pacing:        defaultPacing(),
	}
}

// WithEndpoint sets the URL to post to, such as "https://smsc.kz/sys/soap.php".
// Defaults to [DefaultEndpoint]. It must be https, or http on a loopback address;
// see [WithInsecureHTTP].
func WithEndpoint(endpoint string) Option { return func(c *config) { c.endpoint = endpoint } }

// WithInsecureHTTP allows an http endpoint on any host. Login and password then
// travel in clear text, for everybody on the way to read.
func WithInsecureHTTP() Option { return func(c *config) { c.insecureHTTP = true } }

// WithNamespace sets the XML namespace of requests, which is the soapAction too.
// Defaults to scheme, host and path of the endpoint, as in every recorded WSDL.
// When the service refuses the namespace, the client reads the right one from the
// endpoint's WSDL once, whether it was set or not.
func WithNamespace(namespace string) Option { return func(c *config) { c.namespace = namespace } }

// WithHTTPClient sets the client to post with, for a proxy, a certificate
// authority of your own, tracing, or a mocked transport. It is copied, and the
// copy follows no redirect. Without a Transport in it the client's own is used.
//
// Only with its own transport, and with net/http's, can the client know that a
// failed request was never written. With any other it knows that only of a failed
// dial; every other failure of a send is [OutcomeUnknown].
func WithHTTPClient(client *http.Client) Option { return func(c *config) { c.httpClient = client } }

// WithReserve adds endpoints to go to when the first one cannot be reached, such
// as "https://www2.smsc.ua/sys/soap.php" (that the service's reserve hosts speak
// SOAP is inferred). A send goes there only if it was certainly not sent before; a
// call that only reads goes there after any failure. The rules of [WithEndpoint]
// hold.
func WithReserve(endpoints ...string) Option { return func(c *config) { c.reserve = endpoints } }

// WithRetry changes what happens after a failure. The zero value of each field is
// the default, so no field switches another one off.
func WithRetry(policy RetryPolicy) Option { return func(c *config) { c.retry = policy } }

// WithPacing changes the limits that the client keeps, starting from the defaults of
// [Pacing] or from what an earlier option made of them:
//
//	smsc.WithPacing(func(p *smsc.Pacing) { p.Concurrent = 5 })
func WithPacing(change func(*Pacing)) Option {
	return func(c *config) {
		if change != nil {
			change(&c.pacing)
		}
	}
}

// WithObserver adds an observer of calls and attempts, for tracing and metrics. It can
// be given several times.
func WithObserver(observer Observer) Option {
	return func(c *config) { c.observers = append(c.observers, observer) }
}

// WithTimeout bounds each attempt at a call, which begins when it has its turn;
// the context bounds the whole. Defaults to 30 s.
func WithTimeout(timeout time.Duration) Option { return func(c *config) { c.timeout = timeout } }

// WithLogger sets a log for calls and attempts, at debug level, and for the moment at
// which calls stop ([BlockedError]), at warning level. It is an [Observer], so what it
// writes holds no texts, recipients or secrets. Defaults to silence.
func WithLogger(logger *slog.Logger) Option {
	if logger == nil {
		return WithObserver(nil)
	}
	return WithObserver(logObserver{logger})
}

// WithServerIDs leaves the ID of a message to the service when the request has none.
// The service can then not be asked for a send whose outcome is unknown.
func WithServerIDs() Option { return func(c *config) { c.serverIDs = true } }

// WithMaxAnswer bounds the size of an answer in bytes, after decompression.
// Defaults to 1 MiB.
func WithMaxAnswer(bytes int64) Option { return func(c *config) { c.maxAnswer = bytes } }

// WithMaxRecipients bounds the recipients of one request. Defaults to 1000: what
// the service takes is not documented.
func WithMaxRecipients(n int) Option { return func(c *config) { c.maxRecipients = n } }

// WithMaxRequest bounds the size of a request to send or to price in bytes, as it is
// posted. What is larger is refused before anything is sent. Defaults to 512 KiB:
// what the service takes is not documented.
func WithMaxRequest(bytes int) Option { return func(c *config) { c.maxRequest = bytes } }

// WithoutFailedReports stops asking for the list of refused recipients
// ([SendResult].Failed), which a send to more than one recipient asks for by default.
// (SMSC SOAP docs, err.)
func WithoutFailedReports() Option { return func(c *config) { c.silentRefusal = true } }

// address is an endpoint that was found valid.
type address struct {
	url       *url.URL
	namespace string
}

// check validates the settings and returns the endpoints, the reserve last.
func (c *config) check() (addresses []address, wrong ValidationErrors) {
	for _, positive := range []struct {
		option string
		value  int64
	}{
		{"WithTimeout", int64(c.timeout)},
		{"WithMaxAnswer", c.maxAnswer},
		{"WithMaxRecipients", int64(c.maxRecipients)},
		{"WithMaxRequest", int64(c.maxRequest)},
	} {
		if positive.value <= 0 {
			wrong = append(wrong, &ValidationError{positive.option, "must be positive"})
		}
	}
	for _, observer := range c.observers {
		if observer == nil {
			wrong = append(wrong, &ValidationError{"WithObserver", "must not be nil, and neither must the logger of WithLogger"})
		}
	}
	wrong = append(wrong, c.retry.check()...)
	if c.namespace != "" {
		if err := soap.CheckNamespace(c.namespace); err != nil {
			wrong = append(wrong, &ValidationError{"WithNamespace", err.Error()})
		}
	}
	first, found := c.address("WithEndpoint", c.endpoint)
	addresses = append(addresses, first)
	wrong = append(wrong, found...)
	for i, reserve := range c.reserve {
		other, found := c.address(index("WithReserve", i), reserve)
		addresses = append(addresses, other)
		wrong = append(wrong, found...)
	}
	return addresses, wrong
}

func (c *config) address(option, raw string) (a address, wrong ValidationErrors) {
	own, err := namespace.Of(raw)
	if err != nil {
		wrong = append(wrong, &ValidationError{option, fmt.Sprintf("%v", err)})
		return a, wrong
	}
	if c.namespace != "" {
		own = c.namespace
	}
	u, err := url.Parse(raw)
	if err != nil {
		wrong = append(wrong, &ValidationError{option, "is not a URL"})
		return a, wrong
	}
	if u.Path == "" || u.Path == "/" {
		wrong = append(wrong, &ValidationError{option, "needs a path, such as /sys/soap.php"})
	}
	if u.Scheme != "https" && !c.insecureHTTP && !loopback(u.Hostname()) {
		wrong = append(wrong, &ValidationError{option, "must be https, or WithInsecureHTTP must allow a password in clear text"})
	}
	return address{url: u, namespace: own}, wrong
}

func loopback(host string) bool {
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}
