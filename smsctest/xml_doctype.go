package smsctest

import "strings"

// documentType passes over a document type, which SOAP forbids: it is read only to
// tell a document that has one from a document that is no XML.
func (r *xmlReader) documentType() bool {
	if !r.blanks() || r.name() == "" {
		return false
	}
	r.blanks()
	if r.begins("SYSTEM") || r.begins("PUBLIC") {
		r.outside = true
		r.blanks()
		for r.literal() {
			r.blanks()
		}
	}
	if r.begins("[") && !r.internalSubset() {
		return false
	}
	r.blanks()
	return r.begins(">")
}

// literal passes over a text in quotes.
func (r *xmlReader) literal() bool {
	rest := r.rest()
	if rest == "" || rest[0] != '"' && rest[0] != '\'' {
		return false
	}
	end := strings.IndexByte(rest[1:], rest[0])
	if end < 0 {
		return false
	}
	r.at += end + 2
	return true
}

// internalSubset passes over the declarations of a document type and keeps the
// names of its entities.
func (r *xmlReader) internalSubset() bool {
	r.entities = make(map[string]bool)
	for {
		r.blanks()
		var ok bool
		switch {
		case r.begins("]"):
			return true
		case r.begins("<!--"):
			ok = r.comment()
		case r.begins("<?"):
			ok = r.instruction()
		case r.begins("<!ENTITY"):
			ok = r.entityDeclaration()
		case r.begins("<!"):
			ok = r.restOfDeclaration()
		case r.begins("%"):
			r.outside = true
			ok = r.name() != "" && r.begins(";")
		default:
			return false
		}
		if r.made++; !ok || r.made > maxNodes {
			return false
		}
	}
}

func (r *xmlReader) entityDeclaration() bool {
	if !r.blanks() {
		return false
	}
	ofType := r.begins("%")
	r.blanks()
	name := r.name()
	if name == "" {
		return false
	}
	if !ofType {
		r.entities[name] = true
	}
	return r.restOfDeclaration()
}

func (r *xmlReader) restOfDeclaration() bool {
	for r.at < len(r.text) {
		switch r.text[r.at] {
		case '>':
			r.at++
			return true
		case '"', '\'':
			if !r.literal() {
				return false
			}
		case '<':
			return false
		default:
			r.at++
		}
	}
	return false
}
