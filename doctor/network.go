package doctor

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"time"
)

// addresses are what a host's name stands for, and what a connection to one of each
// family came to.
type addresses struct {
	v4, v6           []netip.Addr
	trouble4         string // "" when it connects, or when there is none
	trouble6         string
	took4, took6     time.Duration
	asked, connected bool
}

// lookUp asks for the addresses of a host.
func (w *wire) lookUp(ctx context.Context, host string) (found addresses, err error) {
	ctx, cancel := w.bounded(ctx)
	defer cancel()
	if ip, err := netip.ParseAddr(host); err == nil {
		found.sort(ip)
		return found, nil
	}
	all, err := net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	for _, ip := range all {
		found.sort(ip.Unmap())
	}
	return found, err
}

func (a *addresses) sort(ip netip.Addr) {
	a.asked = true
	if ip.Is4() {
		a.v4 = append(a.v4, ip)
	} else {
		a.v6 = append(a.v6, ip)
	}
}

// connect makes a connection to one address of each family, both at once.
func (w *wire) connect(ctx context.Context, a *addresses, port string) {
	if a.connected {
		return
	}
	a.connected = true
	ctx, cancel := w.bounded(ctx)
	defer cancel()
	var both sync.WaitGroup
	try := func(all []netip.Addr, trouble *string, took *time.Duration) {
		if len(all) == 0 {
			return
		}
		both.Go(func() {
			began := time.Now()
			conn, err := new(net.Dialer).DialContext(ctx, "tcp", net.JoinHostPort(all[0].String(), port))
			*took = time.Since(began)
			if err != nil {
				*trouble = explain(err)
				return
			}
			_ = conn.Close()
		})
	}
	try(a.v4, &a.trouble4, &a.took4)
	try(a.v6, &a.trouble6, &a.took6)
	both.Wait()
}

// shake makes a connection and shakes hands.
func (w *wire) shake(ctx context.Context, host, port string, roots *x509.CertPool) (*tls.ConnectionState, error) {
	ctx, cancel := w.bounded(ctx)
	defer cancel()
	config := tlsConfig(roots)
	config.ServerName = host
	dialer := &tls.Dialer{Config: config}
	conn, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort(host, port))
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	secure, ok := conn.(*tls.Conn)
	if !ok {
		return nil, errors.New("doctor: no TLS connection")
	}
	return new(secure.ConnectionState()), nil
}

// port is the port of a URL.
func port(u *url.URL) string {
	switch {
	case u.Port() != "":
		return u.Port()
	case u.Scheme == "http":
		return "80"
	default:
		return "443"
	}
}

// detour says why the network cannot be looked at directly, "" if it can.
func (x *exam) detour() string {
	if x.config.Transport != nil {
		return "the program has a transport of its own"
	}
	request := &http.Request{URL: x.endpoint}
	if proxy, err := http.ProxyFromEnvironment(request); err == nil && proxy != nil {
		return "requests go through the proxy of the environment"
	}
	return ""
}

func checkDNS(ctx context.Context, x *exam) verdict {
	if why := x.detour(); why != "" {
		return skip(why)
	}
	found, err := x.wire.lookUp(ctx, x.endpoint.Hostname())
	if err != nil && !found.asked {
		return fail(explain(err), "The host cannot be found from this machine: check the name and the resolver.")
	}
	x.network.addresses = found
	var families []string
	if len(found.v4) > 0 {
		families = append(families, "IPv4")
	}
	if len(found.v6) > 0 {
		families = append(families, "IPv6")
	}
	return ok("has addresses of " + strings.Join(families, " and "))
}

func checkIPv4(ctx context.Context, x *exam) verdict {
	a := &x.network.addresses
	if !a.asked {
		return skip("no address is known")
	}
	x.wire.connect(ctx, a, port(x.endpoint))
	return family("IPv4", len(a.v4), a.trouble4, len(a.v6) > 0 && a.trouble6 == "")
}

func checkIPv6(ctx context.Context, x *exam) verdict {
	a := &x.network.addresses
	if !a.asked {
		return skip("no address is known")
	}
	x.wire.connect(ctx, a, port(x.endpoint))
	return family("IPv6", len(a.v6), a.trouble6, len(a.v4) > 0 && a.trouble4 == "")
}

// family judges the connection over one family, if the other works or not.
func family(name string, known int, trouble string, other bool) verdict {
	switch {
	case known == 0:
		return note("no "+name+" address", "Calls go over the other family.")
	case trouble == "":
		return ok("connects")
	case other && trouble == unreachable:
		return note(trouble, "This machine has no "+name+". Calls go over the other family.")
	case other:
		return warn(trouble, "Calls go over the other family, after a delay.")
	default:
		return fail(trouble, "The service cannot be reached from this machine: a firewall, or the service is down.")
	}
}

func checkTLS(ctx context.Context, x *exam) verdict {
	switch why := x.detour(); {
	case why != "":
		return skip(why)
	case x.endpoint.Scheme != "https":
		return skip("the endpoint is http")
	}
	state, err := x.wire.shake(ctx, x.endpoint.Hostname(), port(x.endpoint), x.config.Roots)
	x.network.handshake, x.network.tlsTrouble = state, err
	if _, untrusted := errors.AsType[*tls.CertificateVerificationError](err); untrusted {
		return ok("speaks TLS 1.2 or newer")
	}
	if err != nil {
		return fail(explain(err), "No call can be made: the client wants TLS 1.2 or newer, and a certificate for the host.")
	}
	return ok("speaks " + tls.VersionName(state.Version))
}

// warnBefore is how long before its expiry a certificate is worth a warning. Most are
// renewed 30 days before.
const warnBefore = 14 * 24 * time.Hour

func checkCertificate(_ context.Context, x *exam) verdict {
	switch {
	case x.network.tlsTrouble != nil:
		return fail(explainCertificate(x.network.tlsTrouble), "No call can be made: the client trusts no other certificate.")
	case x.network.handshake == nil || len(x.network.handshake.PeerCertificates) == 0:
		return skip("there was no TLS handshake")
	}
	left := time.Until(x.network.handshake.PeerCertificates[0].NotAfter)
	days := int(left / (24 * time.Hour))
	seen := fmt.Sprintf("is trusted, for this host, and expires in %d days", days)
	if left < warnBefore {
		return warn(seen, "Calls fail from that day on, unless it is renewed.")
	}
	return ok(seen)
}

// explainCertificate says what is wrong with a certificate, without anything of what is
// in it.
func explainCertificate(err error) string {
	if _, wrong := errors.AsType[x509.HostnameError](err); wrong {
		return "it is for another host"
	}
	if found, wrong := errors.AsType[x509.CertificateInvalidError](err); wrong {
		if found.Reason == x509.Expired {
			return "it has expired, or is not yet valid"
		}
		return "it is not valid"
	}
	if _, wrong := errors.AsType[x509.UnknownAuthorityError](err); wrong {
		return "nobody trusted has signed it"
	}
	return explain(err)
}
