package campaign_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/campaign"
	"github.com/go-smsc/smsc/smsctest"
)

func TestRun(t *testing.T) {
	t.Parallel()
	gateway := smsctest.New(rich())
	var last campaign.Progress
	c := newCampaign(t, gateway)
	c.Progress = func(p campaign.Progress) { last = p }
	results, err := collect(t, c.Run(t.Context(), first(1234)))
	require.NoError(t, err)
	assert.Equal(t, map[campaign.State]int{campaign.Accepted: 1234}, states(results))
	agree(t, gateway, results)
	assert.Equal(t, 7, len(gateway.Requests()), "200 go in a request") //nolint:testifylint // they would fill the screen
	assert.Equal(t, 1234, last.Accepted)
	assert.Equal(t, 1234, last.Read)
	assert.Equal(t, 1234, last.Done())
	assert.Equal(t, 1234, last.Parts)
	assert.Equal(t, "617", last.Cost.String())
	m, ok := gateway.Last(number(77))
	require.True(t, ok)
	assert.Equal(t, message(77).Text, m.Text)
}

// TestRefusedInAList: the service refuses some and takes the rest, under numbers that
// it has corrected.
func TestRefusedInAList(t *testing.T) {
	t.Parallel()
	gateway := smsctest.New(rich(), smsctest.WithUndeliverable("38067"))
	results, err := collect(t, newCampaign(t, gateway).Run(t.Context(), those(
		campaign.Message{Key: "a", To: "+380501111111", Text: "a"},
		campaign.Message{Key: "b", To: "0671111111", Text: "b"},
		campaign.Message{Key: "c", To: "+380672222222", Text: "c"},
		campaign.Message{Key: "d", To: "80501111112", Text: "d"},
	)))
	require.NoError(t, err)
	for key, want := range map[string]campaign.State{
		"a": campaign.Accepted, "b": campaign.Refused, "c": campaign.Refused, "d": campaign.Accepted,
	} {
		assert.Equal(t, want, results[key].State, key)
		assert.False(t, results[key].ReportsMissing)
	}
	assert.Equal(t, smsc.Some(smsc.StatusUnavailable), results["b"].Status)
	assert.Equal(t, 2, gateway.Accepted())
}

// TestWhatAListCannotCarry goes by itself, and what nothing can carry is invalid.
func TestWhatAListCannotCarry(t *testing.T) {
	t.Parallel()
	gateway := smsctest.New(rich())
	messages := []campaign.Message{
		message(1), message(2),
		{Key: "bar", To: number(11), Text: "A|B"},
		{Key: "backslash", To: number(12), Text: `C:\new`},
		{Key: "recipient", To: number(13), Text: "call|380501234567: now"},
		{Key: "lines", To: number(14), Text: "one\ntwo"},
		{Key: "comma", To: number(15), Text: "hello", Sender: "A,B"},
		{Key: "number", To: "12", Text: "hello"},
		{Key: "empty", To: number(16)},
		{Key: "long", To: number(17), Text: strings.Repeat("я", 1001)},
		{Key: "", To: number(18), Text: "no key"},
	}
	results, err := collect(t, newCampaign(t, gateway).Run(t.Context(), those(messages...)))
	require.NoError(t, err)
	for _, m := range messages {
		one, there := results[m.Key]
		require.True(t, there, m.Key)
		switch m.Key {
		case "number", "empty", "long", "":
			assert.Equal(t, campaign.Invalid, one.State, m.Key)
			assert.ErrorAs(t, one.Err, new(smsc.ValidationErrors))
			assert.NotEmpty(t, one.Reason())
		default:
			assert.Equal(t, campaign.Accepted, one.State, "%s: %v", m.Key, one.Err)
			sent, found := gateway.Find(m.To, one.ID)
			require.True(t, found, m.Key)
			assert.Equal(t, m.Text, sent.Text)
			assert.Equal(t, m.Sender, sent.Sender)
		}
	}
	assert.Equal(t, 7, gateway.Accepted())
}

// TestForbiddenText: one forbidden text gets a whole list refused, and the others go
// out all the same.
func TestForbiddenText(t *testing.T) {
	t.Parallel()
	for name, at := range map[string][]int{
		"the first of each request": {0, 200, 400, 600, 800}, "the last": {999}, "some": {3, 77, 78, 500, 777},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bad := make(map[string]bool)
			for _, i := range at {
				bad[message(i).Text] = true
			}
			gateway := smsctest.New(rich(), smsctest.WithForbiddenText(func(text string) bool { return bad[text] }))
			results, err := collect(t, newCampaign(t, gateway).Run(t.Context(), first(1000)))
			require.NoError(t, err)
			assert.Equal(t, map[campaign.State]int{campaign.Accepted: 1000 - len(at), campaign.Refused: len(at)}, states(results))
			for _, i := range at {
				assert.ErrorIs(t, results[message(i).Key].Err, smsc.ErrForbidden)
			}
			agree(t, gateway, results)
		})
	}
}

