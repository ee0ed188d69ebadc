package soap

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/go-smsc/smsc/internal/namespace"
)

// CheckNamespace tells whether namespace can be sent: it stands in a quoted header
// field (soapAction) and in an attribute. The error does not repeat it.
func CheckNamespace(namespace string) error {
	if namespace == "" || strings.ContainsFunc(namespace, func(r rune) bool {
		return r <= ' ' || r > '~' || r == '"' || r == '\\'
	}) {
		return errNamespace
	}
	return nil
}

// Namespace returns the namespace of the next call.
func (c *Caller) Namespace() string { return c.address.Load().namespace }

// learnEvery is how often the WSDL is asked for at most. Until the next time a
// refused call fails as it is, so that a service which can never be satisfied is
// not asked with each call, and one that changes its namespace again, or had no
// good WSDL for a while, is.
const learnEvery = 10 * time.Second

var (
	errNamespace     = errors.New("a namespace must be printable ASCII without blanks, quotes and backslashes, as a URI is")
	errSameNamespace = errors.New("it names the namespace that was refused")
	errAskedLately   = errors.New("it was asked for a moment ago")
)

// learnNamespace replaces the namespace that the server refused by the one that
// its own WSDL names. Callers that come while that is being asked for wait for it.
func (c *Caller) learnNamespace(ctx context.Context, refused *address) (*address, error) {
	select {
	case c.learning <- struct{}{}:
		defer func() { <-c.learning }()
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	if to := c.address.Load(); to.namespace != refused.namespace {
		return to, nil // learned meanwhile, by another call
	}
	if !c.asked.IsZero() && time.Since(c.asked) < learnEvery {
		return nil, errAskedLately
	}
	c.asked = time.Now()
	document, err := c.fetchWSDL(ctx)
	if err != nil {
		return nil, fmt.Errorf("fetching it: %w", err)
	}
	named, err := namespace.Read(document)
	if err != nil {
		return nil, err
	}
	if named == refused.namespace {
		return nil, errSameNamespace
	}
	to, err := newAddress(&c.config, named)
	if err != nil {
		return nil, fmt.Errorf("it names one that cannot be used: %w", err)
	}
	c.address.Store(to)
	return to, nil
}

// fetchWSDL gets the endpoint's WSDL. The request holds no credentials.
func (c *Caller) fetchWSDL(ctx context.Context) ([]byte, error) {
	resp, err := c.roundTrip(ctx, new(Trip), c.wsdl, nil)
	if err != nil {
		return nil, err
	}
	document, err := c.readAll(resp, nil)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, statusError(resp)
	}
	return document, nil
}
