package smsctest

import (
	"errors"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

const readyPath = "/readyz"

var errHost = errors.New("this host name is not let in, since a web page could have made it up: " +
	"use localhost or an IP address, or allow it with smsctest.WithAllowedHosts or smsc serve --allow-host")

// AllowsHost reports whether the control interface is served under a host, given as
// in the Host header. See [WithAllowedHosts].
func (g *Gateway) AllowsHost(host string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = strings.Trim(host, "[]")
	}
	name = strings.ToLower(strings.TrimSuffix(name, "."))
	if _, err := netip.ParseAddr(name); err == nil {
		return true // nobody can make an address point elsewhere
	}
	return name == "localhost" || strings.HasSuffix(name, ".localhost") || slices.Contains(g.hostNames, name)
}

// ready tells whether the host can be reached.
func (g *Gateway) ready(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		writeError(w, http.StatusMethodNotAllowed, errors.New("ask with GET"))
		return
	}
	if g.unreachable() {
		writeError(w, http.StatusServiceUnavailable, errors.New("down"))
		return
	}
	writeJSON(w, http.StatusOK, map[string]bool{"ready": true})
}
