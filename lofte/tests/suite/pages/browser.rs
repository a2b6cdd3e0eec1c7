//! One browser, which sends what a person sends and sees what a person sees.

use crate::fixture::copy_demo;
use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use lofte::demo::PASSWORD;
use lofte_app::access;
use lofte_app::house::House;
use lofte_model::access::Actor;
use std::fs;
use tempfile::TempDir;
use tower::ServiceExt;

/// A house of one's own, and whoever is signed in to it.
pub struct Browser {
    pub home: TempDir,
    pub house: House,
    pub router: Router,
    pub cookie: String,
}

/// What came back.
pub struct Seen {
    pub status: StatusCode,
    pub location: String,
    pub text: String,
}

impl Seen {
    /// The page, which must be there.
    #[track_caller]
    pub fn page(self) -> String {
        assert_eq!(self.status, StatusCode::OK, "{}", self.text);
        self.text
    }

    /// Where it leads on to.
    #[track_caller]
    pub fn leads_on(self) -> String {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.text);
        self.location
    }

    /// A refusal with this status that says this.
    #[track_caller]
    pub fn refused(self, status: StatusCode, words: &str) -> String {
        assert_eq!(self.status, status, "{}", self.text);
        assert!(self.text.contains(words), "“{words}” is not in {}", self.text);
        self.text
    }
}

impl Browser {
    /// Nobody yet, in a fresh copy of the demo.
    pub async fn stranger() -> Self {
        Self::stranger_with("").await
    }

    /// The same with more in the settings.
    pub async fn stranger_with(settings: &str) -> Self {
        let home = tempfile::tempdir().unwrap();
        copy_demo(home.path()).await;
        let file = home.path().join("lofte.toml");
        fs::write(&file, fs::read_to_string(&file).unwrap() + settings).unwrap();
        let house = House::open(home.path()).await.unwrap();
        Self { home, router: lofte::pages::router(house.clone()), house, cookie: String::new() }
    }

    /// Somebody of the demo.
    pub async fn signed_in(login: &str) -> Self {
        Self::stranger().await.sign_in(login, PASSWORD).await
    }

    pub async fn sign_in(mut self, login: &str, password: &str) -> Self {
        let form = [("login", login), ("password", password)];
        let request = form_request("/logga-in", &form);
        let answer = self.router.clone().oneshot(request).await.unwrap();
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        let cookie = answer.headers()[header::SET_COOKIE].to_str().unwrap();
        cookie.split(';').next().unwrap().clone_into(&mut self.cookie);
        self
    }

    /// Who somebody of the house is to the use cases.
    pub async fn actor(&self, login: &str) -> Actor {
        access::acting_for(&self.house, Some(login)).await.unwrap()
    }

    pub async fn send(&self, mut request: Request<Body>) -> Seen {
        request.headers_mut().insert(header::COOKIE, self.cookie.parse().unwrap());
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let status = answer.status();
        let location = answer.headers().get(header::LOCATION);
        let location = location.map(|place| place.to_str().unwrap().to_owned()).unwrap_or_default();
        let bytes = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        Seen { status, location, text: String::from_utf8(bytes.to_vec()).unwrap().replace('\u{a0}', " ") }
    }

    /// A file, which must be there.
    pub async fn download(&self, path: &str) -> Vec<u8> {
        let mut request = Request::get(path).body(Body::empty()).unwrap();
        request.headers_mut().insert(header::COOKIE, self.cookie.parse().unwrap());
        let answer = self.router.clone().oneshot(request).await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap().to_vec()
    }

    pub async fn get(&self, path: &str) -> Seen {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Seen {
        self.send(form_request(path, form)).await
    }

    /// Sends the upload form; parts are name, file name (or none) and contents.
    pub async fn upload(&self, parts: &[(&str, Option<&str>, &str)]) -> Seen {
        self.upload_to("/leveranser/ny", parts).await
    }

    /// Sends a form with files to a page.
    pub async fn upload_to(&self, page: &str, parts: &[(&str, Option<&str>, &str)]) -> Seen {
        let mut body = String::new();
        for (name, file, contents) in parts {
            let file = file.map(|file| format!("; filename=\"{file}\"")).unwrap_or_default();
            let head = format!("--snitt\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n");
            body.extend([head.as_str(), contents, "\r\n"]);
        }
        body += "--snitt--\r\n";
        let request = Request::post(page)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=snitt")
            .body(Body::from(body));
        self.send(request.unwrap()).await
    }

    pub async fn upload_offences(&self, contents: &str) -> Seen {
        let mapping = fs::read_to_string(self.home.path().join("underlag/polisen.toml")).unwrap();
        self.upload(&[
            ("source", None, "incidents"),
            ("file", Some("prov.csv"), contents),
            ("mapping", None, &mapping),
        ])
        .await
    }

    /// The page of a job that has ended.
    pub async fn wait(&self, job: &str) -> String {
        lofte::jobs::rest(&self.house).await;
        let page = self.get(job).await.page();
        assert!(!page.contains("data-poll="), "{page}");
        page
    }
}

pub fn form_request(path: &str, form: &[(&str, &str)]) -> Request<Body> {
    let escaped = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat();
    let body: Vec<String> = form.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
    Request::builder()
        .method(Method::POST)
        .uri(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(body.join("&")))
        .unwrap()
}

/// The first address in a page that begins like this.
#[track_caller]
pub fn link<'a>(page: &'a str, start: &str) -> &'a str {
    let at = page.find(&format!("\"{start}")).unwrap_or_else(|| panic!("no link to {start} in {page}")) + 1;
    page[at..].split('"').next().unwrap()
}

/// The text of a page without its markup, on one line.
pub fn text(page: &str) -> String {
    let parts = page.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text));
    parts.collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The value of a hidden field.
pub fn value_of(page: &str, name: &str) -> String {
    let after = page.split(&format!("name=\"{name}\" value=\"")).nth(1);
    after.and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
}

/// The first choice of the only list on a page.
pub fn choice_of(page: &str) -> Option<String> {
    let after = page.split("<option value=\"").nth(1)?;
    after.split('"').next().map(str::to_owned)
}

/// A tiny file of offences in the demo's own form, with one row that cannot be taken.
pub const OFFENCES: &str = "Ärende;Brottsdatum;Klockslag;Brottstyp;Latitud;Longitud\n\
    PROV-1;2025-05-01;13:45;Inbrott;59.0580;16.5890\n\
    PROV-2;2025-05-02;23:10;Stöld;59.0590;16.5900\n\
    PROV-3;2025-13-45;10:00;Stöld;59.0590;16.5900\n";
