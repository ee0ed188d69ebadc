package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
)

// textFlags are where a text comes from.
type textFlags struct{ text, file string }

func (f *textFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.text, "text", "", "the `text`, up to 1000 characters; - reads stdin")
	flags.StringVar(&f.file, "text-file", "", "a `file` that holds the text")
	completeFiles(cmd, "text-file")
}

// read returns the text. A file, and what a program writes to stdin, ends in a line
// break that is not meant to be sent.
func (f *textFlags) read(ctx context.Context, stdin io.Reader) (string, error) {
	name := f.file
	switch {
	case name != "":
	case f.text == "-":
		name = "-"
	default:
		return f.text, nil
	}
	all, err := input(ctx, name, stdin)
	if err != nil {
		return "", fmt.Errorf("the text: %w", err)
	}
	return strings.TrimSuffix(strings.TrimSuffix(string(all), "\n"), "\r"), nil
}
