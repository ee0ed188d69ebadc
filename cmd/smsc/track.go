package main

import "github.com/spf13/cobra"

func (p *program) trackCommand() *cobra.Command { return &cobra.Command{Use: "track"} }