// TestTooManyRefusals: a campaign of forbidden texts stops before the service blocks the
// address.
func TestTooManyRefusals(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		gateway := smsctest.New(rich(), smsctest.WithForbiddenText(func(string) bool { return true }))
		journal := campaign.NewMemoryJournal()
		c := newCampaign(t, gateway)
		c.Journal = journal
		for run := range 2 { // the second one in the same ten minutes sends nothing more
			results, err := collect(t, c.Run(t.Context(), first(5000)))
			require.ErrorIs(t, err, campaign.ErrRefusals)
			assert.Zero(t, states(results)[campaign.Accepted])
			assert.LessOrEqual(t, len(gateway.Requests()), 90, run)
			assert.Greater(t, len(gateway.Requests()), 80)
		}
		_, err := c.Client.Balance(t.Context())
		require.NoError(t, err, "the address is not blocked")
		synctest.Wait()
		time.Sleep(11 * time.Minute)
		before := len(gateway.Requests())
		_, err = collect(t, c.Run(t.Context(), first(5000)))
		require.ErrorIs(t, err, campaign.ErrRefusals)
		assert.Greater(t, len(gateway.Requests()), before+80, "ten minutes later it tries again")
	})
}

// TestSameRecipientTwice: two messages to one recipient go in different requests, so
// that each has its own answer, and requests are full all the same.
func TestSameRecipientTwice(t *testing.T) {
	t.Parallel()
	gateway := smsctest.New(rich())
	var messages []campaign.Message
	for i := range 400 {
		m := message(i)
		m.To = number(i / 2)
		messages = append(messages, m)
	}
	results, err := collect(t, newCampaign(t, gateway).Run(t.Context(), those(messages...)))
	require.NoError(t, err)
	assert.Equal(t, map[campaign.State]int{campaign.Accepted: 400}, states(results))
	assert.LessOrEqual(t, len(gateway.Requests()), 3)
	for key, n := range gateway.Tally() {
		assert.Equal(t, 1, n, "%v", key)
	}
}

func TestSameKeyTwice(t *testing.T) {
	t.Parallel()
	gateway := smsctest.New(rich())
	again := message(1)
	again.To, again.Text = number(9), "other"
	var got []campaign.Result
	for one, err := range newCampaign(t, gateway).Run(t.Context(), those(message(1), message(2), again)) {
		require.NoError(t, err)
		got = append(got, one)
	}
	require.Len(t, got, 3)
	assert.Equal(t, campaign.Duplicate, got[0].State)
	assert.ErrorIs(t, got[0].Err, campaign.ErrDuplicateKey)
	assert.Equal(t, 2, gateway.Accepted())
}

// TestPacksByBytes: requests stay within what the client may send.
func TestPacksByBytes(t *testing.T) {
	t.Parallel()
	gateway := smsctest.New(rich())
	var messages []campaign.Message
	for i := range 300 {
		m := message(i)
		m.Text = strings.Repeat("щ", 990) + m.Key
		messages = append(messages, m)
	}
	c := newCampaign(t, gateway)
	c.Bytes = 100 << 10
	results, err := collect(t, c.Run(t.Context(), those(messages...)))
	require.NoError(t, err)
	assert.Equal(t, map[campaign.State]int{campaign.Accepted: 300}, states(results))
	assert.InDelta(t, 300/17, len(gateway.Requests()), 2)

	// A client that may send less gets it in pieces.
	gateway = smsctest.New(rich())
	results, err = collect(t, newCampaign(t, gateway, smsc.WithMaxRequest(20<<10), smsc.WithMaxRecipients(50)).Run(t.Context(), those(messages...)))
	require.NoError(t, err)
	assert.Equal(t, map[campaign.State]int{campaign.Accepted: 300}, states(results))
}

// TestLostAnswers: each kind of trouble on the way of every fifth send; the results
// agree with what the service has.
func TestLostAnswers(t *testing.T) {
	t.Parallel()
	for _, kind := range []smsctest.FaultKind{
		smsctest.FaultDropAfter, smsctest.FaultDropBefore, smsctest.FaultRefuse, smsctest.FaultEmpty, smsctest.FaultCut, smsctest.FaultHang,
	} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				gateway := smsctest.New(rich(), unreachable())
				gateway.Inject(smsctest.Fault{Op: "send", Kind: kind, Probability: 0.3, Seed: 7})
				results, err := collect(t, newCampaign(t, gateway).Run(t.Context(), first(3000)))
				require.NoError(t, err)
				assert.Equal(t, map[campaign.State]int{campaign.Accepted: 2850, campaign.Refused: 150}, states(results))
				agree(t, gateway, results)
				for _, one := range results {
					assert.False(t, one.ReportsMissing)
				}
			})
		})
	}
}

