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
}

func defaults() config {
	return config{
		endpoint:      DefaultEndpoint,
		timeout:       defaultTimeout,
		logger:        slog.New(slog.DiscardHandler),
		maxAnswer:     defaultMaxAnswer,
		maxRecipients: defaultMaxRecipients,
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

// WithTimeout bounds a call from beginning to end, on top of its context's own
// deadline. Defaults to 30 s.
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

// check validates the settings and completes them; the parsed endpoint comes
// back.
func (c *config) check(v *violations) *url.URL {
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
	namespace, err := wsdl.Namespace(c.endpoint)
	if err != nil {
		v.add("WithEndpoint", "%v", err)
		return nil
	}
	if c.namespace == "" {
		c.namespace = namespace
	}
	v.addText("WithNamespace", c.namespace)
	endpoint, err := url.Parse(c.endpoint)
	if err != nil {
		v.add("WithEndpoint", "is no URL")
		return nil
	}
	if endpoint.Path == "" || endpoint.Path == "/" {
		v.add("WithEndpoint", "needs a path, such as /sys/soap.php")
	}
	if endpoint.Scheme != "https" && !c.insecureHTTP && !loopback(endpoint.Hostname()) {
		v.add("WithEndpoint", "must be https, or WithInsecureHTTP must allow that the password travels in clear text")
	}
	return endpoint
}

func loopback(host string) bool {
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}
