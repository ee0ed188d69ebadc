package soapgen

import "io"

// source hands a document to encoding/xml, which reads it byte by byte, and
// bounds what one token may take of it: a tag with a hundred thousand attributes
// would else be built in memory before anyone can look at it.
type source struct {
	document []byte
	pos      int  // what of it was read
	left     int  // bytes that the token being read may still take
	tooLong  bool // it wanted more
}

// ReadByte implements io.ByteReader, so that encoding/xml adds no buffer and
// reads no further than the token.
func (s *source) ReadByte() (byte, error) {
	if s.left == 0 {
		s.tooLong = true
		return 0, errTooLong
	}
	if s.pos == len(s.document) {
		return 0, io.EOF
	}
	s.left--
	s.pos++
	return s.document[s.pos-1], nil
}

// Read implements io.Reader for the decoding of other encodings. The bound of a
// token is up to what the reader in between takes ahead.
func (s *source) Read(p []byte) (int, error) {
	if s.left == 0 {
		s.tooLong = true
		return 0, errTooLong
	}
	if s.pos == len(s.document) {
		return 0, io.EOF
	}
	n := copy(p[:min(len(p), s.left)], s.document[s.pos:])
	s.pos += n
	s.left -= n
	return n, nil
}
