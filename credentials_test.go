package smsc_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
)

func TestCredentialsFromEnv(t *testing.T) {
	for _, c := range []struct {
		name, login, password, key string
		want                       string // how the credentials show themselves
		err                        string
	}{
		{"login and password", "demo", "hunter2", "", `smsc.Password("demo", [redacted])`, ""},
		{"a key", "", "", "hunter2", "smsc.APIKey([redacted])", ""},
		{"nothing", "", "", "", "", "no credentials"},
		{"a login alone", "demo", "", "", "", "SMSC_PASSWORD is not"},
		{"a password alone", "", "hunter2", "", "", "SMSC_LOGIN is not"},
		{"everything", "demo", "hunter2", "hunter2", "", "SMSC_API_KEY is set together"},
		{"a key and a login", "demo", "", "hunter2", "", "SMSC_API_KEY is set together"},
		{"a key and a password", "", "hunter2", "hunter2", "", "SMSC_API_KEY is set together"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Setenv("SMSC_LOGIN", c.login)
			t.Setenv("SMSC_PASSWORD", c.password)
			t.Setenv("SMSC_API_KEY", c.key)
			credentials, err := smsc.CredentialsFromEnv()
			if c.err != "" {
				assert.ErrorContains(t, err, c.err)
				assert.NotContains(t, err.Error(), "hunter2")
				_, err = smsc.NewClient(credentials)
				assert.Equal(t, []string{"Credentials"}, violated(t, err), "what comes with the error is no use")
				return
			}
			require.NoError(t, err)
			assert.Equal(t, c.want, credentials.String())
			w := &wire{answer: "<x/>"}
			client, err := smsc.NewClient(credentials, smsc.WithHTTPClient(clientOver(w)), singleAttempt())
			require.NoError(t, err)
			_, err = client.Balance(t.Context())
			require.Error(t, err)
			got := w.only(t)
			assert.Equal(t, []string{c.login, c.password, c.key}, []string{got.leaves["login"], got.leaves["psw"], got.leaves["apikey"]})
		})
	}
}

// TestSecretsWithLineBreaksAreRefused: as one that was read from a mounted file has.
// Each call with it would count as a wrong password.
func TestSecretsWithLineBreaksAreRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		credentials smsc.Credentials
		want        []string
	}{
		"a password":                  {smsc.Password("demo", "hunter2\n"), []string{"Password: password"}},
		"a password, Windows":         {smsc.Password("demo", "hunter2\r\n"), []string{"Password: password"}},
		"a password, in front":        {smsc.Password("demo", "\nhunter2"), []string{"Password: password"}},
		"a login":                     {smsc.Password("demo\n", "hunter2"), []string{"Password: login"}},
		"both":                        {smsc.Password("demo\n", "hunter2\n"), []string{"Password: login", "Password: password"}},
		"a key":                       {smsc.APIKey("hunter2\n"), []string{"APIKey"}},
		"a key of line breaks":        {smsc.APIKey("\r\n"), []string{"APIKey"}},
		"a password with one within":  {smsc.Password("demo", "hunter\n2"), nil},
		"a password with blanks":      {smsc.Password("demo", " hunter2 "), nil},
		"a key that XML cannot carry": {smsc.APIKey("hunter2\x01"), []string{"APIKey"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := smsc.NewClient(c.credentials)
			assert.Equal(t, c.want, violated(t, err))
			if err != nil {
				assert.NotContains(t, err.Error(), "hunter2")
			}
		})
	}
}

func TestCredentialsShowNoSecret(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		credentials smsc.Credentials
		want        string
	}{
		{smsc.Password(`de"mo`, "hunter2"), `smsc.Password("de\"mo", [redacted])`},
		{smsc.APIKey("hunter2"), "smsc.APIKey([redacted])"},
		{smsc.Credentials{}, "smsc.Credentials{}"},
	} {
		assert.Equal(t, c.want, c.credentials.String())
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
			assert.Equal(t, c.want, fmt.Sprintf(verb, c.credentials))
			assert.Equal(t, c.want, fmt.Sprintf(verb, &c.credentials))
			assert.NotContains(t, fmt.Sprintf(verb, struct{ inner smsc.Credentials }{c.credentials}), "hunter2")
			assert.NotContains(t, fmt.Sprintf(verb, struct{ inner *smsc.Credentials }{&c.credentials}), "hunter2")
		}
		encoded, err := json.Marshal(map[string]any{"c": c.credentials})
		require.NoError(t, err)
		assert.NotContains(t, string(encoded), "hunter2")
	}
}

// TestTheSecretGoesOutAsItIs, in the body and nowhere else.
func TestTheSecretGoesOutAsItIs(t *testing.T) {
	t.Parallel()
	const secret = ` p&<>"'%+/ї `
	w := &wire{answer: "<x/>"}
	client, err := smsc.NewClient(smsc.APIKey(secret), smsc.WithHTTPClient(clientOver(w)), singleAttempt())
	require.NoError(t, err)
	_, _ = client.Status(t.Context(), smsc.StatusRequest{Recipient: phone, ID: "1"})
	got := w.only(t)
	assert.Equal(t, "status2", got.element)
	assert.Equal(t, secret, got.query.Get("apikey"))
	assert.Equal(t, secret, got.leaves["apikey"])
	assert.Empty(t, got.leaves["login"]+got.leaves["psw"])
	assert.NotContains(t, fmt.Sprint(got.header), "p&")
}
