package doctor_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/doctor"
	"github.com/go-smsc/smsc/smsctest"
)

// certificate is one for 127.0.0.1 that signs itself, changed by change.
func certificate(t *testing.T, change func(*x509.Certificate)) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "gateway"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(90 * 24 * time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	if change != nil {
		change(template)
	}
	document, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	parsed, err := x509.ParseCertificate(document)
	require.NoError(t, err)
	roots := x509.NewCertPool()
	roots.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{document}, PrivateKey: key}, roots
}

func TestTLS(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change      func(*x509.Certificate)
		config      func(*tls.Config)
		distrust    bool
		tls, seen   string
		severity    doctor.Severity
		credentials doctor.Severity
	}{
		"a good certificate": {tls: "speaks TLS 1.3", seen: "is trusted, for this host, and expires in 89 days", severity: doctor.OK, credentials: doctor.OK},
		"TLS 1.2": {
			config: func(c *tls.Config) { c.MaxVersion = tls.VersionTLS12 }, tls: "speaks TLS 1.2",
			seen: "is trusted, for this host, and expires in 89 days", severity: doctor.OK, credentials: doctor.OK,
		},
		"TLS 1.1": {
			config: func(c *tls.Config) { c.MinVersion, c.MaxVersion = tls.VersionTLS10, tls.VersionTLS11 },
			tls:    "the server refused the TLS handshake", seen: "needs tls", credentials: doctor.Skipped,
		},
		"expires soon": {
			change: func(c *x509.Certificate) { c.NotAfter = time.Now().Add(73 * time.Hour) }, tls: "speaks TLS 1.3",
			seen: "is trusted, for this host, and expires in 3 days", severity: doctor.Warning, credentials: doctor.OK,
		},
		"expired": {
			change: func(c *x509.Certificate) { c.NotAfter = time.Now().Add(-time.Minute) }, tls: "speaks TLS 1.2 or newer",
			seen: "it has expired, or is not yet valid", severity: doctor.Failure,
		},
		"for another host": {
			change: func(c *x509.Certificate) { c.IPAddresses = []net.IP{net.IPv4(192, 0, 2, 1)} }, tls: "speaks TLS 1.2 or newer",
			seen: "it is for another host", severity: doctor.Failure,
		},
		"nobody trusts": {
			distrust: true, tls: "speaks TLS 1.2 or newer", seen: "nobody trusted has signed it", severity: doctor.Failure,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			own, roots := certificate(t, test.change)
			gateway := smsctest.New(account()...)
			server := httptest.NewUnstartedServer(gateway)
			server.Config.ErrorLog = nil
			server.TLS = &tls.Config{Certificates: []tls.Certificate{own}}
			if test.config != nil {
				test.config(server.TLS)
			}
			server.StartTLS()
			t.Cleanup(server.Close)
			if test.distrust {
				roots = x509.NewCertPool()
			}
			report, err := doctor.Run(t.Context(), doctor.Config{
				Endpoint: server.URL + smsctest.Path, Login: login, Password: password, Roots: roots,
				Reserve: []string{server.URL + smsctest.Path},
			})
			require.NoError(t, err)
			assert.Equal(t, test.tls, finding(t, report, "tls").Seen)
			assert.Equal(t, test.seen, finding(t, report, "tls.certificate").Seen)
			assert.Equal(t, test.severity, finding(t, report, "tls.certificate").Severity)
			assert.Equal(t, test.credentials, finding(t, report, "credentials").Severity)
			if test.credentials == doctor.OK {
				assert.Contains(t, finding(t, report, "reserve").Seen, "1 of 1 speak SOAP")
				assert.Equal(t, "accepted", finding(t, report, "namespace.https").Seen)
				return
			}
			assert.Contains(t, finding(t, report, "reserve").Seen, "0 of 1 speak SOAP")
			assert.Empty(t, gateway.Requests(), "no password without a good certificate")
		})
	}
}

func TestTLS_serverThatSpeaksHTTP(t *testing.T) {
	t.Parallel()
	server := smsctest.NewServer(t)
	report, err := doctor.Run(t.Context(), doctor.Config{Endpoint: "https://" + server.URL()[len("http://"):] + smsctest.Path})
	require.NoError(t, err)
	assert.Equal(t, "the server does not speak TLS", finding(t, report, "tls").Seen)
}
