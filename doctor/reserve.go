package doctor

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"
	"sync"
)

// reserveNames are the names of reserve hosts that the vendor's libraries for the HTTP
// API try (see docs/gateway.md).
var reserveNames = []string{"www2", "www3", "www4", "www5"}

// reserveEndpoints are the reserve hosts of an endpoint.
func (x *exam) reserveEndpoints() []string {
	if x.config.Reserve != nil {
		return x.config.Reserve
	}
	host := strings.TrimPrefix(x.endpoint.Hostname(), "www.")
	if net.ParseIP(host) != nil || !strings.Contains(host, ".") || x.endpoint.Scheme != "https" {
		return nil
	}
	endpoints := make([]string, 0, len(reserveNames))
	for _, name := range reserveNames {
		other := *x.endpoint
		other.Host = name + "." + host
		if port := x.endpoint.Port(); port != "" {
			other.Host = net.JoinHostPort(other.Host, port)
		}
		endpoints = append(endpoints, other.String())
	}
	return endpoints
}

// checkReserve looks at all reserve hosts at once. They get no credentials.
func checkReserve(ctx context.Context, x *exam) verdict {
	endpoints := x.reserveEndpoints()
	if len(endpoints) == 0 {
		return skip("no reserve hosts are known for this one")
	}
	seen := make([]string, len(endpoints))
	var all sync.WaitGroup
	for i, endpoint := range endpoints {
		all.Go(func() { seen[i] = x.lookAtReserve(ctx, endpoint) })
	}
	all.Wait()
	answered := 0
	details := make([]string, 0, len(endpoints))
	for i, endpoint := range endpoints {
		host := endpoint
		if u, err := url.Parse(endpoint); err == nil {
			host = u.Host
		}
		if seen[i] == speaks {
			x.reserve = append(x.reserve, endpoint)
		}
		if !slices.Contains(silences, seen[i]) {
			answered++
		}
		details = append(details, host+": "+seen[i])
	}
	count := fmt.Sprintf("%d of %d speak SOAP", len(x.reserve), len(endpoints))
	switch {
	case answered == 0: // a firewall, perhaps
	case len(x.reserve) > 0 && x.sending == nil:
		x.settle("reserve", count+"; whether they share one state needs a message")
	default:
		x.settle("reserve", count)
	}
	v := note(count, "Name those that do with WithReserve, if you want them. The client uses none by itself.")
	v.details = details
	return v
}

// silences are what says nothing about a host.
var silences = []string{noAnswer, refused, reset, unreachable, stopped}

const speaks = "has the same WSDL, with its own namespace"

// lookAtReserve looks at one reserve host: its name, TLS and WSDL.
func (x *exam) lookAtReserve(ctx context.Context, endpoint string) string {
	u, err := url.Parse(endpoint)
	if err != nil {
		return "is not a URL"
	}
	if x.detour() == "" {
		if found, err := x.wire.lookUp(ctx, u.Hostname()); err != nil && !found.asked {
			return explain(err)
		}
		if u.Scheme == "https" {
			if _, err := x.wire.shake(ctx, u.Hostname(), port(u), x.config.Roots); err != nil {
				return explainCertificate(err)
			}
		}
	}
	got := x.wire.get(ctx, endpoint)
	switch {
	case got.redirects():
		return "a redirect " + whither(u, got.location)
	case got.trouble != "":
		return got.trouble
	case !got.isSuccess():
		return fmt.Sprintf("HTTP status %d", got.status)
	}
	theirs, err := readContract(got.body)
	if err != nil {
		return "what came is no WSDL"
	}
	switch differences := compare(x.ours.at(endpoint), theirs); {
	case len(differences) == 0:
		return speaks
	case theirs.namespace != endpoint:
		return "has a WSDL with another namespace"
	default:
		return fmt.Sprintf("has a WSDL with %d differences", len(differences))
	}
}
