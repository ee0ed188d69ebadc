package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"maps"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/doctor"
	"github.com/go-smsc/smsc/smsctest"
)

const (
	doctorLogin    = "shop-login"
	doctorPassword = "pa55w0rd-of-shop"
	doctorKey      = "k3y-of-shop"
	doctorNumber   = "+380671112233"
)

// surgery runs smsc doctor against an emulator in memory.
type surgery struct {
	gateway        *smsctest.Gateway
	env            map[string]string
	stdin          io.Reader
	stdout, stderr bytes.Buffer
}

func newSurgery(options ...smsctest.Option) *surgery {
	return &surgery{
		gateway: smsctest.New(append([]smsctest.Option{
			smsctest.WithCredentials(doctorLogin, doctorPassword), smsctest.WithAPIKey(doctorKey),
		}, options...)...),
		env: map[string]string{
			"SMSC_ENDPOINT": smsctest.Endpoint, "SMSC_LOGIN": doctorLogin, "SMSC_PASSWORD": doctorPassword, "SMSC_API_KEY": doctorKey,
		},
		stdin: strings.NewReader(""),
	}
}

func (s *surgery) run(ctx context.Context, args ...string) int {
	s.stdout.Reset()
	s.stderr.Reset()
	around := surroundings{
		stdin: s.stdin, stdout: &s.stdout, stderr: &s.stderr, env: func(name string) string { return s.env[name] },
		transport: s.gateway.Transport(),
	}
	return run(ctx, append([]string{"doctor"}, args...), around)
}

// assertClean searches all that was written.
func (s *surgery) assertClean(t *testing.T, more ...string) {
	t.Helper()
	all := s.stdout.String() + s.stderr.String() + strings.Join(more, "")
	for _, hidden := range []string{doctorLogin, doctorPassword, doctorKey, doctorNumber[1:], "380501234567", "Test message"} {
		assert.NotContains(t, all, hidden)
	}
}

func TestDoctor_sendsNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSurgery()
		require.Equal(t, exitDone, s.run(t.Context()), s.stdout.String())
		assert.Empty(t, s.stderr.String())
		assert.Contains(t, s.stdout.String(), "ok       credentials       accepted\n")
		assert.Contains(t, s.stdout.String(), "ok       key.query         accepted\n")
		assert.Contains(t, s.stdout.String(), "settled  not-found         get_status: code 3; get_status2: code 3\n")
		assert.Contains(t, s.stdout.String(), "\n0 failures, 0 warnings, ")
		assert.NotContains(t, s.stdout.String(), "send.")
		assert.Zero(t, s.gateway.Accepted())
		for _, r := range s.gateway.Requests() {
			assert.NotContains(t, r.Operation, "send")
		}
		s.assertClean(t)
	})
}

func TestDoctor_sendsAfterAsking(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		answer string
		exit   int
		most   int
	}{
		"yes":        {"yes\n", exitDone, 2},
		"no":         {"no\n", exitDone, 0},
		"nothing":    {"\n", exitDone, 0},
		"no input":   {"", exitDone, 0},
		"capital":    {"YES\n", exitDone, 0},
		"more words": {"yes please\n", exitDone, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newSurgery()
				s.stdin = strings.NewReader(test.answer)
				require.Equal(t, test.exit, s.run(t.Context(), "--send-to", doctorNumber), s.stdout.String())
				assert.Equal(t, test.most, s.gateway.Accepted())
				assert.Contains(t, s.stderr.String(), "One costs 0.5. Up to 2 can be accepted, for 1 in all. Type yes to send: ")
				s.assertClean(t)
			})
		})
	}
}

func TestDoctor_exitsBySeverity(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		options []smsctest.Option
		change  func(*surgery)
		exit    int
		stderr  string
	}{
		"a note": {options: []smsctest.Option{smsctest.WithNotFoundStatus()}, exit: exitDone},
		"warnings": {
			options: []smsctest.Option{smsctest.WithNamespace("http://smsc.kz/sys/soap.php")}, exit: exitWarning,
			stderr: "smsc: doctor found 0 failures and 3 warnings\n",
		},
		"a failure": {
			change: func(s *surgery) { s.env["SMSC_PASSWORD"] = "wrong" }, exit: exitFailure,
			stderr: "smsc: doctor found 1 failure and 0 warnings\n",
		},
		"nobody is there": {
			change: func(s *surgery) { s.gateway.SetDown(true) }, exit: exitFailure, stderr: "smsc: doctor found 1 failure and 0 warnings\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newSurgery(test.options...)
				if test.change != nil {
					test.change(s)
				}
				assert.Equal(t, test.exit, s.run(t.Context()), s.stdout.String())
				assert.Equal(t, test.stderr, s.stderr.String())
				s.assertClean(t)
			})
		})
	}
}

