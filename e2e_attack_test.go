package smsc_test

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

// The tests in this file are what a reader of README and docs/retries.md did to break
// a promise, and did.

// TestAttackWithARecordThatIsRefused: what Resolve and SendOnce cannot work with says
// nothing about the message that was sent before.
func TestAttackWithARecordThatIsRefused(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := smsctest.New(smsctest.WithGroup("G1", "380501234567"))
		client := g.Client(t)
		g.Inject(smsctest.Fault{Kind: smsctest.FaultDropAfter, Op: "send"})
		_, err := client.Send(t.Context(), smsc.SendRequest{Groups: []int64{1}, Text: "hi"})
		failed, ok := err.(*smsc.SendError) //nolint:errorlint // Send returns it as it is
		require.True(t, ok)
		require.Equal(t, smsc.OutcomeUnknown, failed.Outcome)

		_, err = client.Resolve(t.Context(), failed.Record)
		assert.Equal(t, smsc.OutcomeUnknown, smsc.OutcomeOf(err), "%v", err)
		_, err = client.SendOnce(t.Context(), smsc.SendRequest{To: []string{phone}, Text: ""}, smsc.SendRecord{ID: "1"})
		assert.Equal(t, smsc.OutcomeUnknown, smsc.OutcomeOf(err), "%v", err)
		_, err = client.SendOnce(t.Context(), message(), smsc.SendRecord{})
		assert.Equal(t, smsc.OutcomeUnknown, smsc.OutcomeOf(err), "%v", err)
		assert.Equal(t, 1, g.Accepted())
	})
}

// TestAttackWithMixedUpAnswers: an answer about somebody else, or one that says two
// things at once, proves nothing.
func TestAttackWithMixedUpAnswers(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]string{
		"not found, with a status":              "<status>1</status><error>3</error><phone>380501234567</phone>",
		"not found, of another":                 "<error>3</error><phone>380679999999</phone>",
		"not found as a status, of another":     "<status>-3</status><phone>380679999999</phone>",
		"found, of another":                     "<status>1</status><phone>380679999999</phone><message>hi</message>",
		"found, with a text that is new always": "",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				asked, sent := 0, 0
				over := roundTripper(func(r *http.Request) (*http.Response, error) {
					body, err := io.ReadAll(r.Body)
					if err != nil {
						return nil, err
					}
					if strings.Contains(string(body), "<m:send") {
						sent++
						return nil, io.EOF
					}
					asked++
					leaves := answer
					if leaves == "" {
						leaves = fmt.Sprintf("<status>1</status><phone>380501234567</phone><message>no. %d</message>", asked)
					}
					return httpResponse(http.StatusOK, statusAnswer(leaves)), nil
				})
				client, err := smsc.NewClient(smsc.Password("demo", "demo"), smsc.WithHTTPClient(&http.Client{Transport: over}))
				require.NoError(t, err)
				_, err = client.Send(t.Context(), message())
				assert.Equal(t, smsc.OutcomeUnknown, smsc.OutcomeOf(err), "%v", err)
				assert.Equal(t, 1, sent, "it is not sent again")
				assert.Greater(t, asked, 5)
			})
		})
	}
	for name, leaves := range map[string]string{
		"accepted and refused": "<id>1</id><cnt>1</cnt><error>3</error>", "refused and counted": "<error>8</error><cnt>1</cnt>",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := newClient(t, &wire{answer: sendAnswer(leaves)}).Send(t.Context(), with(func(r *smsc.SendRequest) { r.ID = "1" }))
			assert.Equal(t, smsc.OutcomeUnknown, smsc.OutcomeOf(err), "%v", err)
		})
	}
}

// TestAttackWithARepeatingTransport: the body was read, so a dial that failed in the
// end says nothing.
func TestAttackWithARepeatingTransport(t *testing.T) {
	t.Parallel()
	g := smsctest.New()
	dial := &net.OpError{Op: "dial", Err: io.EOF}
	over := roundTripper(func(r *http.Request) (*http.Response, error) {
		resp, err := g.Transport().RoundTrip(r)
		if err == nil {
			_ = resp.Body.Close()
		}
		return nil, dial // the answer is lost, and the second try gets no connection
	})
	client, err := smsc.NewClient(smsc.Password("demo", "demo"), smsc.WithEndpoint(smsctest.Endpoint),
		smsc.WithHTTPClient(&http.Client{Transport: over}), singleAttempt())
	require.NoError(t, err)
	_, err = client.Send(t.Context(), message())
	assert.Equal(t, smsc.OutcomeUnknown, smsc.OutcomeOf(err), "%v", err)
	assert.Equal(t, 1, g.Accepted())
}

