package main

import (
	"encoding/csv"

	"github.com/go-smsc/smsc/campaign"
)

// resultColumns are the columns of a results file. track reads them.
var resultColumns = []string{"key", "phone", "id", "outcome", "status", "error"}

// resultRow is what became of a message.
func resultRow(r campaign.Result) []string {
	_, to := fit(r.To)
	out := []string{r.Key, to, r.ID, r.State.String(), present(r.Status), rowProblem(r)}
	if r.State == campaign.Accepted && r.ReportsMissing {
		out[5] = "may have been refused: the service could not be asked"
	}
	return out
}

// resultFile is the file of results.
type resultFile struct {
	file *newFile
	csv  *csv.Writer
}

func createResults(path string) (*resultFile, error) {
	file, err := createFile(path)
	if err != nil {
		return nil, err
	}
	out := &resultFile{file, csv.NewWriter(file)}
	return out, out.csv.Write(resultColumns)
}

func (f *resultFile) write(r campaign.Result) error { return f.csv.Write(resultRow(r)) }

// finish gives the file its name, even when the run has not come to its end: what it
// says is true, and the next run writes all of it again.
func (f *resultFile) finish() error {
	f.csv.Flush()
	if err := f.csv.Error(); err != nil {
		f.file.discard()
		return err
	}
	return f.file.finish()
}
