#!/bin/sh
# do.sh KIND [SHIM]: the command of a kind, under the shim if one is named.
# The process that runs is the program itself: a kill of one is one of both.
kind=$1
[ -z "${2:-}" ] || export LD_PRELOAD="$2"
case $kind in
capture) exec proviso capture --delay 0 --timeout 5 --contact mailto:t@acme.example ;;
captures) exec proviso import captures "$SAMPLES/index.tsv" ;;
ota) exec proviso import ota "$REPO" ;;
checkpoint) exec proviso checkpoint -o new.txt ;;
report) exec proviso report packet Palaver --as-of 2025-12-31 -o P.pdf \
    --key keys/signer.key --cert keys/signer.pem --format json,text ;;
tiles) exec proviso export tiles -o tiles ;;
esac
