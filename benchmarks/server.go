package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/go-smsc/smsc/wsdl"
)

const path = "/sys/soap.php"

// answerOf is what a server without any work of its own says to an operation. A send
// is answered with its ID: the client takes another one for a foreign answer.
func answerOf(element, id string, count int) []byte {
	name, result, leaves := "SendResponse", "sendresult", "<id>"+id+"</id><cnt>"+strconv.Itoa(count)+"</cnt>"
	switch element {
	case "balance":
		name, result, leaves = "BalanceResponse", "balanceresult", "<balance>98.5</balance>"
	case "send2":
		name = "Send2Response"
	}
	return []byte(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" +
		`<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/" xmlns:ns1="http://127.0.0.1/sys/soap.php"><SOAP-ENV:Body>` +
		`<ns1:` + name + `><` + result + `>` + leaves + `</` + result + `></ns1:` + name + `></SOAP-ENV:Body></SOAP-ENV:Envelope>` + "\n")
}

// handler answers at once. The header Mode of a request, or its query, chooses how
// the body is sent or when (/slow), and /connections tells how many connections there were.
func handler(connections func() int) http.Handler {
	balance := answerOf("balance", "", 0)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.RawQuery == "wsdl" {
			document, err := wsdl.Render("http://" + r.Host + r.URL.Path)
			if err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
				return
			}
			_, _ = w.Write(document)
			return
		}
		if r.URL.Path == "/connections" {
			_, _ = fmt.Fprint(w, connections())
			return
		}
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		if strings.HasPrefix(r.URL.Path, twilioPath) {
			<-time.After(50 * time.Millisecond)
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusCreated)
			_, _ = io.WriteString(w, `{"sid":"SM0123456789abcdef0123456789abcdef","status":"queued","to":"+380501234567","num_segments":"1"}`)
			return
		}
		var answer []byte
		switch {
		case !bytes.Contains(body, []byte("<phones")):
			answer = balance
		case bytes.Contains(body, []byte("<query")):
			answer = answerOf("send2", idOf(body), max(1, bytes.Count(body, []byte("%0A")))) // lines of a list
		default:
			answer = answerOf("send", idOf(body), 1)
		}
		if strings.HasSuffix(r.URL.Path, "/slow") {
			<-time.After(50 * time.Millisecond)
		}
		w.Header().Set("Content-Type", "text/xml; charset=utf-8")
		_, _ = w.Write(answer)
		switch {
		case strings.HasSuffix(r.URL.Path, "/chunked"):
			_ = http.NewResponseController(w).Flush()
		case strings.HasSuffix(r.URL.Path, "/blanks"):
			_ = http.NewResponseController(w).Flush()
			_, _ = w.Write(bytes.Repeat([]byte("\n"), 5000))
		}
	})
}

// idOf is the ID in a send; "" when there is none.
func idOf(body []byte) string {
	_, behind, _ := bytes.Cut(body, []byte("<id>"))
	id, _, _ := bytes.Cut(behind, []byte("</id>"))
	return string(id)
}

// serve listens on loopback with and without TLS, prints both addresses and the
// file of its certificate, and ends with its input.
func serve(in io.Reader, out io.Writer) error {
	certificate, file, err := selfSigned()
	if err != nil {
		return err
	}
	defer os.Remove(file)
	plain, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	secure, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{certificate}})
	if err != nil {
		return err
	}
	var counter connectionCounter
	server := &http.Server{
		Handler: handler(counter.count), ConnState: counter.observe, ReadHeaderTimeout: time.Minute,
		ErrorLog: slog.NewLogLogger(slog.DiscardHandler, 0),
	}
	for _, listener := range []net.Listener{plain, secure} {
		go func() { _ = server.Serve(listener) }()
	}
	_, err = fmt.Fprintf(out, "http://%s%s https://%s%s %s\n", plain.Addr(), path, secure.Addr(), path, file)
	_, readErr := io.Copy(io.Discard, in)
	return errors.Join(err, readErr, server.Close())
}

func selfSigned() (tls.Certificate, string, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, "", err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "benchmarks"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return tls.Certificate{}, "", err
	}
	file, err := os.CreateTemp("", "benchmarks-*.pem")
	if err != nil {
		return tls.Certificate{}, "", err
	}
	err = errors.Join(pem.Encode(file, &pem.Block{Type: "CERTIFICATE", Bytes: der}), file.Close())
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, file.Name(), err
}
