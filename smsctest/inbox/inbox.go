// Package inbox is a page in a browser over an emulated gateway: the messages that
// it accepted as a phone would show them, the requests that brought them, the faults
// in force, the clock and the account. It shows what happens as it happens.
//
// Command smsc serve has it at /. A development server of your own mounts it below
// any path that ends in a slash:
//
//	mux.Handle("/sms/", http.StripPrefix("/sms", inbox.New(gateway)))
//
// The page works without JavaScript and takes nothing from the network. Whatever it
// does is in the gateway's API too, which it serves under api/ and describes at
// api/openapi.json. It is meant for one developer's machine: it asks for no
// password, and answers only where the host name is one that
// [smsctest.WithAllowedHosts] lets in.
package inbox

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"net/http"
	"strings"

	"github.com/go-smsc/smsc/smsctest"
)

//go:embed ui
var files embed.FS

// policy allows what the page itself brings, and nothing else.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// Option sets up the page.
type Option func(*inbox)

// WithEndpoint sets the URL that the page tells to give to clients. Defaults to the
// host of the page with [smsctest.Path].
func WithEndpoint(endpoint string) Option { return func(i *inbox) { i.endpoint = endpoint } }

type inbox struct {
	gateway  *smsctest.Gateway
	endpoint string
	template *template.Template
	version  string // of the files of the page
}

// New returns the page of a gateway. It is safe for concurrent use. Requests that are
// not for the page go to the gateway, so that as the handler of a server it serves
// both.
func New(gateway *smsctest.Gateway, opts ...Option) http.Handler {
	i := &inbox{gateway: gateway}
	for _, opt := range opts {
		opt(i)
	}
	sum := sha256.New()
	for _, name := range []string{"page.css", "page.js", "icon.svg"} {
		sum.Write(file(name))
	}
	i.version = hex.EncodeToString(sum.Sum(nil)[:6])
	i.template = template.Must(template.New("").Funcs(functions).ParseFS(files, "ui/*.html"))

	page := http.NewServeMux()
	page.HandleFunc("GET /{$}", i.show(i.messages))
	page.HandleFunc("GET /requests", i.show(i.requests))
	page.HandleFunc("GET /callbacks", i.show(i.callbacks))
	page.HandleFunc("GET /faults", i.show(i.faults))
	page.HandleFunc("GET /account", i.show(i.account))
	for name, contentType := range map[string]string{
		"page.css": "text/css; charset=utf-8", "page.js": "text/javascript; charset=utf-8", "icon.svg": "image/svg+xml",
	} {
		page.HandleFunc("GET /"+name, static(name, contentType))
	}
	for path, action := range i.actions() {
		page.HandleFunc("POST /"+path, i.act(action))
	}
	guarded := new(http.CrossOriginProtection).Handler(page)

	all := http.NewServeMux()
	all.Handle("/", i.guard(page, guarded))
	all.Handle(smsctest.Path, gateway)
	all.Handle("/api/", gateway)
	all.Handle("/readyz", gateway)
	return all
}

// guard lets in what asks under a name that is the page's own, and sets the headers
// that every answer has. What is not the page's goes to the gateway.
func (i *inbox) guard(page *http.ServeMux, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, pattern := page.Handler(r); pattern == "" {
			i.gateway.ServeHTTP(w, r)
			return
		}
		header := w.Header()
		header.Set("Content-Security-Policy", policy)
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Referrer-Policy", "same-origin")
		header.Set("Cross-Origin-Opener-Policy", "same-origin")
		header.Set("Cross-Origin-Resource-Policy", "same-origin")
		header.Set("Cache-Control", "no-store")
		if !i.gateway.AllowsHost(r.Host) {
			http.Error(w, "This host name is not let in, since a web page could have made it up. Use localhost or an IP\n"+
				"address, or allow the name with smsctest.WithAllowedHosts or smsc serve --allow-host.", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// show renders a view as a page.
func (i *inbox) show(view func(*http.Request) (*page, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		p, err := view(r)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		var b bytes.Buffer
		if err := i.template.ExecuteTemplate(&b, "page", p); err != nil {
			http.Error(w, fmt.Sprintf("the page cannot be shown: %v", err), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write(b.Bytes())
	}
}

func static(name, contentType string) http.HandlerFunc {
	content := file(name)
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable") // its URL has a version
		_, _ = w.Write(content)
	}
}

func file(name string) []byte {
	content, err := files.ReadFile("ui/" + name)
	if err != nil {
		panic(err) // it is compiled in
	}
	return content
}

// endpointFor is the URL that clients are to be given.
func (i *inbox) endpointFor(r *http.Request) string {
	if i.endpoint != "" {
		return i.endpoint
	}
	scheme := "http://"
	if r.TLS != nil {
		scheme = "https://"
	}
	return scheme + strings.ToLower(r.Host) + smsctest.Path
}
