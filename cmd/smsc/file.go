package main

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// newFile is a file that gets its name when it is whole, so that a run that is killed
// leaves the earlier one as it was. What is no file, such as /dev/stdout, is written to
// directly.
type newFile struct {
	io.Writer

	file *os.File // nil when there is nothing to close
	path string   // "" when there is nothing to rename
}

// same tells whether two names are those of one file.
func same(a, b string) bool {
	if a == "" || b == "" {
		return false
	}
	first, errA := os.Stat(a)
	second, errB := os.Stat(b)
	if errA == nil && errB == nil {
		return os.SameFile(first, second)
	}
	whole, errA := filepath.Abs(a)
	other, errB := filepath.Abs(b)
	return errA == nil && errB == nil && whole == other
}

func createFile(path string) (*newFile, error) {
	mode := fs.FileMode(0o600) // it names recipients
	about, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, err
	case !about.Mode().IsRegular():
		file, err := os.OpenFile(path, os.O_WRONLY, 0) //nolint:gosec // the user names the file
		return &newFile{Writer: file, file: file}, err
	default:
		mode = about.Mode().Perm()
		if path, err = filepath.EvalSymlinks(path); err != nil {
			return nil, err
		}
	}
	file, err := os.OpenFile(path+".part", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, mode) //nolint:gosec // as above
	return &newFile{file, file, path}, err
}

// finish closes the file and gives it its name.
func (f *newFile) finish() error {
	if f.file == nil {
		return nil
	}
	if err := f.file.Close(); err != nil || f.path == "" {
		return err
	}
	return os.Rename(f.path+".part", f.path)
}

// discard closes the file and leaves nothing of it.
func (f *newFile) discard() {
	if f.file != nil {
		_ = f.file.Close()
	}
	if f.path != "" {
		_ = os.Remove(f.path + ".part")
	}
}
