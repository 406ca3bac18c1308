//! The server: loopback only, one page, and it answers to nobody else. Every path begins with a
//! token that only the address it printed has; Host and Origin must be its own.

use std::io::Read;

use tiny_http::{Header, Method, Request, Response, Server};

use super::session::{Reply, Session};
use crate::exit::Failure;

/// The longest body of a request, in bytes.
const LONGEST: u64 = 8 * 1024 * 1024;

/// A server that listens.
pub struct Site {
    server: Server,
    port: u16,
    token: String,
}

impl Site {
    /// Listens on 127.0.0.1; port 0 is any that is free.
    pub fn open(port: u16) -> Result<Site, Failure> {
        let server = Server::http(("127.0.0.1", port)).map_err(|e| {
            Failure::said(format!(
                "--port {port}: cannot listen on 127.0.0.1: {e}; leave --port out to take a free one"
            ))
        })?;
        let port = server.server_addr().to_ip().map_or(port, |a| a.port());
        let mut bytes = [0u8; 16];
        getrandom::fill(&mut bytes).map_err(|e| Failure::said(format!("no random numbers to be had: {e}")))?;
        let token = bytes.iter().map(|b| format!("{b:02x}")).collect();
        Ok(Site { server, port, token })
    }

    /// Where the page is.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}/{}/", self.port, self.token)
    }

    /// Answers until the process ends.
    pub fn serve(&self, session: &mut Session<'_>) {
        for mut request in self.server.incoming_requests() {
            let reply = self.answer(&mut request, session);
            // whoever asked may have gone
            let _ = request.respond(self.response(reply));
        }
    }

    fn answer(&self, request: &mut Request, session: &mut Session<'_>) -> Reply {
        let header = |name: &'static str| {
            let mut all = request.headers().iter().filter(|h| h.field.equiv(name));
            let first = all.next().map(|h| h.value.as_str().to_string());
            if all.next().is_some() { Some(String::new()) } else { first }
        };
        let own = [format!("127.0.0.1:{}", self.port), format!("localhost:{}", self.port)];
        if header("Host").is_none_or(|host| !own.contains(&host)) {
            return Reply::refused(403, "this address belongs to doorstep on this computer alone");
        }
        let is_own = |origin: &str| own.iter().any(|own| origin.strip_prefix("http://") == Some(own.as_str()));
        if header("Origin").is_some_and(|origin| !is_own(&origin)) {
            return Reply::refused(403, "another page may not ask here");
        }
        if header("Sec-Fetch-Site").is_some_and(|site| site == "cross-site" || site == "same-site") {
            return Reply::refused(403, "another page may not ask here");
        }
        let url = request.url().to_string();
        let (path, query) = url.split_once('?').unwrap_or((&url, ""));
        let Some(path) = path.strip_prefix('/').and_then(|p| self.behind_token(p)) else {
            return Reply::refused(404, "nothing here: open the address that doorstep printed");
        };
        match request.method() {
            Method::Get => session.get(path, query),
            Method::Post => {
                let is_json = header("Content-Type").is_some_and(|t| t.split(';').next() == Some("application/json"));
                if header("X-Doorstep").as_deref() != Some("1") || !is_json {
                    return Reply::refused(403, "only the page itself may ask that");
                }
                let mut body = Vec::new();
                let read = request.as_reader().take(LONGEST + 1).read_to_end(&mut body);
                if read.is_err() || body.len() as u64 > LONGEST {
                    return Reply::refused(413, "the request is too long");
                }
                session.post(path, query, &body)
            }
            _ => Reply::refused(405, "doorstep answers GET and POST"),
        }
    }

    /// The path behind the token, which is compared without stopping at the first letter that differs.
    fn behind_token<'p>(&self, path: &'p str) -> Option<&'p str> {
        let (token, rest) = path.split_once('/')?;
        let differs = token.bytes().zip(self.token.bytes()).fold(0, |sum, (a, b)| sum | (a ^ b));
        (token.len() == self.token.len() && differs == 0).then_some(rest)
    }

    fn response(&self, reply: Reply) -> Response<std::io::Cursor<Vec<u8>>> {
        let headers = [
            ("Content-Type", reply.kind),
            ("Content-Security-Policy", doorstep::report::page::SERVED_POLICY),
            ("X-Content-Type-Options", "nosniff"),
            ("X-Frame-Options", "DENY"),
            ("Referrer-Policy", "no-referrer"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Cache-Control", "no-store"),
        ];
        let headers = headers.iter().filter_map(|(name, value)| Header::from_bytes(*name, *value).ok());
        headers.fold(Response::from_data(reply.body).with_status_code(reply.status), Response::with_header)
    }
}
