package smsctest

import (
	"encoding/json"
	"io"
	"net/http"
)

// injectionJSON is a rule in force.
type injectionJSON struct {
	faultJSON

	ID    uint64 `json:"id"`
	On    bool   `json:"on"`
	Fired int    `json:"fired"`
}

func (i *Injection) json() injectionJSON {
	return injectionJSON{faultJSON: i.Fault.json(), ID: i.ID(), On: i.On(), Fired: i.Fired()}
}

func (g *Gateway) getFaults(w http.ResponseWriter, _ *http.Request) error {
	injections := g.Injections()
	rules := make([]injectionJSON, 0, len(injections))
	for _, i := range injections {
		rules = append(rules, i.json())
	}
	writeJSON(w, http.StatusOK, rules)
	return nil
}

func (g *Gateway) postFault(w http.ResponseWriter, r *http.Request) error {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxControlBody))
	if err != nil {
		return err
	}
	var f Fault
	if err := json.Unmarshal(body, &f); err != nil {
		return err
	}
	writeJSON(w, http.StatusCreated, g.Inject(f).json())
	return nil
}

func (g *Gateway) deleteFaults(w http.ResponseWriter, _ *http.Request) error {
	g.ClearFaults()
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (g *Gateway) getFault(w http.ResponseWriter, r *http.Request) error {
	i := g.injection(pathNumber(r, "id"))
	if i == nil {
		return notFound("fault")
	}
	writeJSON(w, http.StatusOK, i.json())
	return nil
}

// patchFault switches a rule on and off.
func (g *Gateway) patchFault(w http.ResponseWriter, r *http.Request) error {
	var to struct {
		On *bool `json:"on"`
	}
	if err := readJSON(w, r, &to); err != nil {
		return err
	}
	i := g.injection(pathNumber(r, "id"))
	switch {
	case i == nil:
		return notFound("fault")
	case to.On == nil:
		return badRequest("on is required")
	}
	i.Switch(*to.On)
	writeJSON(w, http.StatusOK, i.json())
	return nil
}

func (g *Gateway) deleteFault(w http.ResponseWriter, r *http.Request) error {
	i := g.injection(pathNumber(r, "id"))
	if i == nil {
		return notFound("fault")
	}
	i.Remove()
	w.WriteHeader(http.StatusNoContent)
	return nil
}
