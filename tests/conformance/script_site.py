"""A site whose pages are made by scripts, and listeners that nobody may reach:
python3 script_site.py DIR.  Writes DIR/port when it is ready and DIR/hits, a
line for each who came to a listener (TCP and UDP, on all addresses); ends on
SIGTERM or after five minutes."""
import http.server
import os
import signal
import socket
import sys
import threading

folder = sys.argv[1]
pdf = open(sys.argv[2], "rb").read()
POLICY = ("<h1>Privacy Policy</h1><p>Effective date: 1 March 2025</p><h2>Training</h2>"
          "<p>We may use the text that you type to train our models, unless you opt out of it in your settings.</p>"
          "<h2>Retention</h2><p>We keep your conversations for 30 days after you delete them, and then remove them.</p>"
          "<h2>Sharing</h2><p>We do not sell your personal information to anyone, at any price.</p>")
SCRIPTED = ("<!doctype html><title>Policy</title><div id=a></div><script>setTimeout(async () => {"
            " const r = await fetch('/text'); a.innerHTML = await r.text() }, 300)</script>")
PROBE = ("<!doctype html><title>P</title><div id=a></div><img src='http://@U/img'><script>"
         "a.innerHTML = `@POLICY`; const o = {mode: 'no-cors'}, u = '@U';"
         "fetch('http://' + u + '/fetch', o); fetch('/away', o); fetch('http://localhost:@PORT/name', o);"
         "new WebSocket('ws://' + u + '/ws');"
         "new Worker(URL.createObjectURL(new Blob([`fetch('http://@U/worker', {mode: 'no-cors'})`])));"
         "const c = new RTCPeerConnection({iceServers: [{urls: 'stun:@U'}, {urls: 'stun:@OWN:@PORT'},"
         " {urls: 'turn:@U?transport=tcp', username: 'a', credential: 'b'}]});"
         "c.createDataChannel('x'); c.createOffer().then(d => c.setLocalDescription(d));"
         "setTimeout(() => fetch('/text'), 900)</script>")


def own_address():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        try:
            s.connect(("192.0.2.1", 9))
            return s.getsockname()[0]
        except OSError:
            return "127.0.0.1"


def hit(text):
    with open(os.path.join(folder, "hits"), "a") as f:
        f.write(text + "\n")


def listen_tcp(s):
    while True:
        c, peer = s.accept()
        hit("tcp %s" % (peer,))
        c.close()


def listen_udp(s):
    while True:
        hit("udp %s" % (s.recvfrom(2000)[1],))


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *a):
        pass

    def answer(self, body, kind="text/html; charset=utf-8", status=200, **more):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for k, v in more.items():
            self.send_header(k, v)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        if self.path == "/text":
            self.answer(POLICY.encode())
        elif self.path in ("/scripted", "/shell"):
            self.answer(SCRIPTED.encode())
        elif self.path == "/probe":
            page = PROBE.replace("@POLICY", POLICY).replace("@OWN", own_address())
            page = page.replace("@U", "127.0.0.1:%d" % port).replace("@PORT", str(port))
            self.answer(page.encode())
        elif self.path == "/hang":
            self.answer(b"<p>x</p><script>for(;;);</script>")
        elif self.path == "/policy.pdf":
            self.answer(pdf, "application/pdf")
        elif self.path == "/away":
            self.answer(b"", status=302, Location="http://127.0.0.1:%d/redirected" % port)
        else:
            self.answer(b"<p>not here</p>", status=404)


open(os.path.join(folder, "hits"), "w").close()
tcp = socket.create_server(("0.0.0.0", 0))
port = tcp.getsockname()[1]
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
udp.bind(("0.0.0.0", port))
site = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
for run, arg in ((listen_tcp, (tcp,)), (listen_udp, (udp,)), (site.serve_forever, ())):
    threading.Thread(target=run, args=arg, daemon=True).start()
with open(os.path.join(folder, "port.tmp"), "w") as f:
    f.write(str(site.server_port))
os.rename(os.path.join(folder, "port.tmp"), os.path.join(folder, "port"))
signal.signal(signal.SIGALRM, signal.SIG_DFL)
signal.alarm(300)
signal.sigwait({signal.SIGTERM, signal.SIGINT})
