package smsctest

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
)

// controlPath is where the paths of the control interface begin.
const controlPath = "/api/"

const maxFaultJSON = 64 << 10

// newControl makes the control interface:
//
//	GET    /api/messages          the messages as a JSON array, ?phone= filters
//	DELETE /api/messages          forgets them
//	GET    /api/requests          the requests as a JSON array
//	GET    /api/faults            the rules in force
//	POST   /api/faults            puts a rule into force, see [Fault.UnmarshalJSON]
//	DELETE /api/faults            takes all rules out of force
//
// and what [Gateway.handleCallbacks] adds.
func (g *Gateway) newControl() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/messages", func(w http.ResponseWriter, r *http.Request) {
		messages := g.Messages()
		if phone := r.URL.Query().Get("phone"); phone != "" {
			messages = g.messagesTo(phone)
		}
		writeJSON(w, http.StatusOK, messages)
	})
	mux.HandleFunc("DELETE /api/messages", func(w http.ResponseWriter, _ *http.Request) {
		g.ClearMessages()
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("GET /api/requests", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusOK, g.Requests())
	})
	mux.HandleFunc("GET /api/faults", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusOK, g.rules())
	})
	mux.HandleFunc("POST /api/faults", g.postFault)
	mux.HandleFunc("DELETE /api/faults", func(w http.ResponseWriter, _ *http.Request) {
		g.ClearFaults()
		w.WriteHeader(http.StatusNoContent)
	})
	g.handleCallbacks(mux)
	// A page in a browser must not control a server that runs beside it.
	return new(http.CrossOriginProtection).Handler(mux)
}

func (g *Gateway) messagesTo(phone string) []Message {
	number := phoneNumber(phone, g.correct)
	to := []Message{}
	for _, m := range g.Messages() {
		if m.Phone == phone || m.Phone == number {
			to = append(to, m)
		}
	}
	return to
}

func (g *Gateway) rules() []Fault {
	g.mu.Lock()
	defer g.mu.Unlock()
	rules := make([]Fault, 0, len(g.faults))
	for _, i := range g.faults {
		rules = append(rules, i.Fault)
	}
	return rules
}

func (g *Gateway) postFault(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxFaultJSON))
	var f Fault
	if err == nil {
		err = json.Unmarshal(body, &f)
	}
	if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok {
		writeError(w, http.StatusRequestEntityTooLarge, tooLarge)
		return
	}
	if err != nil {
		writeError(w, http.StatusBadRequest, err)
		return
	}
	g.Inject(f)
	writeJSON(w, http.StatusCreated, f)
}

func writeError(w http.ResponseWriter, status int, err error) {
	writeJSON(w, status, map[string]string{"error": err.Error()})
}

func writeJSON(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(value) //nolint:errchkjson // the values are this package's own; the client may be gone
}
