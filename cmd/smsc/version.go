package main

import (
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/go-smsc/smsc"
)

// versionOutput is the JSON of smsc version.
type versionOutput struct {
	Version string `json:"version"`
	Go      string `json:"go"`
}

func (p *program) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Show the version of this program",
		Args:    noArguments,
		PreRunE: func(cmd *cobra.Command, _ []string) error { return offline(cmd) },
		RunE: func(*cobra.Command, []string) error {
			out := versionOutput{Version: version(), Go: runtime.Version()}
			return p.print(out, []line{{"version", out.Version}, {"go", out.Go}})
		},
	}
}

// version is that of the module as Go installed it, or of the SDK where the program
// was built from a folder that tells none.
func version() string {
	if build, ok := debug.ReadBuildInfo(); ok && build.Main.Version != "" && build.Main.Version != "(devel)" {
		return build.Main.Version
	}
	return "v" + smsc.Version + "-devel"
}