// TestSkipStatus says what it does not know.
func TestSkipStatus(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		gateway := smsctest.New(rich(), unreachable())
		gateway.Inject(smsctest.Fault{Op: "send", Kind: smsctest.FaultDropAfter, Nth: 1})
		c := newCampaign(t, gateway)
		c.SkipStatus = true
		results, err := collect(t, c.Run(t.Context(), first(400)))
		require.NoError(t, err)
		missing := 0
		for _, one := range results {
			if one.ReportsMissing {
				missing++
				assert.True(t, one.Resolved)
				assert.Equal(t, campaign.Accepted, one.State)
			}
		}
		assert.Equal(t, 200, missing)
	})
}

// TestStops: what would go wrong for everybody ends the run, and everything that was
// read has a result.
func TestStops(t *testing.T) {
	t.Parallel()
	broken := errors.New("row 3 is broken")
	for _, c := range []struct {
		name    string
		options []smsctest.Option
		fault   smsctest.Fault
		input   error
		change  func(*campaign.Campaign)
		want    error
	}{
		{name: "no money", options: []smsctest.Option{smsctest.WithBalance(decimal.NewFromInt(250))}, want: smsc.ErrInsufficientFunds},
		{name: "password", fault: smsctest.Fault{Kind: smsctest.FaultCode, Code: 2}, want: smsc.ErrUnauthorized},
		{name: "blocked", fault: smsctest.Fault{Kind: smsctest.FaultCode, Code: 4}, want: smsc.ErrIPBlocked},
		{name: "date", fault: smsctest.Fault{Kind: smsctest.FaultCode, Code: 5}, want: smsc.ErrInvalidDate},
		{name: "input", options: []smsctest.Option{rich()}, input: broken, want: broken},
		{name: "budget", options: []smsctest.Option{rich()}, change: func(c *campaign.Campaign) { c.MaxCost = decimal.NewFromInt(250) }, want: campaign.ErrBudget},
		{name: "balance", change: func(c *campaign.Campaign) { c.MinBalance = decimal.NewFromInt(101) }, want: campaign.ErrBalance},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				gateway := smsctest.New(c.options...)
				if c.fault.Kind != "" {
					gateway.Inject(c.fault)
				}
				run := newCampaign(t, gateway)
				run.Journal = campaign.NewMemoryJournal()
				if c.change != nil {
					c.change(&run)
				}
				read := 0
				results, err := collect(t, run.Run(t.Context(), func(yield func(campaign.Message, error) bool) {
					for i := range 1000 {
						if read++; !yield(message(i), nil) {
							return
						}
					}
					if c.input != nil {
						yield(campaign.Message{}, c.input)
					}
				}))
				require.ErrorIs(t, err, c.want)
				assert.Len(t, results, read)
				agree(t, gateway, results)
				count := states(results)
				assert.Equal(t, read, count[campaign.Accepted]+count[campaign.NotSent], "%v", count)
				if c.name == "budget" {
					assert.Equal(t, 400, count[campaign.Accepted], "200 cost 100")
				}
			})
		})
	}
}

// TestGoesOn: a run that was stopped, by its context or by leaving the loop, goes on
// with its journal, also when the input has changed its order.
func TestGoesOn(t *testing.T) {
	t.Parallel()
	for name, leave := range map[string]bool{"context": false, "break": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			gateway := smsctest.New(rich(), unreachable())
			c := newCampaign(t, gateway)
			c.Journal, c.Recipients = campaign.NewMemoryJournal(), 10
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			seen := 0
			for _, err := range c.Run(ctx, first(2000)) {
				if seen++; seen == 300 && leave {
					break
				}
				if seen == 300 {
					cancel()
				}
				if err != nil {
					require.ErrorIs(t, err, context.Canceled)
				}
			}
			sent := gateway.Accepted()
			assert.Greater(t, sent, 200)
			assert.Less(t, sent, 1900)
			results, err := collect(t, c.Run(t.Context(), func(yield func(campaign.Message, error) bool) {
				for i := 1999; i >= 0; i-- {
					if !yield(message(i), nil) {
						return
					}
				}
			}))
			require.NoError(t, err)
			assert.Equal(t, map[campaign.State]int{campaign.Accepted: 1900, campaign.Refused: 100}, states(results))
			agree(t, gateway, results)

			// Once more: everything is known, and nothing is sent.
			requests := len(gateway.Requests())
			again, err := collect(t, c.Run(t.Context(), first(2000)))
			require.NoError(t, err)
			assert.Equal(t, requests, len(gateway.Requests())) //nolint:testifylint // they would fill the screen
			for key, one := range again {
				assert.True(t, one.Resumed)
				assert.Equal(t, results[key].State, one.State)
				assert.Equal(t, results[key].ID, one.ID)
				assert.Equal(t, results[key].Status, one.Status)
			}
		})
	}
}

