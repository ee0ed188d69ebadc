package browsertest

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// Takes the pictures of the README of cmd/smsc, when it is told where to put them.
func TestPictures(t *testing.T) {
	folder := os.Getenv("SMSC_PICTURES")
	if folder == "" {
		t.Skip("SMSC_PICTURES says where pictures are to be put")
	}
	each(t, func(b *tab, name string) {
		picture, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
		require.NoError(b, err)
		require.NoError(b, os.WriteFile(filepath.Join(folder, name+".png"), picture, 0o600))
	})
}
