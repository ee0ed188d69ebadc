package campaign_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/campaign"
)

// instant is a service that takes everything at once and does nothing else.
type instant struct{}

func (instant) RoundTrip(r *http.Request) (*http.Response, error) {
	body := make([]byte, r.ContentLength)
	if _, err := io.ReadFull(r.Body, body); err != nil {
		return nil, err
	}
	_, id, _ := bytes.Cut(body, []byte("<id>"))
	id, _, _ = bytes.Cut(id, []byte("</id>"))
	answer := fmt.Sprintf(`<?xml version="1.0"?><e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>`+
		`<Send2Response xmlns="x"><sendresult><id>%s</id><cost>1</cost><cnt>200</cnt></sendresult></Send2Response></e:Body></e:Envelope>`, id)
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"text/xml"}}, Body: io.NopCloser(strings.NewReader(answer)), Request: r,
	}, nil
}

// BenchmarkRecipient is what a message costs, network and service aside. Compare it
// with BenchmarkQueryEscape in the same run.
func BenchmarkRecipient(b *testing.B) {
	for name, open := range map[string]func(b *testing.B) campaign.Journal{
		"no journal": func(*testing.B) campaign.Journal { return nil },
		"memory":     func(*testing.B) campaign.Journal { return campaign.NewMemoryJournal() },
		"file": func(b *testing.B) campaign.Journal {
			j, err := campaign.OpenJournal(filepath.Join(b.TempDir(), "run.jsonl"))
			if err != nil {
				b.Fatal(err)
			}
			b.Cleanup(func() { _ = j.Close() })
			return j
		},
	} {
		b.Run(name, func(b *testing.B) {
			client, err := smsc.NewClient(smsc.Password("demo", "demo"), smsc.WithHTTPClient(&http.Client{Transport: instant{}}))
			if err != nil {
				b.Fatal(err)
			}
			messages := make([]campaign.Message, b.N)
			for i := range messages {
				messages[i] = campaign.Message{Key: fmt.Sprintf("order-%d", i), To: fmt.Sprintf("+38050%07d", i), Text: benchText}
			}
			b.ReportAllocs()
			b.ResetTimer()
			for result, err := range (campaign.Campaign{Client: client, Journal: open(b)}).Run(b.Context(), those(messages...)) {
				if err != nil || result.State != campaign.Accepted {
					b.Fatal(result, err)
				}
			}
		})
	}
}

var benchText = strings.Repeat("Ваше замовлення вже їде, ", 3)[:len("Ваше замовлення вже їде, Ваше замовлення вже їде, Ваше замовлення вже")]

func BenchmarkQueryEscape(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		_ = url.QueryEscape(benchText)
	}
}
