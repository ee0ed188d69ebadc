//go:build interop

// Package interop_test lets the client and the emulator meet SOAP stacks that
// this project has not written. README.md says which, and how to run it.
package interop_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/wsdl"
)

// missing ends a test that needs a tool which is not here: it is skipped, or
// fails where nothing may be left out.
func missing(t *testing.T, what string) {
	t.Helper()
	const hint = "run script/interop-packages"
	if os.Getenv("SMSC_REQUIRE_INTEROP") == "1" {
		t.Fatalf("%s is missing: %s", what, hint)
	}
	t.Skipf("%s is missing: %s; SMSC_REQUIRE_INTEROP=1 makes that a failure", what, hint)
}

// program returns the path of a program.
func program(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		missing(t, name)
	}
	return path
}

// php returns the path of a PHP that has the SOAP extension.
func php(t *testing.T) string {
	t.Helper()
	path := program(t, "php")
	if !runs(t, path, "-r", "exit(extension_loaded('soap') ? 0 : 1);") {
		missing(t, "the SOAP extension of PHP")
	}
	return path
}

// python returns the path of a Python that has zeep. Debian's package is for
// Debian's Python, which need not be the first one in PATH.
func python(t *testing.T) string {
	t.Helper()
	for _, candidate := range []string{"python3", "/usr/bin/python3"} {
		if path, err := exec.LookPath(candidate); err == nil && runs(t, path, "-c", "import zeep") {
			return path
		}
	}
	missing(t, "zeep for Python 3")
	return ""
}

// node returns the path of a Node.js, for which node-soap is installed.
func node(t *testing.T) string {
	t.Helper()
	path := program(t, "node")
	if _, err := os.Stat(filepath.Join("node", "node_modules", "soap", "package.json")); err != nil {
		missing(t, "node-soap in interop/node/node_modules")
	}
	return path
}

func runs(t *testing.T, path string, args ...string) bool {
	t.Helper()
	return exec.CommandContext(t.Context(), path, args...).Run() == nil
}

// run runs a program to its end and returns what it wrote to standard output.
func run(t *testing.T, command *exec.Cmd) []byte {
	t.Helper()
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	require.NoError(t, command.Run(), "%s\n%s%s", command, stdout.String(), stderr.String())
	return stdout.Bytes()
}

// write writes a file and returns its path.
func write(t *testing.T, dir, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(dir, name)
	require.NoError(t, os.WriteFile(path, content, 0o600))
	return path
}

// render returns the contract for an endpoint.
func render(t *testing.T, endpoint string) []byte {
	t.Helper()
	document, err := wsdl.Render(endpoint)
	require.NoError(t, err)
	return document
}

// launch starts a server that ends with the test, and returns what the first
// group of announced matches in what the server writes.
func launch(t *testing.T, command *exec.Cmd, announced string) string {
	t.Helper()
	output := &announcement{pattern: regexp.MustCompile(announced), found: make(chan string, 1)}
	command.Stdout, command.Stderr = output, output
	require.NoError(t, command.Start())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = command.Wait() // it is killed, or its output tells what happened
	}()
	t.Cleanup(func() {
		_ = command.Process.Kill()
		<-ended
		if t.Failed() {
			t.Logf("%s wrote:\n%s", filepath.Base(command.Path), connections.ReplaceAllString(output.String(), ""))
		}
	})
	select {
	case found := <-output.found:
		return found
	case <-ended:
		require.Fail(t, "the server ended", "%s", output)
	case <-time.After(10 * time.Second):
		require.Fail(t, "the server does not come up", "%s", output)
	}
	return ""
}

// connections are the lines in which PHP's web server tells of connections.
var connections = regexp.MustCompile(`(?m)^\[.*\] [0-9.]+:[0-9]+ (Accepted|Closing)\n`)

// announcement keeps what a server writes and looks for a pattern in it.
type announcement struct {
	pattern *regexp.Regexp
	found   chan string

	mu      sync.Mutex
	written bytes.Buffer
}

