package main

import (
	"bufio"
	"context"
	"crypto/md5"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/go-smsc/smsc/smsctest"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"smsc": main})
}

// TestScript drives the program as a process. Beside testscript's own commands
// the scripts have
//
//	serve [flags]              starts smsc serve, on a free port unless told otherwise, reads
//	                           its URL and sets SMSC_ENDPOINT, BASE and ADDR
//	logged REGEXP              waits until serve has logged such a line
//	signal TERM|INT            ends it by a signal; it has to exit with 0. What it wrote is in
//	                           serve.out and serve.err
//	exits CODE program [args]  runs a program that has to exit with the code, and holds its output
//	ends CODE program [args]   the same for what writes to both streams
//	api METHOD PATH [BODY]     asks the server; the answer is in stdout
func TestScript(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("SMSC_LOGIN", "demo")
			env.Setenv("SMSC_PASSWORD", "demo")
			env.Setenv("SMSC_API_KEY", "")
			env.Setenv("SMSC_ENDPOINT", "")
			env.Setenv("GORACE", "atexit_sleep_ms=0") // or each process of a race build would sleep at its end
			env.Setenv("FORMS", secretForms(`pa55&w<rd>"+/ x`, `pa55&w<rd>`, "k3y&<s3cret>"))
			env.Values[servedKey{}] = new(served)
			return nil
		},
		Condition: func(cond string) (bool, error) {
			if cond == "signals" {
				return runtime.GOOS != "windows", nil
			}
			return false, fmt.Errorf("unknown condition %s", cond)
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"serve":  serveScript,
			"logged": loggedScript,
			"signal": signalScript,
			"exits":  exitsScript,
			"ends":   endsScript,
			"api":    apiScript,
		},
	})
}

// secretForms is a pattern of secrets in the forms in which they could slip out.
func secretForms(secrets ...string) string {
	var forms []string
	for _, secret := range secrets {
		forms = append(forms, secret, html.EscapeString(secret), url.QueryEscape(secret), url.PathEscape(secret),
			base64.StdEncoding.EncodeToString([]byte(secret)), strings.Trim(strconv.Quote(secret), `"`),
			fmt.Sprintf("%x", md5.Sum([]byte(secret))))
	}
	for i, form := range forms {
		forms[i] = regexp.QuoteMeta(form)
	}
	return strings.Join(forms, "|")
}

// servedKey is where a script's server is kept.
type servedKey struct{}

// served is a running smsc serve.
type served struct {
	process        *exec.Cmd
	stdout, stderr *transcript
}

// patience kills the server after a while: what waits for it then fails and shows
// what it wrote.
func (s *served) patience() *time.Timer {
	return time.AfterFunc(20*time.Second, func() { _ = s.process.Process.Kill() })
}

func serveScript(ts *testscript.TestScript, _ bool, args []string) {
	if !slices.Contains(args, "--addr") {
		args = append([]string{"--addr", "127.0.0.1:0"}, args...)
	}
	s, ok := ts.Value(servedKey{}).(*served)
	if !ok {
		ts.Fatalf("the script has no place for a server")
	}
	process := exec.CommandContext(context.Background(), "smsc", append([]string{"serve"}, args...)...)
	process.Env = []string{"PATH=" + ts.Getenv("PATH"), "GOCOVERDIR=" + ts.Getenv("GOCOVERDIR")}
	process.Dir = ts.MkAbs(".")
	stdout, err := process.StdoutPipe()
	ts.Check(err)
	stderr, err := process.StderrPipe()
	ts.Check(err)
	ts.Check(process.Start())
	ts.Defer(func() { _ = process.Process.Kill() })
	*s = served{process: process, stdout: record(stdout), stderr: record(stderr)}
	defer s.patience().Stop()

	endpoint, ok := s.stdout.wait(regexp.MustCompile(""))
	if !ok {
		_, _ = s.stderr.wait(regexp.MustCompile(`\z.`)) // to its end
		ts.Fatalf("smsc serve ended:\n%s", s.stderr.text())
	}
	ts.Setenv("SMSC_ENDPOINT", endpoint)
	base := strings.TrimSuffix(endpoint, smsctest.Path)
	ts.Setenv("BASE", base)
	ts.Setenv("ADDR", strings.TrimPrefix(base, "http://"))
}

func loggedScript(ts *testscript.TestScript, _ bool, args []string) {
	s, ok := ts.Value(servedKey{}).(*served)
	if !ok || s.process == nil || len(args) != 1 {
		ts.Fatalf("usage: serve …, then logged REGEXP")
	}
	defer s.patience().Stop()
	if _, ok := s.stderr.wait(regexp.MustCompile(args[0])); !ok {
		ts.Fatalf("no such line:\n%s", s.stderr.text())
	}
}

