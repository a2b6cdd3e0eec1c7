//! An object store on this machine that speaks as much of S3 as the house asks for, and that can be in trouble.
//!
//! Left out: signatures, which it does not look at, uploads in parts, and everything else that no test here needs.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// What is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    Nothing,
    /// Every so-manieth request is told to come again later.
    Busy(usize),
    /// Nobody is answered.
    Away,
    /// Answers come byte by byte.
    Dripping,
}

#[derive(Debug)]
struct Inside {
    objects: BTreeMap<String, Vec<u8>>,
    trouble: Trouble,
    asked: usize,
    refused: usize,
}

/// A bucket that is there as long as it is held.
#[derive(Clone, Debug)]
pub(super) struct Bucket {
    inside: Arc<Mutex<Inside>>,
    port: u16,
}

const NAME: &str = "/hink";
const LATER: &str = "<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>";

struct Request {
    method: String,
    path: String,
    query: String,
    /// From and to; without the first, so many bytes of the end.
    range: Option<(Option<usize>, usize)>,
    body: Vec<u8>,
}

struct Answer {
    status: &'static str,
    head: String,
    body: Vec<u8>,
}

impl Bucket {
    pub(super) fn open() -> Self {
        let inside = Inside { objects: BTreeMap::new(), trouble: Trouble::Nothing, asked: 0, refused: 0 };
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let bucket =
            Self { inside: Arc::new(Mutex::new(inside)), port: listener.local_addr().unwrap().port() };
        let here = bucket.clone();
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let here = here.clone();
                thread::spawn(move || while here.one(&stream).is_some() {});
            }
        });
        bucket
    }

    pub(super) fn is_in(&self, trouble: Trouble) {
        let mut inside = self.inside.lock().unwrap();
        (inside.trouble, inside.asked, inside.refused) = (trouble, 0, 0);
    }

    /// Requests that were refused since the trouble began.
    pub(super) fn refused(&self) -> usize {
        self.inside.lock().unwrap().refused
    }

    pub(super) fn objects(&self) -> Vec<String> {
        self.inside.lock().unwrap().objects.keys().cloned().collect()
    }

    /// What a program must be told to find it.
    pub(super) fn environment(&self) -> [(&'static str, String); 5] {
        [
            ("AWS_ENDPOINT", format!("http://127.0.0.1:{}", self.port)),
            ("AWS_ALLOW_HTTP", "true".to_owned()),
            ("AWS_ACCESS_KEY_ID", "made-up".to_owned()),
            ("AWS_SECRET_ACCESS_KEY", "made-up".to_owned()),
            ("AWS_REGION", "here".to_owned()),
        ]
    }

    /// Answers one request; nothing where the connection has ended.
    fn one(&self, mut stream: &TcpStream) -> Option<()> {
        let request = Request::read(stream)?;
        let (answer, slowly) = self.answer(&request);
        let length = answer.body.len();
        let head = format!("HTTP/1.1 {}\r\ncontent-length: {length}\r\n{}\r\n", answer.status, answer.head);
        let body = if request.method == "HEAD" { Vec::new() } else { answer.body };
        let bytes = [head.into_bytes(), body].concat();
        if slowly {
            stream.set_nodelay(true).ok()?;
            bytes.iter().try_for_each(|byte| stream.write_all(&[*byte])).ok()?;
        } else {
            stream.write_all(&bytes).ok()?;
        }
        Some(())
    }

    /// The answer, and whether it comes slowly.
    fn answer(&self, request: &Request) -> (Answer, bool) {
        let mut inside = self.inside.lock().unwrap();
        inside.asked += 1;
        let (asked, trouble) = (inside.asked, inside.trouble);
        let every = |many: usize| asked.is_multiple_of(many);
        let refuse = match trouble {
            Trouble::Away => true,
            Trouble::Busy(many) => every(many),
            _ => false,
        };
        if refuse {
            inside.refused += 1;
            let head = "content-type: application/xml\r\n".to_owned();
            return (Answer { status: "503 Slow Down", head, body: LATER.into() }, false);
        }
        let answer = inside.done(request);
        (answer, trouble == Trouble::Dripping)
    }
}

