package smsc

import (
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/go-smsc/smsc/wsdl"
)

// DefaultEndpoint is where a client posts to unless [WithEndpoint] says otherwise.
const DefaultEndpoint = "https://smsc.ua/sys/soap.php"

// Defaults of the options.
const (
	defaultTimeout       = 30 * time.Second
	defaultMaxAnswer     = 1 << 20
	defaultMaxRecipients = 1000

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
	logger        *slog.Logger
	insecureHTTP  bool
	serverIDs     bool
	maxAnswer     int64
	maxRecipients int
	reserve       []string
	retries       int
	withoutAsking bool
	withoutRepeat bool
	pacing        Pacing
}

func defaults() config {
	return config{
		endpoint:      DefaultEndpoint,
		timeout:       defaultTimeout,
		logger:        slog.New(slog.DiscardHandler),
		maxAnswer:     defaultMaxAnswer,
		maxRecipients: defaultMaxRecipients,
		retries:       defaultRetries,
		pacing:        DefaultPacing(),
	}
}

// WithEndpoint sets the URL to post to, such as "https://smsc.kz/sys/soap.php".
// Defaults to [DefaultEndpoint]. It must be https, or http on a loopback address;
// see [WithInsecureHTTP].
func WithEndpoint(endpoint string) Option { return func(c *config) { c.endpoint = endpoint } }

// WithInsecureHTTP allows an http endpoint on any host. Login and password then
// travel for everybody on the way to read.
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
// Only with its own transport, and with net/http's, can the client tell that a
// failed request was never written; with another it says so for failed dials
// alone, and [Unknown] otherwise.
func WithHTTPClient(client *http.Client) Option { return func(c *config) { c.httpClient = client } }

// WithReserve adds endpoints to go to when the first one cannot be reached, such
// as "https://www2.smsc.ua/sys/soap.php" (that the service's reserve hosts speak
// SOAP is inferred). A send goes there only if it certainly was not sent before;
// whatever only reads goes there after any failure. The rules of [WithEndpoint]
// hold.
func WithReserve(endpoints ...string) Option { return func(c *config) { c.reserve = endpoints } }

// WithRetries sets how often a call is repeated, after the first attempt: a send
// that certainly was not sent, and whatever only reads. Defaults to 3, with
// pauses of up to 0.2, 0.4 and 0.8 s. 0 switches repetition off.
func WithRetries(n int) Option { return func(c *config) { c.retries = n } }

// WithoutAsking switches off that an unknown send is settled by asking for its
// status. See docs/retries.md, step 2.
func WithoutAsking() Option { return func(c *config) { c.withoutAsking = true } }

// WithoutRepeat switches off that an unknown send is settled by repeating the
// identical request while the service would refuse a double. See docs/retries.md,
// step 3.
func WithoutRepeat() Option { return func(c *config) { c.withoutRepeat = true } }

// WithSingleAttempt makes one attempt at every call and settles nothing, for
// programs that do that by themselves and for tests over a mocked transport. It
// is [WithRetries](0), [WithoutAsking] and [WithoutRepeat] in one.
func WithSingleAttempt() Option {
	return func(c *config) { c.retries, c.withoutAsking, c.withoutRepeat = 0, true, true }
}

// WithPacing changes the limits within which the client keeps. Defaults to
// [DefaultPacing].
func WithPacing(pacing Pacing) Option { return func(c *config) { c.pacing = pacing } }

// WithoutPacing lets every call out at once.
func WithoutPacing() Option { return WithPacing(Pacing{}) }

// WithTimeout bounds each attempt at a call, which begins when it has its turn;
// the context bounds the whole. Defaults to 30 s.
func WithTimeout(timeout time.Duration) Option { return func(c *config) { c.timeout = timeout } }

// WithLogger sets where calls are logged, at debug level: operation, duration,
// message ID, outcome and error, never texts, recipients or secrets. Defaults to
// silence.
func WithLogger(logger *slog.Logger) Option { return func(c *config) { c.logger = logger } }

// WithServerIDs leaves the ID of a message to the service when the request has
// none. A send whose outcome is unknown can then not be asked for.
func WithServerIDs() Option { return func(c *config) { c.serverIDs = true } }

// WithMaxAnswer bounds the size of an answer in bytes, after decompression.
// Defaults to 1 MiB.
func WithMaxAnswer(bytes int64) Option { return func(c *config) { c.maxAnswer = bytes } }

// WithMaxRecipients bounds the recipients of one request. Defaults to 1000: what
// the service takes is not documented.
func WithMaxRecipients(n int) Option { return func(c *config) { c.maxRecipients = n } }

// endpoint is an address that was found valid.
type endpoint struct {
	url       *url.URL
	namespace string
}

// check validates the settings and returns the endpoints, the reserve behind.
func (c *config) check(v *violations) []endpoint {
	if c.timeout <= 0 {
		v.add("WithTimeout", "must be positive")
	}
	if c.maxAnswer <= 0 {
		v.add("WithMaxAnswer", "must be positive")
	}
	if c.maxRecipients <= 0 {
		v.add("WithMaxRecipients", "must be positive")
	}
	if c.logger == nil {
		v.add("WithLogger", "must not be nil")
	}
	if c.retries < 0 {
		v.add("WithRetries", "must not be negative")
	}
	v.addText("WithNamespace", c.namespace)
	endpoints := make([]endpoint, 0, 1+len(c.reserve))
	endpoints = append(endpoints, c.endpointOf(v, "WithEndpoint", c.endpoint))
	for i, reserve := range c.reserve {
		endpoints = append(endpoints, c.endpointOf(v, index("WithReserve", i), reserve))
	}
	return endpoints
}

func (c *config) endpointOf(v *violations, field, raw string) endpoint {
	namespace, err := wsdl.Namespace(raw)
	if err != nil {
		v.add(field, "%v", err)
		return endpoint{}
	}
	if c.namespace != "" {
		namespace = c.namespace
	}
	u, err := url.Parse(raw)
	if err != nil {
		v.add(field, "is no URL")
		return endpoint{}
	}
	if u.Path == "" || u.Path == "/" {
		v.add(field, "needs a path, such as /sys/soap.php")
	}
	if u.Scheme != "https" && !c.insecureHTTP && !loopback(u.Hostname()) {
		v.add(field, "must be https, or WithInsecureHTTP must allow that the password travels in clear text")
	}
	return endpoint{url: u, namespace: namespace}
}

func loopback(host string) bool {
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}
