package main

import (
	"errors"
	"fmt"
	"strconv"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/go-smsc/smsc"
)

// segmentsOutput is the JSON of smsc segments. What forced the encoding is null when
// nothing did.
type segmentsOutput struct {
	Parts      int     `json:"parts"`
	Encoding   string  `json:"encoding"`
	Units      int     `json:"units"`
	Remaining  int     `json:"remaining"`
	Forced     *string `json:"forced"`
	ForcedCode *string `json:"forced_code"`
	ForcedAt   *int    `json:"forced_at"`
}

func (p *program) segmentsCommand() *cobra.Command {
	var f textFlags
	cmd := &cobra.Command{
		Use:   "segments",
		Short: "Count the SMS that a text makes",
		Long: `Count the SMS that a text makes, each of which is charged. Nothing is asked and
nothing is sent.

A text travels in GSM-7 or, as soon as one character is not in that alphabet, in
UCS-2, where fewer than half as many fit into an SMS. The first such character is
shown with its code and its place in the text, since some look like another one.
units is the length of the text in its encoding, remaining how many units the last
SMS has room for.`,
		Example: "  smsc segments --text 'Ваш код 1234'\n  smsc segments --text-file message.txt --json",
		Args:    noArguments,
		PreRunE: func(cmd *cobra.Command, _ []string) error {
			if err := offline(cmd); err != nil {
				return err
			}
			return exclusive(cmd.Flags(), "text", "text-file")
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !cmd.Flags().Changed("text") && !cmd.Flags().Changed("text-file") {
				return errors.New("--text or --text-file is required")
			}
			text, err := f.read(cmd.Context(), p.stdin)
			if err != nil {
				return err
			}
			out := newSegmentsOutput(text)
			return p.print(out, out.lines())
		},
	}
	f.register(cmd)
	return cmd
}

func newSegmentsOutput(text string) segmentsOutput {
	s := smsc.Segments(text)
	out := segmentsOutput{Parts: s.Parts, Encoding: s.Encoding.String(), Units: s.Units, Remaining: s.Remaining}
	if s.ForcedAt >= 0 {
		out.Forced = new(string(s.Forced))
		out.ForcedCode = new(fmt.Sprintf("%U", s.Forced))
		out.ForcedAt = new(utf8.RuneCountInString(text[:s.ForcedAt]) + 1)
	}
	return out
}

func (o *segmentsOutput) lines() []line {
	lines := []line{
		{"parts", strconv.Itoa(o.Parts)},
		{"encoding", o.Encoding},
		{"units", strconv.Itoa(o.Units)},
		{"remaining", strconv.Itoa(o.Remaining)},
	}
	if o.ForcedAt != nil {
		lines = append(lines, line{"forced by", fmt.Sprintf("%s %s, character %d", *o.Forced, *o.ForcedCode, *o.ForcedAt)})
	}
	return lines
}
