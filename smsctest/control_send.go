package smsctest

import (
	"bytes"
	"context"
	"encoding/xml"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// sendPatience is how long a message sent by hand waits for its answer: a fault can
// let it hang.
const sendPatience = 10 * time.Second

// postMessage sends a message as a client of the account does, by SOAP: with the
// account's limits and money, and whatever faults are in force.
func (g *Gateway) postMessage(w http.ResponseWriter, r *http.Request) error {
	var to struct {
		Phone  string `json:"phone"`
		Text   string `json:"text"`
		Sender string `json:"sender"`
		ID     string `json:"id"`
	}
	if err := readJSON(w, r, &to); err != nil {
		return err
	}
	if to.Phone == "" || to.Text == "" {
		return badRequest("phone and text are required")
	}
	sent, err := g.SendByHand(r.Context(), to.Phone, to.Text, to.Sender, to.ID)
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusCreated, sent)
	return nil
}

// SendByHand sends a message as a client of the account does, by SOAP, and returns
// the request as it ended: with the account's limits and money, and whatever faults
// are in force. Sender and ID may be empty.
func (g *Gateway) SendByHand(ctx context.Context, phone, text, sender, id string) (Request, error) {
	ctx, cancel := context.WithTimeout(ctx, sendPatience)
	defer cancel()
	namespace := g.namespace
	base := strings.TrimSuffix(Endpoint, Path)
	if namespace == "" {
		namespace = Endpoint
	}
	who := g.account()
	password, key := who.password, ""
	if who.login == "" {
		password, key = "", "apikey="+url.QueryEscape(who.apiKey)
	}
	var document bytes.Buffer
	document.WriteString(`<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="` + soapNamespace +
		`"><s:Body><m:send2 xmlns:m="` + escapeAttribute.Replace(namespace) + `">`)
	for _, leaf := range []leaf{
		{"login", who.login}, {"psw", password}, {"phones", phone}, {"mes", text}, {"id", id}, {"sender", sender}, {"query", key},
	} {
		if leaf.value == "" && leaf.name != "login" && leaf.name != "psw" {
			continue
		}
		document.WriteString("<" + leaf.name + ">")
		_ = xml.EscapeText(&document, []byte(leaf.value)) // a buffer takes everything
		document.WriteString("</" + leaf.name + ">")
	}
	document.WriteString(`</m:send2></s:Body></s:Envelope>`)

	before := g.Asked()
	resp := g.respond(&httpRequest{
		ctx: ctx, method: http.MethodPost, url: &url.URL{Path: Path}, body: &document, base: base, from: loopback,
		header: http.Header{"Content-Type": {xmlType}, "Soapaction": {`"` + namespace + `"`}},
	})
	resp.finish()
	return g.sentAfter(before, phone, text)
}

// sentAfter returns the first request of those after a Seq that sends a text to a
// phone: other clients can ask at the same moment.
func (g *Gateway) sentAfter(seq int, phone, text string) (Request, error) {
	page, _ := g.RequestsBefore(0, g.Asked()-seq)
	for _, r := range page {
		if r.Seq > uint64(seq) && (r.SOAPFault != "" || r.Elements["phones"] == phone && r.Elements["mes"] == text) {
			return r, nil
		}
	}
	return Request{}, &controlError{http.StatusServiceUnavailable, "this host is down, or its requests are kept too shortly"}
}
