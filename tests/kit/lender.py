"""A library that lends talking books by DAISY Online 2, on loopback: the answers of a real server, with a book of ours in them.

It is no judge of the protocol; the service of `tests/library/dodp.rs` is. It asks for a password and for its terms, announces,
lends and takes back, and remembers what it was asked.
"""
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

RECORDED = Path(__file__).resolve().parents[1] / "fixtures/dodp/v2"
ANSWERS = {
    "getTermsOfService": "04_getTermsOfService",
    "acceptTermsOfService": "05_acceptTermsOfService",
    "getServiceAnnouncements": "06_getServiceAnnouncements",
    "markAnnouncementsAsRead": "07_markAnnouncementsAsRead",
    "getContentList": "08_getContentList",
    "getContentResources": "12_getContentResources_con_3",
    "getQuestions": "16_getQuestions_default",
    "returnContent": "23_returnContent",
    "logOff": "25_logOff",
}


def recorded(name):
    return (RECORDED / f"{name}.resp.xml").read_text()


def fault(kind):
    """A recorded fault of another kind."""
    return recorded("13_getContentResources_unknown").replace("invalidParameterFault", kind)


class Lender:
    """`url` is the service; USER and PASSWORD open it. `asked` are the operations in order."""

    USER, PASSWORD = "kolibre", "kolibre"
    BOOK = "A light Man"

    def __init__(self, folder, held=(), menu=None):
        """Files of the names in `held` come when `go` is set. `menu` are questions of its own."""
        self.folder, self.asked, self.accepted = Path(folder), [], False
        self.held, self.go, self.fetched = set(held), threading.Event(), []
        self.menu, self.answered = menu, None

    def __enter__(self):
        lender = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def send(self, status, kind, body, *headers):
                self.send_response(status)
                for name, value in [("Content-Type", kind), ("Content-Length", str(len(body))), *headers]:
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self):
                path = lender.folder / self.path.rsplit("/", 1)[-1]
                lender.fetched.append(path.name)
                if path.name in lender.held and not lender.go.wait(120):
                    return
                if self.path.startswith("/book/") and path.is_file():
                    self.send(200, "application/octet-stream", path.read_bytes())
                else:
                    self.send(404, "text/html", b"<html><body>nothing</body></html>")

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                operation = (self.headers.get("SOAPAction") or "").strip('"').rsplit("/", 1)[-1]
                answer = lender.answer(operation, body, self.headers.get("Cookie") or "")
                cookie = [("Set-Cookie", "PHPSESSID=one; path=/")] if operation == "logOn" else []
                self.send(500 if "Fault>" in answer else 200, "text/xml; charset=utf-8", answer.encode(), *cookie)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        self.url = self.address + "/service.php"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.go.set()
        self.server.shutdown()
        self.server.server_close()

    def answer(self, operation, body, cookie):
        self.asked.append(operation)
        if operation == "logOn":
            right = f"<password>{self.PASSWORD}</password>" in body
            return recorded("03_logOn" if right else "02_logOn_bad")
        if operation not in ANSWERS:
            return fault("operationNotSupportedFault")
        if "PHPSESSID=one" not in cookie:
            return fault("noActiveSessionFault")
        if operation == "acceptTermsOfService":
            self.accepted = True
        elif not self.accepted and operation != "getTermsOfService":
            return fault("termsOfServiceNotAcceptedFault")
        answer = recorded(ANSWERS[operation])
        if operation == "getQuestions" and self.menu:
            told = re.findall(r'questionID="([^"]*)"(?: value="([^"]*)")?', body)
            inside = self.menu.replace("HOST", self.address)
            if told != [("default", "")]:
                self.answered = told
                inside = "<ns1:contentListRef>bookshelf</ns1:contentListRef>"
            answer = re.sub(r"(<ns1:questions[^>]*>).*(</ns1:questions>)", rf"\g<1>{inside}\g<2>", answer, flags=re.S)
        if operation == "getContentResources":
            files = "".join(
                f'<ns1:resource uri="{self.address}/book/{path.name}" mimeType="text/xml" size="{path.stat().st_size}" '
                f'localURI="{path.name}" lastModifiedDate="2026-11-01T10:00:00Z"/>'
                for path in sorted(self.folder.iterdir())
            )
            answer = re.sub(r"(<ns1:resources[^>]*>).*(</ns1:resources>)", rf"\g<1>{files}\g<2>", answer, flags=re.S)
        return answer
