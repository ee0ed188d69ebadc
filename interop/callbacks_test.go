//go:build interop

package interop_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/charmap"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/callback"
	"github.com/go-smsc/smsc/smsctest"
)

// received is a delivery report as PHP has read it, with the checksums that it has
// computed of what it has read.
type received struct {
	Fields map[string][]byte `json:"fields"`
	MD5    []byte            `json:"md5"`
	SHA1   []byte            `json:"sha1"`
	CRC32  []byte            `json:"crc32"`
}

// PHP receives what the emulator posts, and computes the same checksums. Its package
// without extensions has no reader of XML, so that form is not among them.
func TestCallbacks(t *testing.T) {
	t.Parallel()
	const (
		secret = "s3cret&%+"
		text   = "Стоп, <b> & \"її\" + 100% 😀\r\n"
	)
	log := write(t, t.TempDir(), "log", nil)
	command := exec.CommandContext(t.Context(), php(t), "-d", "display_errors=0", "-S", "127.0.0.1:0", filepath.Join("php", "callback.php"))
	command.Env = append(os.Environ(), "SMSC_SECRET="+secret, "SMSC_LOG="+log)
	program := launch(t, command, `Development Server \((http://[0-9.:]+)\) started`)

	windows := strings.ReplaceAll(text, "😀", "?")
	koi := strings.NewReplacer("😀", "?", "ї", "?").Replace(text)
	texts := map[string][]byte{ // what PHP has to read
		"":                           encoded(t, charmap.Windows1251, windows),
		"charset=koi8-r":             encoded(t, charmap.KOI8R, koi),
		"charset=utf-8":              []byte(text),
		"fmt=3":                      []byte(text),
		"fmt=3&charset=utf-8":        []byte(text),
		"fmt=3&charset=windows-1251": []byte(text),
	}
	for _, form := range slices.Sorted(maps.Keys(texts)) {
		clock := smsctest.NewManualClock(time.Date(2026, time.March, 10, 10, 0, 0, 0, time.UTC))
		gateway := smsctest.New(smsctest.WithClock(clock), smsctest.WithCallback(program+"/smsc?md5&sha1&crc32&"+form, secret))
		require.NoError(t, os.Truncate(log, 0))

		_, err := gateway.Client(t).Send(t.Context(), smsc.SendRequest{To: []string{phone}, Text: "hi", ID: "order-7"})
		require.NoError(t, err)
		clock.Advance(time.Second)
		require.NoError(t, gateway.Settle(t.Context()))
		for _, event := range []callback.Event{
			callback.IncomingMessage{Phone: "380671234567", Text: text, To: "4444"},
			callback.WaitCall{Phone: "380671234567", Value: "1"},
		} {
			_, err := gateway.PostCallback(t.Context(), event)
			require.NoError(t, err)
		}
		for _, c := range gateway.Callbacks() {
			require.Equal(t, http.StatusOK, c.Status, "%s: %s %s", form, c.Error, c.Answer)
			assert.Equal(t, "OK", c.Answer)
		}

		got := reports(t, log)
		require.Len(t, got, 3, form)
		for _, r := range got {
			assert.Equal(t, string(r.MD5), string(r.Fields["md5"]), form)
			assert.Equal(t, string(r.SHA1), string(r.Fields["sha1"]), form)
			assert.Equal(t, string(r.CRC32), string(r.Fields["crc32"]), form)
		}
		assert.Subset(t, strings.Split(fmt.Sprintf("%s", got[0].Fields), " "), []string{"phone:" + strings.TrimPrefix(phone, "+"), "status:0", "ts:1773136801"}, form)
		assert.Equal(t, "order-7", string(got[0].Fields["id"]), form)
		assert.Equal(t, "10.03.2026 13:00:01", string(got[0].Fields["time"]), form)
		assert.Equal(t, string(texts[form]), string(got[1].Fields["mes"]), form)
		assert.Equal(t, "4444", string(got[1].Fields["to"]), form)
		assert.Equal(t, "1", string(got[2].Fields["waitcall"]), form)
		gateway.Close()
	}
}

func encoded(t *testing.T, charset *charmap.Charmap, text string) []byte {
	t.Helper()
	raw, err := charset.NewEncoder().String(text)
	require.NoError(t, err)
	return []byte(raw)
}

func reports(t *testing.T, log string) []received {
	t.Helper()
	lines, err := os.ReadFile(log)
	require.NoError(t, err)
	var all []received
	for line := range strings.Lines(string(lines)) {
		var r received
		require.NoError(t, json.Unmarshal([]byte(line), &r), line)
		all = append(all, r)
	}
	return all
}
