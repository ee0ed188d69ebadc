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

func TestNewClientRules(t *testing.T) {
	t.Parallel()
	password := smsc.Password("demo", "demo")
	for _, c := range []struct {
		name        string
		credentials smsc.Credentials
		options     []smsc.Option
		want        []string
	}{
		{"login and password", password, nil, nil},
		{"an API key", smsc.APIKey("key"), nil, nil},
		{"no credentials", smsc.Credentials{}, nil, []string{"Credentials"}},
		{"an empty API key", smsc.APIKey(""), nil, []string{"Credentials"}},
		{"no login", smsc.Password("", "x"), nil, []string{"Password"}},
		{"no password", smsc.Password("x", ""), nil, []string{"Password"}},
		{"a password that XML cannot carry", smsc.Password("x", "a\x00"), nil, []string{"Password: password"}},
		{"another host", password, []smsc.Option{smsc.WithEndpoint("https://smsc.kz/sys/soap.php")}, nil},
		{"http", password, []smsc.Option{smsc.WithEndpoint("http://smsc.kz/sys/soap.php")}, []string{"WithEndpoint"}},
		{"http where it is allowed", password, []smsc.Option{
			smsc.WithEndpoint("http://smsc.kz/sys/soap.php"), smsc.WithInsecureHTTP(),
		}, nil},
		{"http on loopback", password, []smsc.Option{smsc.WithEndpoint("http://127.0.0.1:8025/sys/soap.php")}, nil},
		{"http on loopback, IPv6", password, []smsc.Option{smsc.WithEndpoint("http://[::1]:8025/sys/soap.php")}, nil},
		{"http on localhost", password, []smsc.Option{smsc.WithEndpoint("http://localhost/sys/soap.php")}, nil},
		{"http on a host that looks like loopback", password, []smsc.Option{
			smsc.WithEndpoint("http://127.0.0.1.example.com/sys/soap.php"),
		}, []string{"WithEndpoint"}},
		{"no path", password, []smsc.Option{smsc.WithEndpoint("https://smsc.kz")}, []string{"WithEndpoint"}},
		{"a query", password, []smsc.Option{smsc.WithEndpoint("https://smsc.kz/sys/soap.php?wsdl")}, []string{"WithEndpoint"}},
		{"a password in the URL", password, []smsc.Option{smsc.WithEndpoint("https://u:hunter2@smsc.kz/sys/soap.php")}, []string{"WithEndpoint"}},
		{"another scheme", password, []smsc.Option{smsc.WithEndpoint("ftp://smsc.kz/sys/soap.php")}, []string{"WithEndpoint"}},
		{"no URL", password, []smsc.Option{smsc.WithEndpoint("://")}, []string{"WithEndpoint"}},
		{"everything wrong", smsc.Credentials{}, []smsc.Option{
			smsc.WithTimeout(0), smsc.WithMaxAnswer(0), smsc.WithRetries(-1), smsc.WithReserve("http://smsc.kz/sys/soap.php"), smsc.WithMaxRecipients(0), smsc.WithLogger(nil), smsc.WithNamespace("\x00"),
		}, []string{"Credentials", "WithTimeout", "WithMaxAnswer", "WithMaxRecipients", "WithLogger", "WithRetries", "WithNamespace", "WithReserve[0]"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			client, err := smsc.NewClient(c.credentials, c.options...)
			assert.Equal(t, c.want, violated(t, err))
			assert.Equal(t, c.want == nil, client != nil)
			if err != nil {
				assert.NotContains(t, err.Error(), "hunter2")
			}
		})
	}
}

func TestTheCallersHTTPClientIsCopied(t *testing.T) {
	t.Parallel()
	w := &wire{answer: balanceAnswer("<balance>1</balance>"), status: http.StatusFound}
	mine := &http.Client{Transport: w}
	client, err := smsc.NewClient(smsc.Password("demo", "demo"), smsc.WithHTTPClient(mine), singleAttempt())
	require.NoError(t, err)
	_, err = client.Balance(t.Context())
	assert.ErrorIs(t, err, smsc.ErrRedirect)
	assert.Nil(t, mine.CheckRedirect, "the redirect rule is set on the copy")
	client.CloseIdleConnections()
}

func TestNamespaceOption(t *testing.T) {
	t.Parallel()
	w := &wire{answer: balanceAnswer("<balance>1</balance>")}
	_, err := newClient(t, w, smsc.WithNamespace("http://smsc.ua/sys/soap.php")).Balance(t.Context())
	require.NoError(t, err)
	assert.Contains(t, w.only(t).body, `<m:balance xmlns:m="http://smsc.ua/sys/soap.php">`)
	assert.Equal(t, `"http://smsc.ua/sys/soap.php"`, w.only(t).header["Soapaction"][0])
}

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

func TestLogRecords(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	logger := slog.New(slog.NewJSONHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}))
	w := &wire{answer: sendAnswer("<error>3</error>")}
	_, err := newClient(t, w, smsc.WithLogger(logger)).Send(t.Context(), with(func(r *smsc.SendRequest) {
		r.ID, r.Text = "order-7", "a secret code"
	}))
	require.Error(t, err)
	var record struct {
		Level, Msg, Op, ID, Outcome string
		Error                       struct{ Code int }
	}
	require.NoError(t, json.Unmarshal(out.Bytes(), &record))
	assert.Equal(t, "DEBUG smsc call send_sms order-7 rejected 3",
		fmt.Sprint(record.Level, " ", record.Msg, " ", record.Op, " ", record.ID, " ", record.Outcome, " ", record.Error.Code))
	assert.NotContains(t, out.String(), "a secret code")
	assert.NotContains(t, out.String(), "380501234567")
}

func TestErrorsLogAsGroups(t *testing.T) {
	t.Parallel()
	fault := `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><e:Fault><faultcode>c</faultcode><faultstring>r</faultstring></e:Fault></e:Body></e:Envelope>`
	for name, c := range map[string]struct {
		answer string
		want   string
	}{
		"fault":     {fault, `"op":"get_balance","http_status":200,"code":"c","reason":"r"`},
		"malformed": {"", `"op":"get_balance","http_status":200,"cause":"malformed answer: the answer is empty","outcome":"unknown"`},
		"code":      {balanceAnswer("<error>2</error>"), `"op":"get_balance","code":2,"id":"","message":`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := newClient(t, &wire{answer: c.answer}).Balance(t.Context())
			var out bytes.Buffer
			slog.New(slog.NewJSONHandler(&out, nil)).Info("", "err", err)
			assert.Contains(t, out.String(), c.want)
		})
	}
	var out bytes.Buffer
	logger := slog.New(slog.NewJSONHandler(&out, nil))
	logger.Info("", "err", &smsc.ValidationError{Field: "To", Rule: "r"})
	assert.Contains(t, out.String(), `"field":"To","rule":"r"`)
	_, err := newClient(t, &wire{}).Send(t.Context(), with(func(r *smsc.SendRequest) { r.ID = "x" }))
	logger.Info("", "err", err)
	assert.Contains(t, out.String(), `"id":"x","outcome":"unknown","cause":`)
}
