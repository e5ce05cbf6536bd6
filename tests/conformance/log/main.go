// judgelog asks programs of others about a log: x/mod/sumdb, Tessera,
// transparency-dev's merkle and formats, torchwood.  Each of them says a line,
// "yes" or "no", a tab, who, and why; the exit status is 0 if all said yes.
//
//	judgelog head VKEY CHECKPOINT
//	judgelog entry VKEY FILE.tlog-proof     the entry is the line "extra"
//	judgelog grown VKEY OLD GROWTH          GROWTH: what prove --consistency says
//	judgelog tiles VKEY DIR [OLD]           OLD is a checkpoint of before
package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"filippo.io/torchwood"
	fproof "github.com/transparency-dev/formats/proof"
	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"github.com/transparency-dev/tessera/api"
	"github.com/transparency-dev/tessera/client"
	"github.com/transparency-dev/tessera/fsck"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type court struct {
	key note.Verifier
	bad bool
}

// hear prints what one judge says.
func (c *court) hear(who string, err error) bool {
	if err == nil {
		fmt.Printf("yes\t%s\n", who)
		return true
	}
	why, _, _ := strings.Cut(err.Error(), "\n")
	fmt.Printf("no\t%s\t%s\n", who, why)
	c.bad = true
	return false
}

func file(name string) []byte {
	b, err := os.ReadFile(name)
	if err != nil {
		fmt.Fprintln(os.Stderr, "judgelog:", err)
		os.Exit(2)
	}
	return b
}

// head is read by three; a checkpoint that one of them refuses has no value.
// sumdb/note is the envelope alone: what is in it torchwood reads, and the
// two things that no library asks are asked here.
func (c *court) head(raw []byte) (cp torchwood.Checkpoint, ok bool) {
	n, err := note.Open(raw, note.VerifierList(c.key))
	if !c.hear("sumdb/note", err) {
		return cp, false
	}
	policy := torchwood.ThresholdPolicy(2, torchwood.OriginPolicy(c.key.Name()),
		torchwood.SingleVerifierPolicy(c.key))
	cp, _, err = torchwood.VerifyCheckpoint(raw, policy)
	if !c.hear("torchwood checkpoint", err) {
		return cp, false
	}
	tree, err := tlog.ParseTree([]byte("go.sum database tree\n" +
		strings.SplitN(n.Text, "\n", 2)[1]))
	if err == nil && (tree.N != cp.N || tree.Hash != cp.Hash) {
		err = errors.New("another size or root than torchwood read")
	}
	if err == nil && strings.Split(n.Text, "\n")[2] != cp.Hash.String() {
		err = errors.New("the root has a second form")
	}
	if err == nil && cp.N == 0 &&
		!bytes.Equal(cp.Hash[:], rfc6962.DefaultHasher.EmptyRoot()) {
		err = errors.New("size 0 and another root than the empty tree's")
	}
	return cp, c.hear("sumdb/tlog tree", err)
}

func (c *court) entry(raw []byte) {
	var p fproof.TLogProof
	if !c.hear("formats/proof", p.Unmarshal(raw)) {
		return
	}
	var err error
	if !bytes.Equal(p.Marshal(), raw) {
		err = errors.New("it would write other bytes")
	}
	c.hear("formats/proof again", err)
	entry := p.ExtraData
	cp, ok := c.head(p.Checkpoint)
	if !ok {
		return
	}
	policy := torchwood.ThresholdPolicy(2, torchwood.OriginPolicy(c.key.Name()),
		torchwood.SingleVerifierPolicy(c.key))
	c.hear("torchwood proof",
		torchwood.VerifyProof(policy, tlog.RecordHash(entry), raw))
	var path [][]byte
	var record tlog.RecordProof
	for _, h := range p.Hashes {
		path = append(path, h[:])
		record = append(record, tlog.Hash(h))
	}
	c.hear("merkle inclusion", proof.VerifyInclusion(rfc6962.DefaultHasher,
		p.Index, uint64(cp.N), rfc6962.DefaultHasher.HashLeaf(entry), path, cp.Hash[:]))
	c.hear("sumdb/tlog record", tlog.CheckRecord(record, cp.N, cp.Hash,
		int64(p.Index), tlog.RecordHash(entry)))
	if len(entry) == 0 || entry[0] != '{' {
		c.hear("entry", errors.New("the line extra holds no JSON"))
	}
}

