package soap

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/go-smsc/smsc/wsdl"
)

// Namespace returns the namespace of the next call.
func (c *Caller) Namespace() string { return c.address.Load().namespace }

var errSameNamespace = errors.New("it names the namespace that was refused")

// learnNamespace replaces the namespace that the server refused by the one that
// its own WSDL names. The WSDL is asked until it has answered once; callers that
// come while it is being asked wait for that.
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
	if c.learned {
		return nil, errSameNamespace
	}
	document, err := c.fetchWSDL(ctx)
	if err != nil {
		return nil, err
	}
	c.learned = true
	namespace, err := wsdl.ReadNamespace(document)
	if err != nil {
		return nil, err
	}
	if namespace == refused.namespace {
		return nil, errSameNamespace
	}
	to := newAddress(&c.config, namespace)
	c.address.Store(to)
	return to, nil
}

// fetchWSDL gets the endpoint's WSDL. The request holds no credentials.
func (c *Caller) fetchWSDL(ctx context.Context) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.endpoint+"?wsdl", http.NoBody)
	if err != nil {
		return nil, err
	}
	req.Header.Set("User-Agent", c.config.UserAgent)
	resp, err := c.config.Client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("fetching the WSDL: %w", err)
	}
	document, err := c.readAll(resp, nil)
	if err != nil {
		return nil, fmt.Errorf("fetching the WSDL: %w", err)
	}
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("fetching the WSDL: %w", statusError(resp))
	}
	return document, nil
}
