// Command gen writes the codec of package soapgen from a WSDL.
//
//	go run . -wsdl ../../../wsdl/smsc.wsdl -out ..
//
// gowsdl's parser reads the WSDL, the templates beside this file write the
// code. The output depends on nothing but the WSDL and the templates. A WSDL
// that says anything the templates do not carry over is refused: check.go
// looks at every element and attribute, model.go at what they mean.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	wsdl := flag.String("wsdl", "", "the WSDL to read")
	out := flag.String("out", "", "the folder to write the generated files to")
	flag.Parse()
	if *wsdl == "" || *out == "" || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(*wsdl, *out); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(wsdl, out string) error {
	doc, err := os.ReadFile(wsdl)
	if err != nil {
		return err
	}
	files, err := generate(doc)
	if err != nil {
		return fmt.Errorf("%s: %w", wsdl, err)
	}
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(out, f.name), f.code, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// file is one generated file.
type file struct {
	name string
	code []byte
}

// generate returns the generated files for a WSDL.
func generate(doc []byte) ([]file, error) {
	if err := check(doc); err != nil {
		return nil, err
	}
	m, err := readModel(doc)
	if err != nil {
		return nil, err
	}
	return render(m)
}
