package smsctest

import "net/http"

func (g *Gateway) getRequests(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	before, err := readNumber("before", query.Get("before"))
	if err != nil {
		return err
	}
	limit, err := readLimit(query)
	if err != nil {
		return err
	}
	if limit == 0 {
		limit = maxPage
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
