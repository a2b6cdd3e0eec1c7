//! The house with several people at it, each signed in, for pages that are about working together.

use crate::fixture::copy_demo;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use lofte_app::access;
use lofte_app::access::SignIn;
use lofte_app::house::House;
use lofte_app::proof::Arrival;
use lofte_model::access::{Actor, Channel};
use tempfile::TempDir;
use tower::ServiceExt;

/// A house of one's own with somebody at the keyboard.
pub struct Desk {
    _dir: TempDir,
    pub house: House,
    pub router: Router,
}

/// Somebody who is signed in.
pub struct Person<'a> {
    pub desk: &'a Desk,
    pub actor: Actor,
    pub cookie: String,
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub location: String,
    pub html: String,
}

impl Desk {
    pub async fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let home = dir.path().join("house");
        copy_demo(&home).await;
        let house = House::open(&home).await.unwrap();
        let router = lofte::pages::router(house.clone());
        Self { _dir: dir, house, router }
    }

    /// The same house after its settings were changed.
    pub async fn reopen(&mut self) {
        self.house = House::open(self.house.dir()).await.unwrap();
        self.router = lofte::pages::router(self.house.clone());
    }

    /// The same house at another time.
    pub fn at(mut self, time: &str) -> Self {
        self.house = self.house.at(time.parse().unwrap());
        self.router = lofte::pages::router(self.house.clone());
        self
    }

    pub async fn person(&self, login: &str) -> Person<'_> {
        let arrival = Arrival::by(Channel::Program);
        let entered = access::sign_in(&self.house, &arrival, login, lofte::demo::PASSWORD).await.unwrap();
        let SignIn { actor, token, .. } = entered.entered().unwrap();
        Person { desk: self, actor, cookie: format!("lofte={token}") }
    }
}

impl Person<'_> {
    pub async fn ask(&self, request: Request<Body>) -> Answer {
        let response = self.desk.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let location = response.headers().get(header::LOCATION);
        let location = location.map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
        let body = to_bytes(response.into_body(), 4_000_000).await.unwrap();
        Answer { status, location, html: String::from_utf8(body.to_vec()).unwrap() }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.ask(Request::get(path).header(header::COOKIE, &self.cookie).body(Body::empty()).unwrap()).await
    }

    /// The type and the bytes of a file.
    pub async fn fetch(&self, path: &str) -> (String, Vec<u8>) {
        let request = Request::get(path).header(header::COOKIE, &self.cookie).body(Body::empty()).unwrap();
        let response = self.desk.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        let kind = response.headers()[header::CONTENT_TYPE].to_str().unwrap().to_owned();
        (kind, to_bytes(response.into_body(), 40_000_000).await.unwrap().to_vec())
    }

    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        let pairs: Vec<String> =
            form.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
        let request = Request::post(path)
            .header(header::COOKIE, &self.cookie)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(pairs.join("&")))
            .unwrap();
        self.ask(request).await
    }
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(
            |byte| {
                if byte.is_ascii_alphanumeric() {
                    char::from(byte).to_string()
                } else {
                    format!("%{byte:02X}")
                }
            },
        )
        .collect()
}

/// The value of the first attribute or text between two marks.
pub fn between<'a>(html: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = html.split_once(before).unwrap_or_else(|| panic!("no {before}"));
    rest.split_once(after).unwrap().0
}