func signalScript(ts *testscript.TestScript, _ bool, args []string) {
	s, ok := ts.Value(servedKey{}).(*served)
	if !ok || s.process == nil || len(args) != 1 {
		ts.Fatalf("usage: serve …, then signal TERM|INT")
	}
	signals := map[string]os.Signal{"TERM": syscall.SIGTERM, "INT": os.Interrupt}
	ts.Check(s.process.Process.Signal(signals[args[0]]))
	defer s.patience().Stop()
	end := regexp.MustCompile(`\z.`)
	_, _ = s.stdout.wait(end)
	_, _ = s.stderr.wait(end)
	ts.Check(s.process.Wait())
	ts.Check(os.WriteFile(ts.MkAbs("serve.out"), []byte(s.stdout.text()), 0o600))
	ts.Check(os.WriteFile(ts.MkAbs("serve.err"), []byte(s.stderr.text()), 0o600))
}

// exitsScript also holds what is true of most runs: results go to stdout and
// nothing to stderr, an error is one line on stderr and nothing on stdout, and
// with --json either is exactly one object. Behind an error with code 5 may stand a
// second line, the record.
func exitsScript(ts *testscript.TestScript, neg bool, args []string) {
	endsScript(ts, neg, args)
	code, err := strconv.Atoi(args[0])
	ts.Check(err)
	used, empty := ts.ReadFile("stdout"), ts.ReadFile("stderr")
	if code != exitDone && code != exitRefused {
		used, empty = empty, used
		message, record, _ := strings.Cut(used, "\n")
		isRecord := code == exitUnknown && !slices.Contains(args, "--json") && json.Valid([]byte(record)) &&
			strings.Count(record, "\n") == 1
		if message == "" || record != "" && !isRecord {
			ts.Fatalf("the error is not one line")
		}
	}
	if empty != "" {
		ts.Fatalf("output on the wrong stream")
	}
	if slices.Contains(args, "--json") {
		decoder := json.NewDecoder(strings.NewReader(used))
		var object map[string]any
		ts.Check(decoder.Decode(&object))
		if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
			ts.Fatalf("something follows the object")
		}
	}
}

// endsScript is for what writes to both streams.
func endsScript(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: CODE program [args]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	code := 0
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		code = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if code != want {
		ts.Fatalf("exit code %d, want %d", code, want)
	}
}

func apiScript(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: api METHOD PATH [BODY]")
	}
	body := strings.NewReader(strings.Join(args[2:], " "))
	request, err := http.NewRequest(args[0], ts.Getenv("BASE")+args[1], body)
	ts.Check(err)
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(request)
	ts.Check(err)
	defer response.Body.Close()
	_, err = io.Copy(ts.Stdout(), response.Body)
	ts.Check(err)
	if response.StatusCode >= 400 {
		ts.Fatalf("HTTP status %s", response.Status)
	}
}

// transcript is what a process writes, line by line.
type transcript struct {
	mu      sync.Mutex
	lines   []string
	ended   bool
	changed *sync.Cond
}

func record(r io.Reader) *transcript {
	t := &transcript{}
	t.changed = sync.NewCond(&t.mu)
	go func() {
		scanner := bufio.NewScanner(r)
		for scanner.Scan() {
			t.mu.Lock()
			t.lines = append(t.lines, scanner.Text())
			t.mu.Unlock()
			t.changed.Broadcast()
		}
		t.mu.Lock()
		t.ended = true
		t.mu.Unlock()
		t.changed.Broadcast()
	}()
	return t
}

// wait returns the first line that matches, and false when the process ended
// without one.
func (t *transcript) wait(pattern *regexp.Regexp) (string, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for seen := 0; ; {
		for ; seen < len(t.lines); seen++ {
			if pattern.MatchString(t.lines[seen]) {
				return t.lines[seen], true
			}
		}
		if t.ended {
			return "", false
		}
		t.changed.Wait()
	}
}

// count waits until so many lines match, and returns false when the process ended
// before that.
func (t *transcript) count(pattern *regexp.Regexp, times int) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	for seen := 0; ; {
		for ; seen < len(t.lines); seen++ {
			if pattern.MatchString(t.lines[seen]) {
				times--
			}
		}
		if times <= 0 || t.ended {
			return times <= 0
		}
		t.changed.Wait()
	}
}

func (t *transcript) text() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return strings.Join(append(slices.Clone(t.lines), ""), "\n")
}