impl Request {
    fn read(stream: &TcpStream) -> Option<Self> {
        let mut reader = BufReader::new(stream);
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
        let mut words = line.split_whitespace();
        let (method, address) = (words.next()?.to_owned(), words.next()?.to_owned());
        let (mut length, mut range) = (0, None);
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).ok()?;
            let Some((name, value)) = line.trim().split_once(':') else { break };
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.trim().parse().ok()?,
                "range" => {
                    let (from, to) = value.trim().strip_prefix("bytes=")?.split_once('-')?;
                    range = Some((from.parse().ok(), to.parse().unwrap_or(usize::MAX)));
                }
                _ => {}
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        let (path, query) = address.split_once('?').unwrap_or((&address, ""));
        let path = path.strip_prefix(NAME)?.trim_start_matches('/').replace("%20", " ");
        Some(Self { method, path, query: query.to_owned(), range, body })
    }

    fn asked(&self, name: &str) -> Option<String> {
        let pairs = form_urlencoded::parse(self.query.as_bytes());
        pairs.into_iter().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }
}

impl Inside {
    fn done(&mut self, request: &Request) -> Answer {
        let stamp = "etag: \"x\"\r\nlast-modified: Mon, 30 Nov 2026 12:00:00 GMT\r\n";
        let plain = |status, body: String| Answer { status, head: String::new(), body: body.into_bytes() };
        match request.method.as_str() {
            "PUT" => {
                self.objects.insert(request.path.clone(), request.body.clone());
                Answer { status: "200 OK", head: stamp.to_owned(), body: Vec::new() }
            }
            "DELETE" => {
                self.objects.remove(&request.path);
                plain("204 No Content", String::new())
            }
            "POST" => {
                let text = String::from_utf8_lossy(&request.body).into_owned();
                let mut gone = String::from("<DeleteResult>");
                for piece in text.split("<Key>").skip(1) {
                    let key = piece.split("</Key>").next().unwrap_or_default();
                    self.objects.remove(key);
                    write!(gone, "<Deleted><Key>{key}</Key></Deleted>").unwrap();
                }
                plain("200 OK", gone + "</DeleteResult>")
            }
            _ if request.path.is_empty() => plain("200 OK", self.listed(request)),
            _ => match self.objects.get(&request.path) {
                None => plain("404 Not Found", "<Error><Code>NoSuchKey</Code></Error>".to_owned()),
                Some(object) => match request.range {
                    None => Answer { status: "200 OK", head: stamp.to_owned(), body: object.clone() },
                    Some((from, to)) => {
                        let from = from.unwrap_or(object.len().saturating_sub(to)).min(object.len());
                        let end = to.saturating_add(1).clamp(from, object.len());
                        let range = format!("content-range: bytes {from}-{}/{}\r\n", end - 1, object.len());
                        let body = object[from..end].to_vec();
                        Answer { status: "206 Partial Content", head: format!("{stamp}{range}"), body }
                    }
                },
            },
        }
    }

    fn listed(&self, request: &Request) -> String {
        let prefix = request.asked("prefix").unwrap_or_default();
        let after = request.asked("start-after").unwrap_or_default();
        let (mut xml, mut folders) = (String::from("<ListBucketResult>"), Vec::new());
        let found = self.objects.iter().filter(|(key, _)| key.starts_with(&prefix) && **key > after);
        for (key, object) in found {
            let folder = key[prefix.len()..].split_once('/').filter(|_| request.asked("delimiter").is_some());
            if let Some((folder, _)) = folder {
                folders.push(format!("{prefix}{folder}/"));
                continue;
            }
            let size = object.len();
            write!(
                xml,
                "<Contents><Key>{key}</Key><LastModified>2026-11-30T12:00:00.000Z</LastModified><ETag>\"x\"</ETag>\
                 <Size>{size}</Size></Contents>"
            )
            .unwrap();
        }
        folders.dedup();
        for folder in folders {
            write!(xml, "<CommonPrefixes><Prefix>{folder}</Prefix></CommonPrefixes>").unwrap();
        }
        xml + "</ListBucketResult>"
    }
}
