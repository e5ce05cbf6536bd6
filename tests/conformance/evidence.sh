#!/bin/sh
# evidence.sh BUILD: one capture by HTTPS with a time stamp, all that is kept
# of it, and what programs of others say: openssl of the stamp and of the
# certificates, sha256sum of the bytes, Go's sumdb and Tessera of the proof.
# Then the same page by HTTP/2, and behind a proxy.  Prints lines
# "yes|no|skipped<TAB>what<TAB>figure"; exit 1 if one says no.
set -eu
# shellcheck source-path=SCRIPTDIR
here=$(cd "$(dirname "$0")" && pwd)
. "$here/asks.sh"
build=$(realpath "${1:-build}")
proviso=$build/proviso
judge=$build/judges/judgelog
work=$(mktemp -d)
others=
ended() {
	# shellcheck disable=SC2086
	[ -z "$others" ] || kill $others 2>/dev/null || true
	rm -rf "$work"
}
trap ended EXIT
cd "$work"

field() { # field EXPRESSION: of the newest look, as Python reads the JSON
	"$proviso" --json log "${2:-Acme/Policy}" | tail -n 1 |
	    python3 -c "import json,sys; v=json.load(sys.stdin); print($1)"
}

"$build/tests/bench/serve" "$work" >ports &
others=$!
while ! grep -q ready ports; do sleep 0.1; done
port() { awk -v k="$1" '$1 == k { print $2 }' ports; }
tsa=http://127.0.0.1:$(port http)/tsa
"$proviso" -q init >/dev/null
"$proviso" -q add Acme/Policy --allow-private \
    --url "https://127.0.0.1:$(port good)/doc"
yes 'captured with a time stamp' "$proviso" capture --ca ca.pem --tsa "$tsa"

# What is kept, as a user gets it.
"$proviso" show Acme/Policy --raw >raw
"$proviso" show Acme/Policy --exhibit certificates >chain.pem
field "v['record_sha256']" >record
yes 'the bytes have the digest that the log names' \
    test "$(sha256sum raw | cut -c1-64)" = "$(field "v['sha256']")"
yes 'address, port, TLS version, cipher, head sent and head received' \
    field "[v['record']['hops'][0][k] for k in ('address', 'port', 'request',
    'response')] + [v['record']['hops'][0]['tls'][k] for k in ('version',
    'cipher', 'chain', 'verified')]"
yes 'openssl verifies the certificates that were kept' \
    openssl verify -CAfile ca.pem -untrusted chain.pem chain.pem

# The time stamp.
field "v['tokens'][0]['token']" | openssl base64 -d -A >token
stamped() { # stamped DIGEST CA
	openssl ts -verify -digest "$1" -in token -token_in -CAfile "$2"
}
yes 'openssl ts -verify: the token is over the record of the look' \
    stamped "$(cat record)" tsa.pem
not 'openssl ts -verify: not over another record' \
    stamped "$(tr 0-9a-f 1-9a-f0 <record)" tsa.pem
not 'openssl ts -verify: not under another root' stamped "$(cat record)" ca.pem
yes 'the time in the token is that of the look, give or take a minute' \
    python3 -c "
import calendar, subprocess, sys, time
text = subprocess.run(['openssl', 'ts', '-reply', '-in', 'token', '-token_in',
    '-text'], capture_output=True, text=True).stdout
at = next(l for l in text.splitlines() if l.startswith('Time stamp: '))[12:]
at = calendar.timegm(time.strptime(at, '%b %d %H:%M:%S %Y GMT'))
look = calendar.timegm(time.strptime('$(field "v['time'][:19]")',
    '%Y-%m-%dT%H:%M:%S'))
sys.exit(abs(at - look) > 60)"

# The log.
"$proviso" checkpoint >head
"$proviso" prove 'event 1' >proof
sed -n 's/^extra //p' proof | openssl base64 -d -A >entry
yes 'the leaf names record and bytes' python3 -c "
import json
e = json.load(open('entry'))
assert e['record_sha256'] == open('record').read().strip()
assert e['capture_sha256'] == '$(sha256sum raw | cut -c1-64)'"
if [ -x "$judge" ]; then
	yes 'the Go judge takes the inclusion proof' \
	    "$judge" entry proviso.db.vkey proof
	# The entry of another capture in the same place.
	other=$(sed 's/"event"/"Event"/' entry | openssl base64 -A)
	sed "s|^extra .*|extra $other|" proof >forged
	not 'the Go judge refuses another leaf' \
	    "$judge" entry proviso.db.vkey forged
else
	printf 'skipped\tthe Go judge is not built (tests/conformance/log.sh)\n'
fi

# HTTP/2, by a server of others.
if command -v nghttpd >/dev/null; then
	mkdir files
	cp raw files/policy.html
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
	    -days 2 -keyout h2.key -out h2.pem -subj /CN=localhost \
	    -addext subjectAltName=IP:127.0.0.1 2>/dev/null
	h2=$(python3 -c 'import socket; s = socket.socket()
s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
	nghttpd -a 127.0.0.1 -d files "$h2" h2.key h2.pem >/dev/null 2>&1 &
	others="$others $!"
	sleep 0.5
	"$proviso" -q add Bolt/Policy --allow-private \
	    --url "https://127.0.0.1:$h2/policy.html"
	yes 'captured by HTTP/2' "$proviso" capture Bolt --ca h2.pem
	hop="v['record']['hops'][0]"
	yes 'the record says HTTP/2, head as received' test \
	    "$(field "$hop['http'] + ' ' + $hop['response'][:10]" Bolt)" = \
	    '2 HTTP/2 200'
	yes 'its bytes are those of the file' test "$(field "v['sha256']" Bolt)" \
	    = "$(sha256sum files/policy.html | cut -c1-64)"
	yes 'looked at again' "$proviso" capture Bolt --ca h2.pem
	yes 'a 304 by HTTP/2 is the same' test \
	    "$(field "str($hop['status']) + ' ' + v['class']" Bolt)" = '304 same'
else
	printf 'skipped\tHTTP/2: no nghttpd here (nghttp2-server)\n'
fi

# Behind a proxy nobody can say which address was connected to.
python3 - >proxy.port <<'PY' &
import http.client, http.server, sys
class Proxy(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        host = self.path.split("/")[2]
        c = http.client.HTTPConnection(host)
        c.request("GET", "/" + self.path.split("/", 3)[3],
                  headers={"Host": host})
        r = c.getresponse()
        body = r.read()
        self.send_response(r.status)
        self.send_header("Content-Type", r.getheader("Content-Type") or "")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *a):
        pass
s = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
print(s.server_address[1], flush=True)
s.serve_forever()
PY
others="$others $!"
while ! [ -s proxy.port ]; do sleep 0.1; done
"$proviso" -q add Cord/Policy --url "http://127.0.0.1:$(port http)/doc" \
    --allow-private
proxy=http://ann:secret@127.0.0.1:$(cat proxy.port)
yes 'captured through a proxy' "$proviso" capture Cord --proxy "$proxy"
yes 'the guard is recorded as unknown' test \
    "$(field "v['record']['hops'][0]['guard'][:7]" Cord)" = unknown
"$proviso" --json log >all
not 'the password of the proxy is nowhere' grep -q -e secret -e YW5uOnNlY3JldA all proviso.db
yes 'check --read-data' "$proviso" check --read-data
[ "$bad" = 0 ]
