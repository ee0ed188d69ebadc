package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
)

// maxInput is more than a text or a record can need.
const maxInput = 1 << 20

// input reads a file, or stdin for "-". It ends with ctx: a terminal may never say
// anything.
func input(ctx context.Context, name string, stdin io.Reader) ([]byte, error) {
	type content struct {
		bytes []byte
		err   error
	}
	read := make(chan content, 1)
	go func() {
		bytes, err := inputOf(name, stdin)
		read <- content{bytes, err}
	}()
	select {
	case all := <-read:
		return all.bytes, all.err
	case <-ctx.Done():
		return nil, &callError{err: fmt.Errorf("reading the input: %w", ctx.Err()), reads: true}
	}
}

func inputOf(name string, stdin io.Reader) ([]byte, error) {
	from := stdin
	if name != "-" {
		file, err := os.Open(name) //nolint:gosec // the user names the file
		if err != nil {
			return nil, err
		}
		defer file.Close()
		from = file
	}
	all, err := io.ReadAll(io.LimitReader(from, maxInput+1))
	switch {
	case err != nil:
		return nil, err
	case len(all) > maxInput:
		return nil, errors.New("the input is larger than 1 MiB")
	}
	return bytes.TrimPrefix(all, []byte("\ufeff")), nil // some editors begin a file with it
}
