package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

//go:generate go test -run ^TestPage$ . -update

var update = flag.Bool("update", false, "write docs/cli.md")

const pagePath = "../../docs/cli.md"

// TestPage holds docs/cli.md against the commands. With -update it writes the page.
func TestPage(t *testing.T) {
	t.Parallel()
	page := commandPage((&program{}).rootCommand())
	if *update {
		require.NoError(t, os.WriteFile(pagePath, []byte(page), 0o644))
	}
	written, err := os.ReadFile(pagePath)
	require.NoError(t, err)
	assert.Equal(t, strings.ReplaceAll(string(written), "\r\n", "\n"), page, "docs/cli.md is not what the commands say: run make generate")
}

// commandPage is a page about all commands, from what they say of themselves.
func commandPage(root *cobra.Command) string {
	var page strings.Builder
	page.WriteString("<!-- Written by make generate from the commands in cmd/smsc. Do not edit. -->\n\n# The command line\n\n" +
		"What `smsc --help` and `smsc COMMAND --help` say. [cmd/smsc](../cmd/smsc/README.md) has the tour, the exit codes and the JSON.\n\n")
	commands := root.Commands()
	for _, cmd := range commands {
		fmt.Fprintf(&page, "- [`%s`](#%s): %s\n", cmd.CommandPath(), strings.ReplaceAll(cmd.CommandPath(), " ", "-"), cmd.Short)
	}
	commandSection(&page, root)
	for _, cmd := range commands {
		commandSection(&page, cmd)
	}
	return page.String()
}

func commandSection(page *strings.Builder, cmd *cobra.Command) {
	long := cmd.Long
	if long == "" {
		long = cmd.Short + "."
	}
	fmt.Fprintf(page, "\n## %s\n\n```text\n%s\n```\n", cmd.CommandPath(), strings.TrimSpace(long))
	if cmd.Example != "" {
		var lines []string
		for line := range strings.Lines(cmd.Example) {
			lines = append(lines, strings.TrimSpace(line))
		}
		fmt.Fprintf(page, "\n```sh\n%s\n```\n", strings.Join(lines, "\n"))
	}
	var flags pflag.FlagSet
	flags.AddFlagSet(cmd.LocalFlags())
	if usages := strings.TrimRight(flags.FlagUsagesWrapped(110), "\n"); usages != "" {
		fmt.Fprintf(page, "\n```text\n%s\n```\n", usages)
	}
}
