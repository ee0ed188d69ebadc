package smsc_test

import (
	"bytes"
	"encoding/json"
	"errors"
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
	forms := []string{ // more of them are in the tests of the scrubber itself
		secret, `hunter2&amp;&lt;&#34;ї +/=`, `hunter2&amp;&lt;&quot;ї +/=`,
		`hunter2%26%3C%22%D1%97+%2B%2F%3D`, `hunter2%26%3C%22%D1%97%20%2B%2F%3D`, `hunter2%26%3c%22%d1%97%20%2b%2f%3d`,
		`aHVudGVyMiY8ItGXICsvPQ==`, `aHVudGVyMiY8ItGXICsvPQ`,
		`hunter2&#x26;&#060;&#x22;&#1111; +/=`, `hunter2\u0026\u003c\"\u0457 +\/=`, `hunter2&<\"ї +/=`, `hunter2%2526%253C%2522%25D1%2597%2520%252B%252F%253D`,
		`\u0068\u0075\u006E\u0074\u0065\u0072\u0032\u0026\u003C\u0022\u0457\u0020\u002B\u002F\u003D`,
	}
	echo := strings.Join(forms, "\n")
	for credentialsName, credentials := range map[string]smsc.Credentials{
		"password": smsc.Password("demo", secret), "API key": smsc.APIKey(secret),
	} {
		for name, transport := range map[string]http.RoundTripper{
			"an echoing page":         &wire{answer: echo},
			"an echoing error page":   &wire{answer: echo, status: 500},
			"an echoing fault":        &wire{answer: faultAnswer(forms[1], forms[1]), status: 500},
			"an echoing code's ID":    &wire{answer: sendAnswer("<id>" + forms[1] + "</id><error>8</error>")},
			"an echoing failure":      failing{err: fmt.Errorf("proxy said %q: %w", echo, io.ErrUnexpectedEOF)},
			"an echoing long failure": failing{err: fmt.Errorf("%s%w", strings.Repeat(secret, 50), io.ErrUnexpectedEOF)},
			"an answer":               &wire{answer: sendAnswer(accepted)},
			"an answer by a key":      &wire{answer: send2Answer(accepted)},
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

// TestKeyAtTheBorderIsNotShown: a body is kept to 4 KiB. A key that goes over the
// border is not recognised, and still nothing of it shows, however much shorter the
// text in front of it becomes.
func TestKeyAtTheBorderIsNotShown(t *testing.T) {
	t.Parallel()
	key := strings.Repeat("KQXZ", 50)
	for _, before := range []int{0, 96} {
		page := strings.Repeat(".", before) + strings.Repeat(key, 25)
		for name, transport := range map[string]http.RoundTripper{
			"a page":         &wire{answer: page, status: 500},
			"a fault":        &wire{answer: faultAnswer(page, page), status: 500},
			"a longer fault": &wire{answer: faultAnswer("<![CDATA["+page+"]]>", strings.ReplaceAll(page, "K", "&#75;")), status: 500},
			"a reply": roundTripper(func(*http.Request) (*http.Response, error) {
				return nil, errors.New(page)
			}),
		} {
			t.Run(fmt.Sprint(name, " ", before), func(t *testing.T) {
				t.Parallel()
				client, err := smsc.NewClient(smsc.APIKey(key), smsc.WithHTTPClient(clientOver(transport)), singleAttempt())
				require.NoError(t, err)
				_, err = client.Send(t.Context(), message())
				require.Error(t, err)
				shown := err.Error()
				if failed, ok := errors.AsType[*smsc.TransportError](err); ok {
					shown += failed.Snippet
				}
				assert.NotContains(t, shown, "KQ")
				assert.Less(t, len(shown), 10_000)
			})
		}
	}
}
