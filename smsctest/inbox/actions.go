package inbox

import (
	"net/http"
	"net/url"
	"path"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/go-smsc/smsc"
	"github.com/go-smsc/smsc/smsctest"
)

// maxForm bounds what a form posts.
const maxForm = 64 << 10

// formError is what a person reads who filled in a form wrongly.
type formError string

func (e formError) Error() string { return string(e) }

// action does what a form asks for. It returns where to go then, "" for back.
type action func(r *http.Request) (to string, err error)

func (i *inbox) actions() map[string]action {
	return map[string]action{
		"send": i.send, "status": i.setStatus, "clock": i.moveClock, "balance": i.setBalance,
		"fault": i.addFault, "preset": i.addPreset, "switch": i.switchFault, "remove": i.removeFault, "again": i.postAgain,
		"unblock": func(*http.Request) (string, error) { i.gateway.Unblock(); return "", nil },
		"clear":   func(*http.Request) (string, error) { i.gateway.ClearMessages(); return "./", nil },
		"reset":   func(*http.Request) (string, error) { i.gateway.Reset(); return "./", nil },
	}
}

// act runs an action and leads back to the page.
func (i *inbox) act(do action) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		if err := r.ParseForm(); err != nil {
			http.Error(w, "The form cannot be read.", http.StatusBadRequest)
			return
		}
		to, err := do(r)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		if to == "" {
			to = back(r.Referer())
		}
		// The page may be mounted anywhere, so the address is relative, which
		// http.Redirect would not keep.
		w.Header().Set("Location", to)
		w.WriteHeader(http.StatusSeeOther)
	}
}

// back is the page that a form was on, relative to where this handler is mounted:
// one of its own, or the first.
func back(referer string) string {
	from, err := url.Parse(referer)
	if err != nil {
		return "./"
	}
	to := "./"
	switch name := path.Base(from.Path); {
	case strings.HasSuffix(from.Path, "/"):
	case name == "requests" || name == "callbacks" || name == "faults" || name == "account":
		to = name
	default:
		return to
	}
	if from.RawQuery != "" {
		to += "?" + from.Query().Encode()
	}
	return to
}

func (i *inbox) send(r *http.Request) (string, error) {
	// A number can come as the page shows it; the service takes no blanks behind a plus.
	phone := strings.ReplaceAll(r.PostFormValue("phone"), " ", "")
	text := strings.ReplaceAll(r.PostFormValue("text"), "\r\n", "\n")
	if phone == "" || text == "" {
		return "", formError("A number and a text are required.")
	}
	request, err := i.gateway.SendByHand(r.Context(), phone, text, r.PostFormValue("sender"), "")
	if err != nil {
		return "", err
	}
	if request.Accepted > 0 {
		if m, ok := i.gateway.Last(phone); ok {
			return "./?phone=" + url.QueryEscape(m.Phone), nil
		}
	}
	return "requests?r=" + strconv.FormatUint(request.Seq, 10), nil
}

func (i *inbox) setStatus(r *http.Request) (string, error) {
	seq, err := strconv.ParseUint(r.PostFormValue("m"), 10, 64)
	status, statusErr := strconv.Atoi(r.PostFormValue("status"))
	if err != nil || statusErr != nil {
		return "", formError("The status must be a number.")
	}
	reason := 0
	if smsc.StatusCode(status) == smsc.StatusUndeliverable {
		reason = 1 // the number does not exist
	}
	if !i.gateway.SetStatusOf(seq, smsc.StatusCode(status), smsc.DeliveryCode(reason)) {
		return "", formError("This message is no longer kept.")
	}
	return "", nil
}

func (i *inbox) moveClock(r *http.Request) (string, error) {
	d, err := time.ParseDuration(r.PostFormValue("advance"))
	if err != nil || d <= 0 || d > 366*24*time.Hour || !i.gateway.Advance(d) {
		return "", formError("The clock cannot be moved like that.")
	}
	return "", nil
}

var amountForm = regexp.MustCompile(`^-?[0-9]{1,15}(?:\.[0-9]{1,4})?$`)

func (i *inbox) setBalance(r *http.Request) (string, error) {
	text := strings.TrimSpace(r.PostFormValue("balance"))
	if !amountForm.MatchString(text) {
		return "", formError("The balance must be an amount such as 100 or 2.50.")
	}
	balance, err := decimal.NewFromString(text)
	if err != nil {
		return "", err
	}
	i.gateway.SetBalance(balance)
	return "", nil
}

func (i *inbox) addPreset(r *http.Request) (string, error) {
	n, err := strconv.Atoi(r.PostFormValue("preset"))
	if err != nil || n < 0 || n >= len(presets) {
		return "", formError("There is no such fault.")
	}
	i.gateway.Inject(presets[n].Fault)
	return "", nil
}

func (i *inbox) addFault(r *http.Request) (string, error) {
	f := smsctest.Fault{
		Op: r.PostFormValue("op"), Kind: smsctest.FaultKind(r.PostFormValue("kind")),
		Phone: strings.TrimSpace(r.PostFormValue("phone")),
	}
	f.Times, _ = strconv.Atoi(r.PostFormValue("times"))
	number, _ := strconv.Atoi(r.PostFormValue("number"))
	switch f.Kind {
	case smsctest.FaultCode:
		f.Code = number
	case smsctest.FaultStatus:
		f.Status = number
	default:
	}
	if text := strings.TrimSpace(r.PostFormValue("delay")); text != "" {
		delay, err := time.ParseDuration(text)
		if err != nil {
			return "", formError("The delay must be a duration such as 5s.")
		}
		f.Delay = delay
	}
	if err := f.Validate(); err != nil {
		return "", err
	}
	i.gateway.Inject(f)
	return "", nil
}

// injection is the fault that a form names.
func (i *inbox) injection(r *http.Request) (*smsctest.Injection, error) {
	for _, in := range i.gateway.Injections() {
		if strconv.FormatUint(in.ID(), 10) == r.PostFormValue("fault") {
			return in, nil
		}
	}
	return nil, formError("This fault is used up or removed.")
}

func (i *inbox) switchFault(r *http.Request) (string, error) {
	in, err := i.injection(r)
	if err != nil {
		return "", err
	}
	in.Switch(r.PostFormValue("on") == "1")
	return "", nil
}

func (i *inbox) removeFault(r *http.Request) (string, error) {
	in, err := i.injection(r)
	if err != nil {
		return "", err
	}
	in.Remove()
	return "", nil
}