// consistent asks both, since merkle says yes to size 0.
func (c *court) consistent(a, b torchwood.Checkpoint, path [][]byte) {
	var tree tlog.TreeProof
	for _, h := range path {
		tree = append(tree, tlog.Hash(h))
	}
	c.hear("sumdb/tlog growth", tlog.CheckTree(tree, b.N, b.Hash, a.N, a.Hash))
	c.hear("merkle consistency", proof.VerifyConsistency(rfc6962.DefaultHasher,
		uint64(a.N), uint64(b.N), path, a.Hash[:], b.Hash[:]))
}

func (c *court) grown(old, growth []byte) {
	a, ok := c.head(old)
	first, note, cut := strings.Cut(string(growth), "\n\n")
	lines := strings.Split(first, "\n")
	size, err := strconv.ParseInt(strings.TrimPrefix(lines[0], "old "), 10, 64)
	if !ok || !cut || err != nil || size != a.N {
		c.hear("growth", fmt.Errorf("want a proof from %d, have %q", a.N, lines[0]))
		return
	}
	var path [][]byte
	for _, l := range lines[1:] {
		h, err := base64.StdEncoding.Strict().DecodeString(l)
		if err != nil || len(h) != 32 {
			c.hear("growth", fmt.Errorf("no hash: %q", l))
			return
		}
		path = append(path, h)
	}
	if b, ok := c.head([]byte(note)); ok {
		c.consistent(a, b, path)
	}
}

// tiles: every entry and tile by Tessera's library.  It panics on a bundle
// that is too short, takes one that is too long, and waits for ever on wrong
// tiles: so entries are counted on the way, and a clock runs.
func (c *court) tiles(dir string, old string) {
	head := file(dir + "/checkpoint")
	cp, ok := c.head(head)
	if !ok {
		return
	}
	seen := uint64(0)
	bundle := func(raw []byte) (leaves [][]byte, err error) {
		defer func() {
			if r := recover(); r != nil {
				err = fmt.Errorf("bundle after entry %d: %v", seen, r)
			}
		}()
		var b api.EntryBundle
		if err := b.UnmarshalText(raw); err != nil {
			return nil, err
		}
		want := min(256, int(uint64(cp.N)-seen))
		if len(b.Entries) != want {
			return nil, fmt.Errorf("bundle after entry %d: %d entries, want %d",
				seen, len(b.Entries), want)
		}
		for _, e := range b.Entries {
			leaves = append(leaves, rfc6962.DefaultHasher.HashLeaf(e))
		}
		seen += uint64(want)
		return leaves, nil
	}
	done := make(chan error, 1)
	from := &client.FileFetcher{Root: dir}
	go func() {
		defer func() {
			if r := recover(); r != nil {
				done <- fmt.Errorf("fsck panics: %v", r)
			}
		}()
		done <- fsck.New(c.key.Name(), c.key, from, bundle, fsck.Opts{N: 2}).
			Check(context.Background())
	}()
	var err error
	select {
	case err = <-done:
	case <-time.After(15*time.Second + time.Duration(cp.N)*50*time.Microsecond):
		err = errors.New("no end: some tile is not what the entries make")
	}
	if err == nil && seen != uint64(cp.N) {
		err = fmt.Errorf("%d entries seen, want %d", seen, cp.N)
	}
	if !c.hear("tessera fsck", err) || old == "" {
		return
	}
	a, ok := c.head(file(old))
	if !ok {
		return
	}
	ctx := context.Background()
	pb, err := client.NewProofBuilder(ctx, uint64(cp.N), from.ReadTile)
	if !c.hear("tessera proof builder", err) {
		return
	}
	path, err := pb.ConsistencyProof(ctx, uint64(a.N), uint64(cp.N))
	if c.hear("tessera consistency", err) {
		c.consistent(a, cp, path)
	}
}

func main() {
	a := append(os.Args, "", "", "", "")
	var c court
	if a[2] != "" {
		line, _, _ := strings.Cut(string(file(a[2])), "\n")
		key, err := note.NewVerifier(line)
		if err != nil {
			fmt.Fprintln(os.Stderr, "judgelog:", err)
			os.Exit(2)
		}
		c.key = key
	}
	switch {
	case a[1] == "head" && a[3] != "":
		c.head(file(a[3]))
	case a[1] == "entry" && a[3] != "":
		c.entry(file(a[3]))
	case a[1] == "grown" && a[4] != "":
		c.grown(file(a[3]), file(a[4]))
	case a[1] == "tiles" && a[3] != "":
		c.tiles(a[3], a[4])
	default:
		fmt.Fprintln(os.Stderr, "usage: judgelog head|entry|grown|tiles VKEY FILE...")
		os.Exit(2)
	}
	if c.bad {
		os.Exit(1)
	}
}