func TestDoctor_writesJSON(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSurgery(smsctest.WithNamespace("http://smsc.kz/sys/soap.php"))
		assert.Equal(t, exitWarning, s.run(t.Context(), "--json", "--skip", "reserve,key."))
		var report doctor.Report
		require.NoError(t, json.Unmarshal(s.stdout.Bytes(), &report))
		found, ok := report.Finding("wsdl.namespace")
		require.True(t, ok)
		assert.Equal(t, doctor.Warning, found.Severity)
		assert.Len(t, found.Details, 1)
		for _, id := range []string{"reserve", "key.query"} {
			found, ok = report.Finding(id)
			require.True(t, ok)
			assert.Equal(t, "left out", found.Seen)
		}
		var problem map[string]map[string]any
		require.NoError(t, json.Unmarshal(s.stderr.Bytes(), &problem))
		assert.Equal(t, "doctor", problem["error"]["kind"])
		assert.Equal(t, "not_sent", problem["error"]["outcome"])
		s.assertClean(t)
	})
}

func TestDoctor_writesAReport(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "report.md")
	synctest.Test(t, func(t *testing.T) {
		s := newSurgery()
		s.stdin = strings.NewReader("yes\n")
		require.Equal(t, exitDone, s.run(t.Context(), "--send-to", doctorNumber, "--report", path))
		written, err := os.ReadFile(path)
		require.NoError(t, err)
		s.assertClean(t, string(written))
		assert.Contains(t, string(written), "| date-zone | dates are in UTC+3 | yes | UTC+03:00 |\n")
		_, last, found := strings.Cut(string(written), "## What the library assumes and what your service does\n")
		require.True(t, found)
		assert.NotContains(t, last, "##")

		assert.Equal(t, exitFailed, s.run(t.Context(), "--report", filepath.Join(path, "below-a-file")))
		assert.Contains(t, s.stderr.String(), "smsc: writing the report: ")
	})
}

func TestDoctor_refuses(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		args []string
		env  map[string]string
		want string
	}{
		"a number that is none":    {[]string{"--send-to", "hidden"}, nil, "--send-to must be + and 5-15 digits"},
		"another that is none":     {[]string{"--number", "hidden"}, nil, "--number must be + and 5-15 digits"},
		"a check that is none":     {[]string{"--skip", "hidden"}, nil, "--skip names a check that does not exist"},
		"plain http to elsewhere":  {[]string{"--endpoint", "http://example.com/x"}, nil, "--endpoint (SMSC_ENDPOINT) must be https, or http on this machine: the password would travel in clear text"},
		"a reserve host with http": {[]string{"--reserve", "http://example.com/x"}, nil, "--reserve [0] must be https, or http on this machine: the password would travel in clear text"},
		"a login alone":            {nil, map[string]string{"SMSC_PASSWORD": ""}, "SMSC_LOGIN and SMSC_PASSWORD go together: give both, or none"},
		"no time":                  {[]string{"--timeout", "0s"}, nil, "--timeout must be positive"},
		"an argument":              {[]string{"hidden"}, nil, "doctor takes flags only; one argument too many, or one that needs quotes around it"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSurgery()
			maps.Copy(s.env, test.env)
			assert.Equal(t, exitUsage, s.run(t.Context(), test.args...))
			assert.Equal(t, "smsc: "+test.want+"\n", s.stderr.String())
			assert.Empty(t, s.stdout.String())
			assert.Empty(t, s.gateway.Requests())
		})
	}
}

func TestDoctor_showsNothingWhereTheDiskIsFull(t *testing.T) {
	t.Parallel()
	s := newSurgery()
	var stderr bytes.Buffer
	around := surroundings{
		stdin: s.stdin, stdout: fullDisk{}, stderr: &stderr, env: func(name string) string { return s.env[name] }, transport: s.gateway.Transport(),
	}
	assert.Equal(t, exitFailed, run(t.Context(), []string{"doctor"}, around))
	assert.Equal(t, "smsc: writing the report: no space left on device\n", stderr.String())
}

// Nobody types an answer: the question ends with the time.
func TestDoctor_endsWithItsTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		reader, writer := io.Pipe()
		s := newSurgery()
		s.stdin = reader
		began := time.Now()
		assert.Equal(t, exitDone, s.run(t.Context(), "--send-to", doctorNumber))
		assert.Equal(t, 5*time.Minute, time.Since(began), "the time of an examination that sends")
		assert.Zero(t, s.gateway.Accepted())
		assert.Contains(t, s.stdout.String(), "skipped  send.price        not confirmed, so nothing was sent\n")
		require.NoError(t, writer.Close())
	})
}

// A server that says nothing is not waited for longer than --timeout.
func TestDoctor_endsWhenNobodyAnswers(t *testing.T) {
	t.Parallel()
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = silent.Close() })
	s := newSurgery()
	s.env["SMSC_ENDPOINT"] = "http://" + silent.Addr().String() + "/sys/soap.php"
	around := surroundings{stdin: s.stdin, stdout: &s.stdout, stderr: &s.stderr, env: func(name string) string { return s.env[name] }}
	assert.Equal(t, exitFailure, run(t.Context(), []string{"doctor", "--timeout", "2s"}, around))
	assert.Contains(t, s.stdout.String(), "failure  http              no answer in time\n")
	assert.Contains(t, s.stdout.String(), "skipped  credentials       no time was left\n")
}
