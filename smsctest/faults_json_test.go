package smsctest_test

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-smsc/smsc/smsctest"
)

func TestFaultAsJSON(t *testing.T) {
	t.Parallel()
	f := smsctest.Fault{
		Op: "send", Phone: phone, Nth: 2, Probability: 0.5, Seed: 7, Times: 3, Kind: smsctest.FaultStatus, Accept: true,
		Status: 502, Message: "m", Location: "/l", RetryAfter: 9, Delay: 1500 * time.Millisecond,
		MaxDelay: time.Minute,
	}
	text, err := json.Marshal(f)
	require.NoError(t, err)
	assert.JSONEq(t, `{"op":"send","phone":"380501234567","nth":2,"probability":0.5,"seed":7,"times":3,"kind":"status","accept":true,
		"status":502,"message":"m","location":"/l","retry_after":9,"delay":"1.5s","max_delay":"1m0s"}`, string(text))
	var back smsctest.Fault
	require.NoError(t, json.Unmarshal(text, &back))
	assert.Equal(t, f, back)

	for name, text := range map[string]string{
		"misspelt":       `{"kind":"hang","phones":"1"}`,
		"number for day": `{"kind":"slow","delay":"soon"}`,
		"number for end": `{"kind":"queue","max_delay":"60"}`,
		"wrong type":     `{"kind":1}`,
		"no object":      `[]`,
	} {
		assert.Error(t, json.NewDecoder(bytes.NewReader([]byte(text))).Decode(&back), name)
	}
	assert.Error(t, back.UnmarshalJSON([]byte(`{"kind":"hang"} {}`)))
}
