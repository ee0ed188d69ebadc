package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// isTerminal tells whether a person is at the other end of a stream.
func isTerminal(stream any) bool {
	file, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

// onTerminal is isTerminal, unless the surroundings say otherwise.
func (p *program) onTerminal(stream any) bool {
	if p.terminal != nil {
		return p.terminal(stream)
	}
	return isTerminal(stream)
}

// agreed asks a question on stderr and waits for yes.
func (p *program) agreed(ctx context.Context, question string) (bool, error) {
	if _, err := io.WriteString(p.stderr, question+" Type yes: "); err != nil {
		return false, err
	}
	answer := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(p.stdin).ReadString('\n') // what is not read is not a yes
		answer <- line
	}()
	select {
	case line := <-answer:
		return strings.EqualFold(strings.TrimSpace(line), "yes"), nil
	case <-ctx.Done():
		_, _ = fmt.Fprintln(p.stderr)
		return false, &callError{err: fmt.Errorf("waiting for an answer: %w", context.Cause(ctx)), reads: true}
	}
}