// TestPerMinute: no minute holds more messages than that.
func TestPerMinute(t *testing.T) {
	t.Parallel()
	for _, most := range []int{1, 60, 1000, 2400} {
		synctest.Test(t, func(t *testing.T) {
			gateway := smsctest.New(rich())
			c := newCampaign(t, gateway)
			c.PerMinute = most
			began := time.Now()
			_, err := collect(t, c.Run(t.Context(), first(5*most)))
			require.NoError(t, err)
			all := gateway.Messages()
			require.Len(t, all, 5*most)
			for i, from := 0, 0; i < len(all); i++ {
				for all[i].AcceptedAt.Sub(all[from].AcceptedAt) >= time.Minute {
					from++
				}
				require.LessOrEqual(t, i-from+1, most)
			}
			assert.Less(t, time.Since(began), 6*time.Minute)
		})
	}
}

// TestWrongSettings are said before anything is sent.
func TestWrongSettings(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*campaign.Campaign){
		"no client":    func(c *campaign.Campaign) { c.Client = nil },
		"recipients":   func(c *campaign.Campaign) { c.Template.To = []string{number(1)} },
		"text":         func(c *campaign.Campaign) { c.Template.Text = "hi" },
		"an ID":        func(c *campaign.Campaign) { c.Template.ID = "mine" },
		"negative":     func(c *campaign.Campaign) { c.Recipients = -1 },
		"grace":        func(c *campaign.Campaign) { c.Grace = -1 },
		"negative sum": func(c *campaign.Campaign) { c.MaxCost = decimal.NewFromInt(-1) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			gateway := smsctest.New()
			c := newCampaign(t, gateway)
			change(&c)
			results, err := collect(t, c.Run(t.Context(), first(1)))
			require.Error(t, err)
			assert.Empty(t, results)
			assert.Zero(t, gateway.Accepted())
		})
	}
}

// TestTextsThatTheServiceChanges: a lost answer is found by the ID alone, when the
// service has cut the texts.
func TestTextsThatTheServiceChanges(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		gateway := smsctest.New(rich())
		gateway.Inject(smsctest.Fault{Op: "send", Kind: smsctest.FaultDropAfter, Nth: 1})
		c := newCampaign(t, gateway)
		c.Template.MaxParts = 1
		long := message(1)
		long.Text = strings.Repeat("Довго ", 30)
		results, err := collect(t, c.Run(t.Context(), those(long)))
		require.NoError(t, err)
		assert.Equal(t, campaign.Accepted, results[long.Key].State, "%v", results[long.Key].Err)
		assert.True(t, results[long.Key].Resolved)
		agree(t, gateway, results)
	})
}

// TestGrace: what hangs when the context ends is given up, is unknown, and is found by
// the next run.
func TestGrace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		gateway := smsctest.New(rich())
		gateway.Inject(smsctest.Fault{Op: "send", Kind: smsctest.FaultHang, Accept: true, Times: 1})
		c := newCampaign(t, gateway)
		c.Journal, c.Grace = campaign.NewMemoryJournal(), 3*time.Second
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		began := time.Now()
		results, err := collect(t, c.Run(ctx, first(10)))
		require.ErrorIs(t, err, context.Canceled)
		assert.Equal(t, 4*time.Second, time.Since(began))
		assert.Equal(t, map[campaign.State]int{campaign.Unknown: 10}, states(results))
		for _, one := range results {
			require.NotNil(t, one.Record)
			found, err := c.Client.Resolve(t.Context(), *one.Record)
			require.NoError(t, err)
			assert.Equal(t, one.ID, found.ID)
			break
		}
		results, err = collect(t, c.Run(t.Context(), first(10)))
		require.NoError(t, err)
		assert.Equal(t, map[campaign.State]int{campaign.Accepted: 10}, states(results))
		agree(t, gateway, results)
	})
}

// TestUnprovable: a request of numbers that the service may have corrected, lost on its
// way, stays unknown, over all runs, and is never sent again.
func TestUnprovable(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		gateway := smsctest.New(rich())
		gateway.Inject(smsctest.Fault{Op: "send", Kind: smsctest.FaultDropBefore, Nth: 1})
		c := newCampaign(t, gateway)
		c.Journal = campaign.NewMemoryJournal()
		local := campaign.Message{Key: "a", To: "0501234567", Text: "hi"}
		for range 3 {
			results, err := collect(t, c.Run(t.Context(), those(local)))
			require.NoError(t, err)
			assert.Equal(t, campaign.Unknown, results["a"].State)
			assert.NotEmpty(t, results["a"].Reason())
		}
		assert.Zero(t, gateway.Accepted())
	})
}
