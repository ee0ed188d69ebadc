package smsc_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
)

// TestObserverIsToldNoSecret goes through all that observers and logs are told of calls
// that succeed and fail in many ways, and looks for what is nobody's business.
func TestObserverIsToldNoSecret(t *testing.T) {
	t.Parallel()
	const secret, text, number = "hunter2secret", "SECRETTEXT", "380509876543"
	hidden := []string{"hunter2", text, "50987654", "NOTE", "SHOPNAME", "nickname", "example.org"}
	request := smsc.SendRequest{
		To: []string{"+" + number, "380509876544"}, Text: text, Comment: "NOTE", Sender: "SHOPNAME", ID: "order-1",
	}
	list := smsc.SendRequest{Personal: []smsc.Personal{{To: []string{"+" + number}, Text: text, Sender: "SHOPNAME"}}}
	mail := smsc.SendRequest{To: []string{"nickname@example.org"}, Text: text, Channel: smsc.Email{Subject: text, From: "shop@example.org"}}
	echo := number + " " + text + " " + secret + " SHOPNAME NOTE nickname@example.org"
	for name, transport := range map[string]http.RoundTripper{
		"a success":       &busy{},
		"a code":          &wire{answer: sendAnswer("<error>8</error><id>" + echo + "</id>")},
		"an error page":   &wire{answer: echo, status: 500},
		"a fault":         &wire{answer: faultAnswer(echo, echo), status: 500},
		"a failure":       failing{err: errors.New(echo), read: true},
		"a status":        &wire{answer: statusAnswer("<status>1</status><phone>" + number + "</phone><message>" + text + "</message><x>" + echo + "</x>")},
		"a wrong account": &wire{answer: send2Answer("<error>2</error>")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := &watcher{}
				var out bytes.Buffer
				logger := slog.New(slog.NewJSONHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}))
				client, err := smsc.NewClient(smsc.Password("demo", secret), smsc.WithHTTPClient(clientOver(transport)),
					smsc.WithObserver(w), smsc.WithLogger(logger))
				require.NoError(t, err)
				for _, r := range []smsc.SendRequest{request, list, mail} {
					_, _ = client.Send(t.Context(), r)
					_, _ = client.Cost(t.Context(), r)
				}
				record := smsc.SendRecord{ID: "order-1", Recipients: []string{"+" + number}, LeaveBy: time.Now().Add(-48 * time.Hour)}
				_, _ = client.Resolve(t.Context(), record)
				_, _ = client.SendOnce(t.Context(), request, record)
				_, _ = client.Status(t.Context(), smsc.StatusRequest{Recipient: "+" + number, ID: "order-1", Detail: smsc.DetailOperator})
				_, _ = client.Balance(t.Context())
				assert.Len(t, w.calls(), 10)
				w.sound(t)
				shown := out.String()
				var shownSb379 strings.Builder
				for _, event := range w.events {
					shownSb379.WriteString(strings.Join(leaves(reflect.ValueOf(event)), "\n"))
				}
				shown += shownSb379.String()
				require.Contains(t, shown, "order-1", "it is looked through")
				for _, h := range hidden {
					assert.NotContains(t, shown, h)
				}
			})
		})
	}
}

// leaves are all texts and numbers inside a value, unexported fields included.
func leaves(v reflect.Value) (all []string) {
	switch v.Kind() {
	case reflect.Struct:
		for _, field := range v.Fields() {
			all = append(all, leaves(field)...)
		}
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			all = leaves(v.Elem())
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			all = append(all, leaves(v.Index(i))...)
		}
	case reflect.Map:
		for key, value := range v.Seq2() {
			all = append(append(all, leaves(key)...), leaves(value)...)
		}
	case reflect.String:
		all = append(all, v.String())
	case reflect.Func, reflect.Chan, reflect.UnsafePointer:
		if !v.IsNil() {
			all = append(all, "what cannot be looked into: "+v.Type().String())
		}
	default:
		all = append(all, fmt.Sprint(v))
	}
	return all
}
