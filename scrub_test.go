package smsc_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
)

// TestNoSecretIsShown looks for the secrets, in every form in which a server can
// have echoed them, in all that a program can print.
func TestNoSecretIsShown(t *testing.T) {
	t.Parallel()
	const secret = `hunter2&<"ї +/=`
	forms := []string{
		secret, `hunter2&amp;&lt;&#34;ї +/=`, `hunter2&amp;&lt;&quot;ї +/=`,
		`hunter2%26%3C%22%D1%97+%2B%2F%3D`, `hunter2%26%3C%22%D1%97%20%2B%2F%3D`, `hunter2%26%3c%22%d1%97%20%2b%2f%3d`,
		`aHVudGVyMiY8ItGXICsvPQ==`, `aHVudGVyMiY8ItGXICsvPQ`,
	}
	echo := strings.Join(forms, "\n")
	fault := `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><e:Fault><faultcode>` +
		forms[1] + `</faultcode><faultstring>` + forms[1] + `</faultstring></e:Fault></e:Body></e:Envelope>`
	for credentialsName, credentials := range map[string]smsc.Credentials{
		"password": smsc.Password("demo", secret), "API key": smsc.APIKey(secret),
	} {
		for name, transport := range map[string]http.RoundTripper{
			"an echoing page":         &wire{answer: echo},
			"an echoing error page":   &wire{answer: echo, status: 500},
			"an echoing fault":        &wire{answer: fault, status: 500},
			"an echoing code's ID":    &wire{answer: sendAnswer("<id>" + forms[1] + "</id><error>8</error>")},
			"an echoing failure":      failing{err: fmt.Errorf("proxy said %q: %w", echo, io.ErrUnexpectedEOF)},
			"an echoing long failure": failing{err: fmt.Errorf("%s%w", strings.Repeat(secret, 50), io.ErrUnexpectedEOF)},
			"an answer":               &wire{answer: sendAnswer("<id>1</id>")},
		} {
			t.Run(credentialsName+", "+name, func(t *testing.T) {
				t.Parallel()
				var out bytes.Buffer
				text := slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}))
				client, err := smsc.NewClient(credentials, smsc.WithLogger(text), smsc.WithHTTPClient(&http.Client{Transport: transport}),
					singleAttempt())
				require.NoError(t, err)
				result, err := client.Send(t.Context(), message())
				lines := out.Len()
				assert.NotZero(t, lines, "the call is logged")

				asJSON := slog.New(slog.NewJSONHandler(&out, nil))
				values := []any{client, *client, credentials, &credentials, err, result, struct {
					C  smsc.Credentials
					CP *smsc.Client
				}{credentials, client}}
				for inner := err; inner != nil; {
					values = append(values, inner)
					unwrapper, ok := inner.(interface{ Unwrap() error })
					if !ok {
						break
					}
					inner = unwrapper.Unwrap()
				}
				for _, value := range values {
					for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
						_, _ = fmt.Fprintf(&out, verb+"\n", value)
					}
					text.Info("value", "value", value)
					asJSON.Info("value", "value", value)
					encoded, _ := json.Marshal(value)
					out.Write(encoded)
				}
				for _, form := range append(forms, "hunter2", fmt.Sprintf("%x", secret)) {
					if at := strings.Index(out.String(), form); at >= 0 {
						t.Errorf("%q is shown: …%s…", form, out.String()[max(0, at-100):min(out.Len(), at+100)])
					}
				}
			})
		}
	}
}
