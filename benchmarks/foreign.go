package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Each script makes calls of get_balance with a client that it has made once, and
// prints the microseconds that one took.
const (
	phpScript = `$c = new SoapClient($argv[1]."?wsdl", ["cache_wsdl" => WSDL_CACHE_NONE, "location" => $argv[1], "keep_alive" => true]);
$r = ["login" => "demo", "psw" => "demo"];
for ($i = 0; $i < 50; $i++) $c->get_balance($r);
$t = hrtime(true); for ($i = 0; $i < $argv[2]; $i++) $c->get_balance($r);
echo (hrtime(true) - $t) / 1000 / $argv[2];`

	zeepScript = `import sys, time, zeep
c = zeep.Client(sys.argv[1] + "?wsdl")
for _ in range(50): c.service.get_balance(login="demo", psw="demo")
t = time.perf_counter()
for _ in range(int(sys.argv[2])): c.service.get_balance(login="demo", psw="demo")
print((time.perf_counter() - t) * 1e6 / int(sys.argv[2]))`

	nodeScript = `const soap = require("soap");
(async () => {
  const c = await soap.createClientAsync(process.argv[1] + "?wsdl");
  const r = { login: "demo", psw: "demo" }, n = +process.argv[2];
  for (let i = 0; i < 50; i++) await c.get_balanceAsync(r);
  const t = process.hrtime.bigint();
  for (let i = 0; i < n; i++) await c.get_balanceAsync(r);
  console.log(Number(process.hrtime.bigint() - t) / 1000 / n);
})();`
)

// foreign reports the clients of other languages beside the floor, whoever wins.
func foreign(s *servers, calls int) []row {
	run := func(name, program string, args ...string) row {
		return row{name + ", `get_balance`, http", "reported", func(ctx context.Context) (string, error) {
			if _, err := exec.LookPath(program); err != nil {
				return "not installed", nil
			}
			client, err := newClient(s.http)
			if err != nil {
				return "", err
			}
			defer client.CloseIdleConnections()
			body, err := bytesOf(ctx, balance)
			if err != nil {
				return "", err
			}
			var ratios, ours []float64
			for range 5 {
				c, err := compare(ctx, balance(client), floor(s.http, body), 4, calls, 1)
				if err != nil {
					return "", err
				}
				command := exec.CommandContext(ctx, program, append(args, s.http, strconv.Itoa(calls))...)
				modules, _ := filepath.Abs("../interop/node/node_modules")
				command.Env = append(os.Environ(), "NODE_PATH="+modules, "NO_PROXY=*")
				out, err := command.Output()
				if err != nil {
					return "not installed", nil
				}
				micros, err := strconv.ParseFloat(strings.TrimSpace(string(out)), 64)
				if err != nil {
					return "", err
				}
				ratios, ours = append(ratios, micros/c.floor), append(ours, median(c.ratios))
			}
			slices.Sort(ratios)
			slices.Sort(ours)
			return fmt.Sprintf("%s × the floor (ours in the same rounds: %s)", spread(ratios, 2), spread(ours, 2)), nil
		}}
	}
	return []row{
		run("PHP's SoapClient", "php", "-r", phpScript, "--"),
		run("zeep", "/usr/bin/python3", "-c", zeepScript),
		run("node-soap", "node", "-e", nodeScript),
	}
}
