package smsctest

import "net/http"

func (g *Gateway) getRequests(w http.ResponseWriter, r *http.Request) error {
	before, limit, err := readPage(r, maxPage)
	if err != nil {
		return err
	}
	page, more := g.RequestsBefore(before, limit)
	if more {
		linkOlder(w, r, page[0].Seq)
	}
	if page == nil {
		page = []Request{}
	}
	writeJSON(w, http.StatusOK, page)
	return nil
}

func (g *Gateway) getRequest(w http.ResponseWriter, r *http.Request) error {
	request, ok := g.Request(pathNumber(r, "seq"))
	if !ok {
		return notFound("request")
	}
	writeJSON(w, http.StatusOK, request)
	return nil
}
