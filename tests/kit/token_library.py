"""A library that signs its readers in by OAuth, on loopback: for a password, or on a page of the browser. It lends one book.

As the captured server of `opds2-auth-test`: tokens are answered with 201, the error of a password stands in the document.
"""
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

CLIENT, CALLBACK = "http://opds-spec.org/auth/client", "opds://authorize/"


class TokenLibrary:
    """`ways` are «password» and «implicit», without any it is open; USER and PASSWORD open it. `asked` are the requests in order:
    method, path, header. With a `host` it is reached through `proxy` alone, by this name. A file as `sample` is a part of the
    book, `profile` is what it tells of the reader, `logo` and `cover` are pictures (PNG)."""

    NAME, USER, PASSWORD = "Токендер кітапханасы", "Айгүл", "құпия"

    def __init__(self, book, title, ways=("password",), cover=None, host=None, sample=None, profile=None, logo=None):
        self.book, self.title, self.ways, self.cover = Path(book), title, ways, cover
        self.host, self.sample, self.profile, self.logo = host, sample, profile, logo
        self.asked, self.tokens, self.refreshes, self.grants = [], 0, 0, []

    def expire(self):
        """The token that was given last is good no more."""
        self.tokens += 1

    def lose(self):
        """Neither is what refreshes it."""
        self.tokens += 1
        self.refreshes += 1

    def give(self):
        self.tokens += 1
        return f"token-{self.tokens}"

    def document(self, error=None):
        flows = []
        if "password" in self.ways:
            links = [{"rel": rel, "href": "/token", "type": "application/json"} for rel in ("authenticate", "refresh")]
            flows.append({"type": "http://opds-spec.org/auth/oauth/password", "links": links})
        if "implicit" in self.ways:
            links = [{"rel": "authenticate", "href": self.url + "login", "type": "text/html"}]
            flows.append({"type": "http://opds-spec.org/auth/oauth/implicit", "links": links})
        links = [{"rel": "logo", "href": self.url + "logo.png", "type": "image/png"}] if self.logo else []
        return {"id": self.url + "auth", "title": self.NAME, "authentication": flows, "links": links, "err": error}

    def publication(self, rel, href, kind):
        link = {"rel": "http://opds-spec.org/acquisition" + rel, "href": href, "type": kind}
        if rel:
            link["properties"] = {"indirectAcquisition": [{"type": "application/epub+zip"}]}
        images = [{"href": "/cover.png", "type": "image/png"}] if self.cover else []
        about = {"title": self.title, "identifier": "urn:oqyrman:token-library:1"}
        links = [link]
        if self.sample and rel:
            links.append({"rel": "http://opds-spec.org/acquisition/sample", "href": "/sample.epub", "type": "application/epub+zip"})
        return {"metadata": about, "links": links, "images": images}

    def page(self):
        """The start of the catalogue."""
        publication = self.publication("/borrow", "/borrow", "application/opds-publication+json")
        links = [{"rel": "profile", "href": "/profile", "type": "application/opds-profile+json"}] if self.profile else []
        return {"metadata": {"title": self.NAME}, "links": links, "publications": [publication]}

    def callback(self, page):
        """What the page of the library leads the browser to, when the reader signs in there."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(page).query).items()}
        assert asked["client_id"] == CLIENT and asked["redirect_uri"] == CALLBACK and asked["response_type"] == "token", asked
        answer = {"id": self.url + "auth", "access_token": self.give(), "token_type": "bearer", "expires_in": "3600"}
        return f"{asked['redirect_uri']}?{urlencode({**answer, 'state': asked['state']})}"

    def __enter__(self):
        library = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def send(self, status, kind, body):
                body = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def remember(self):
                library.asked.append((self.command, urlsplit(self.path).path, self.headers.get("Authorization")))

            def do_GET(self):
                self.remember()
                path = urlsplit(self.path).path
                if path == "/logo.png" and library.logo:
                    self.send(200, "image/png", library.logo)
                elif library.ways and self.headers.get("Authorization") != f"Bearer token-{library.tokens}" or library.ways and not library.tokens:
                    self.send(401, "application/json; charset=utf-8", library.document())
                elif path == "/opds":
                    self.send(200, "application/opds+json", library.page())
                elif path == "/profile" and library.profile:
                    self.send(200, "application/opds-profile+json", library.profile)
                elif path == "/sample.epub" and library.sample:
                    self.send(200, "application/epub+zip", library.sample.read_bytes())
                elif path == "/borrow":
                    lent = library.publication("", "/book.epub", "application/epub+zip")
                    self.send(200, "application/opds-publication+json", lent)
                elif path == "/cover.png":
                    self.send(200, "image/png", library.cover)
                elif path == "/book.epub":
                    self.send(200, "application/epub+zip", library.book.read_bytes())
                else:
                    self.send(404, "text/html", b"<html>nothing</html>")

            def do_POST(self):
                self.remember()
                form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                asked = {name: values[0] for name, values in form.items()}
                library.grants.append(asked.get("grant_type"))
                known = asked.get("grant_type") == "password" and (asked.get("username"), asked.get("password")) == (
                    library.USER, library.PASSWORD,
                )
                again = asked.get("grant_type") == "refresh_token" and asked.get("refresh_token") == f"refresh-{library.refreshes}"
                if self.path != "/token" or not (known or again):
                    return self.send(401, "application/json", library.document("bad username or password"))
                library.refreshes += 1
                token = {"access_token": library.give(), "refresh_token": f"refresh-{library.refreshes}", "token_type": "Bearer"}
                self.send(201, "application/json", token)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.proxy = f"http://127.0.0.1:{self.server.server_port}/"
        self.url = f"http://{self.host}/" if self.host else self.proxy
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
