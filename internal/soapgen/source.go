package soapgen

import (
	"errors"
	"io"
)

// source buffers the document for encoding/xml, which reads it byte by byte,
// and bounds what one token may take of it: a tag with a hundred thousand
// attributes would else be built in memory before anyone can look at it.
type source struct {
	r    io.Reader
	err  error // what r failed with, io.EOF included
	fail error // what was passed on other than io.EOF
	left int   // bytes that the token being read may still take
	pos  int
	end  int
	buf  [1024]byte
}

// ReadByte implements io.ByteReader, so that encoding/xml adds no buffer.
func (s *source) ReadByte() (byte, error) {
	if s.left == 0 {
		s.fail = errTooLong
		return 0, errTooLong
	}
	if s.pos == s.end {
		if err := s.fill(); err != nil {
			return 0, err
		}
	}
	s.left--
	s.pos++
	return s.buf[s.pos-1], nil
}

// Read implements io.Reader for the decoding of other encodings. It hands out
// whole buffers, so the bound of a token is up to what the reader in between
// takes ahead.
func (s *source) Read(p []byte) (int, error) {
	if s.left == 0 {
		s.fail = errTooLong
		return 0, errTooLong
	}
	if s.pos == s.end {
		if err := s.fill(); err != nil {
			return 0, err
		}
	}
	n := copy(p[:min(len(p), s.left)], s.buf[s.pos:s.end])
	s.pos += n
	s.left -= n
	return n, nil
}

// fill reads at least one byte into the empty buffer.
func (s *source) fill() error {
	s.pos, s.end = 0, 0
	for range 100 { // a reader may return nothing now and then, not for ever
		if s.err != nil {
			if !errors.Is(s.err, io.EOF) {
				s.fail = s.err
			}
			return s.err
		}
		s.end, s.err = s.r.Read(s.buf[:])
		if s.end > 0 {
			return nil
		}
	}
	s.err, s.fail = io.ErrNoProgress, io.ErrNoProgress
	return s.err
}
