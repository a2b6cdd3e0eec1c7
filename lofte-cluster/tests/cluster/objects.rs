//! A real S3-compatible server on loopback, which knows who asks, and can hold back whoever reads rows.
//!
//! Each member of the cluster has a key of its own. So a test can wait until a certain executor is in the middle of a
//! query, without any clock.

use hyper_util::rt::TokioIo;
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::watch;

pub const BUCKET: &str = "rows";
/// The secret of every key: made up for this test.
pub const SECRET: &str = "made-up-for-this-test-made-up-for-this-test";
/// Whoever is no executor.
pub const HOUSE: &str = "AKHOUSE";
pub const EXECUTORS: [&str; 2] = ["AKFIRST", "AKSECOND"];

/// The server.
pub struct Objects {
    pub address: String,
    gate: Arc<Gate>,
    _folder: TempDir,
}

/// Who reads rows right now, and whether they have to wait.
struct Gate {
    closed: watch::Sender<bool>,
    seen: watch::Sender<Option<&'static str>>,
}

impl Objects {
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join(BUCKET)).unwrap();
        let mut known = SimpleAuth::new();
        for key in EXECUTORS.into_iter().chain([HOUSE]) {
            known.register(key.to_owned(), SECRET.into());
        }
        let mut builder = S3ServiceBuilder::new(s3s_fs::FileSystem::new(folder.path()).unwrap());
        builder.set_auth(known);
        let gate = Arc::new(Gate { closed: watch::Sender::new(false), seen: watch::Sender::new(None) });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let gated = Gated { inner: builder.build(), gate: Arc::clone(&gate) };
        tokio::spawn(async move {
            loop {
                let (socket, _) = listener.accept().await.unwrap();
                let served =
                    hyper_util::server::conn::auto::Builder::new(hyper_util::rt::TokioExecutor::new());
                let gated = gated.clone();
                // Whoever is killed breaks the connection off.
                tokio::spawn(async move { drop(served.serve_connection(TokioIo::new(socket), gated).await) });
            }
        });
        Self { address, gate, _folder: folder }
    }

    /// From now on executors wait where they read rows.
    pub fn close(&self) {
        self.gate.seen.send_replace(None);
        self.gate.closed.send_replace(true);
    }

    /// They read on.
    pub fn open(&self) {
        self.gate.closed.send_replace(false);
    }

    /// Waits until an executor stands at the gate, and says which one.
    pub async fn reads(&self) -> &'static str {
        let mut seen = self.gate.seen.subscribe();
        let seen = seen.wait_for(Option::is_some).await.unwrap();
        (*seen).unwrap()
    }
}

#[derive(Clone)]
struct Gated {
    inner: S3Service,
    gate: Arc<Gate>,
}

type Answered = <S3Service as hyper::service::Service<hyper::Request<hyper::body::Incoming>>>::Response;
type Failed = <S3Service as hyper::service::Service<hyper::Request<hyper::body::Incoming>>>::Error;

impl hyper::service::Service<hyper::Request<hyper::body::Incoming>> for Gated {
    type Response = Answered;
    type Error = Failed;
    type Future = Pin<Box<dyn Future<Output = Result<Answered, Failed>> + Send>>;

    fn call(&self, request: hyper::Request<hyper::body::Incoming>) -> Self::Future {
        let Self { inner, gate } = self.clone();
        Box::pin(async move {
            let said = request.headers().get("authorization").and_then(|header| header.to_str().ok());
            let who = EXECUTORS.into_iter().find(|key| said.is_some_and(|said| said.contains(key)));
            let rows = request.method() == hyper::Method::GET && request.uri().path().ends_with(".parquet");
            if let Some(who) = who.filter(|_| rows && *gate.closed.borrow()) {
                gate.seen.send_replace(Some(who));
                let mut closed = gate.closed.subscribe();
                closed.wait_for(|closed| !closed).await.unwrap();
            }
            hyper::service::Service::call(&inner, request).await
        })
    }
}