func (a *announcement) Write(p []byte) (int, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.written.Write(p)
	if match := a.pattern.FindSubmatch(a.written.Bytes()); match != nil {
		select {
		case a.found <- string(match[1]):
		default:
		}
	}
	return len(p), nil
}

func (a *announcement) String() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.written.String()
}

// server is a server that this project has not written, with its log of the
// calls that it has executed.
type server struct {
	endpoint  string
	namespace string
	log       string
	isPHP     bool
}

// executed is a call as the server's own SOAP stack has read it.
type executed struct {
	operation string
	elements  map[string]string
	query     map[string]string // as PHP reads it, nil from others
}

// calls returns the calls that the server has executed, oldest first.
func (s *server) calls(t *testing.T) []executed {
	t.Helper()
	lines, err := os.ReadFile(s.log)
	require.NoError(t, err)
	var calls []executed
	for line := range strings.Lines(string(lines)) {
		var entry struct {
			Operation string            `json:"operation"`
			Elements  map[string][]byte `json:"elements"`
			Query     map[string][]byte `json:"query"`
		}
		require.NoError(t, json.Unmarshal([]byte(line), &entry), line)
		calls = append(calls, executed{entry.Operation, texts(entry.Elements), texts(entry.Query)})
	}
	return calls
}

func texts(values map[string][]byte) map[string]string {
	if values == nil {
		return nil
	}
	texts := make(map[string]string, len(values))
	for name, value := range values {
		texts[name] = string(value)
	}
	return texts
}

// startPHP starts PHP's SoapServer on the contract as it is rendered for
// namespace, or for the server's own URL where that is empty.
func startPHP(t *testing.T, namespace string) *server {
	t.Helper()
	dir := t.TempDir()
	s := &server{log: write(t, dir, "log", nil), isPHP: true}
	contract := filepath.Join(dir, "smsc.wsdl")
	command := exec.CommandContext(t.Context(), php(t), "-d", "display_errors=0", "-S", "127.0.0.1:0", filepath.Join("php", "server.php"))
	command.Env = append(os.Environ(), "SMSC_WSDL="+contract, "SMSC_LOG="+s.log)
	s.endpoint = launch(t, command, `Development Server \((http://[0-9.:]+)\) started`) + "/sys/soap.php"
	if s.namespace = namespace; namespace == "" {
		s.namespace = s.endpoint
	}
	write(t, dir, filepath.Base(contract), render(t, s.namespace))
	return s
}

const gsoapNamespace = "https://smsc.test/sys/soap.php"

// startGSOAP starts a strict gSOAP server. Its namespace is one of what the
// generators of gSOAP have made of the contract.
func startGSOAP(t *testing.T) *server {
	t.Helper()
	s := &server{namespace: gsoapNamespace}
	command := exec.CommandContext(t.Context(), buildGSOAP(t))
	s.log = write(t, t.TempDir(), "log", nil)
	command.Args = append(command.Args, s.log)
	s.endpoint = "http://127.0.0.1:" + launch(t, command, `on port ([0-9]+)\n`) + "/sys/soap.php"
	return s
}

// buildGSOAP builds the server and returns its path.
func buildGSOAP(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, "smsc.wsdl", render(t, gsoapNamespace))
	source, err := filepath.Abs(filepath.Join("gsoap", "server.c"))
	require.NoError(t, err)
	for _, step := range [][]string{
		{"wsdl2h", "-c", "-n", "smsc", "-o", "smsc.h", "smsc.wsdl"},
		{"soapcpp2", "-c", "-S", "-L", "-x", "-w", "smsc.h"},
		{"gcc", "-O0", "-Wall", "-Werror", "-I.", "-o", "server", source, "soapC.c", "soapServer.c", "-lgsoap"},
	} {
		command := exec.CommandContext(t.Context(), program(t, step[0]), step[1:]...)
		command.Dir = dir
		run(t, command)
	}
	return filepath.Join(dir, "server")
}