// TestAttackWithSwitchingProtocols: a 101 takes the connection over, and net/http then
// lets nobody end it.
func TestAttackWithSwitchingProtocols(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				request, err := http.ReadRequest(bufio.NewReader(conn))
				if err != nil {
					return
				}
				_, _ = io.Copy(io.Discard, request.Body)
				_, _ = io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n")
			}()
		}
	}()
	for name, transport := range map[string]http.RoundTripper{"its own": nil, "a bare one": &http.Transport{}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, err := smsc.NewClient(smsc.Password("demo", "demo"), smsc.WithEndpoint("http://"+listener.Addr().String()+"/sys/soap.php"),
				smsc.WithHTTPClient(&http.Client{Transport: transport}), singleAttempt())
			require.NoError(t, err)
			for range 20 { // more than there are places
				_, err = client.Send(t.Context(), message())
				require.ErrorIs(t, err, smsc.ErrHTTPStatus)
				require.Equal(t, smsc.OutcomeUnknown, smsc.OutcomeOf(err))
			}
		})
	}
}

// TestAttackOnSecretsInBase64: a password within something longer that was encoded.
func TestAttackOnSecretsInBase64(t *testing.T) {
	t.Parallel()
	const password = "Zq7wordSECRET"
	for _, around := range []string{"demo:%s", "%s", "x%sy", "<psw>%s</psw>", "ab%s"} {
		encoded := base64.StdEncoding.EncodeToString(fmt.Appendf(nil, around, password))
		client, err := smsc.NewClient(smsc.Password("demo", password), singleAttempt(),
			smsc.WithHTTPClient(&http.Client{Transport: &wire{answer: "proxy: " + encoded + " refused", status: http.StatusBadGateway}}))
		require.NoError(t, err)
		_, err = client.Balance(t.Context())
		shown := fmt.Sprintf("%+v %#v", err, err)
		for at := 4; at+8 < len(encoded)-4; at++ {
			assert.NotContains(t, shown, encoded[at:at+8], around)
		}
	}
}

// TestAttackOnWhatWasThereBefore: a record that is read twice into one variable keeps
// nothing of the first.
func TestAttackOnWhatWasThereBefore(t *testing.T) {
	t.Parallel()
	record := smsc.SendRecord{ID: "old", Generated: true, Groups: true, Texts: []string{"a"}, LeaveBy: time.Now()}
	require.NoError(t, json.Unmarshal([]byte(`{"id":"new"}`), &record))
	assert.Equal(t, smsc.SendRecord{ID: "new"}, record)
}

// TestAttackWithMailings: who was refused is missed also where texts have several
// parts, and one text goes to nobody twice.
func TestAttackWithMailings(t *testing.T) {
	t.Parallel()
	two := smsc.SendRequest{To: []string{phone, "+380671234567"}, Text: strings.Repeat("ї", 100), ID: "1"}
	result, err := newClient(t, &wire{answer: send2Answer("<id>1</id><cnt>2</cnt>")}).Send(t.Context(), two)
	require.NoError(t, err)
	assert.True(t, result.ReportsMissing, "two parts to two recipients are four")
	result, err = newClient(t, &wire{answer: send2Answer("<id>1</id><cnt>4</cnt>")}).Send(t.Context(), two)
	require.NoError(t, err)
	assert.False(t, result.ReportsMissing)

	again := smsc.SendRequest{Personal: []smsc.Personal{{To: []string{phone}, Text: "a"}, {To: []string{phone[1:]}, Text: "a"}}}
	assert.Equal(t, []string{"Personal[1].To[0]"}, violated(t, again.Validate()))
	again.Personal[1].Text = "b"
	assert.NoError(t, again.Validate())
	again.KeepLineBreaks, again.Personal[1].Text = true, "b\ng1:x"
	assert.Error(t, again.Validate())
}

// TestAttackWithNil: what is nil by accident does not panic.
func TestAttackWithNil(t *testing.T) {
	t.Parallel()
	client, err := smsc.NewClient(smsc.Password("demo", "demo"), nil, smsc.WithHTTPClient(nil), smsc.WithPacing(nil))
	require.NoError(t, err)
	client.CloseIdleConnections()
	for _, err := range []error{
		(*smsc.SendError)(nil), (*smsc.APIError)(nil), (*smsc.TransportError)(nil), (*smsc.FaultError)(nil),
	} {
		assert.Equal(t, smsc.OutcomeUnknown, smsc.OutcomeOf(err), "%T", err)
	}
	assert.Equal(t, smsc.OutcomeUnknown, smsc.OutcomeOf(&smsc.BlockedError{Operation: smsc.OpStatus}), "a question says nothing of a send")
	assert.Equal(t, smsc.OutcomeNotSent, smsc.OutcomeOf(&smsc.BlockedError{Operation: smsc.OpSend}))
}
