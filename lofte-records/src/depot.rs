//! The place where the files are: a local folder or an object store, behind one small set of verbs.
//!
//! What it adds to `object_store`: where to spool, uploads in bounded memory, files that survive a power cut in a
//! folder, and errors in our words. It knows nothing of deliveries.

use crate::error::RecordsError;
use futures::TryStreamExt;
use futures::future::try_join_all;
use lofte_model::fingerprint::Fingerprint;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{ObjectMeta, ObjectStore, ObjectStoreExt, PutPayload, RetryConfig, WriteMultipart};
use sha2::{Digest as _, Sha256};
use std::fs::File;
use std::io::{Read, Seek};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// Bytes of one part of an upload; S3 wants at least 5 MiB.
const PART: usize = 8 << 20;
/// Parts on their way at the same time.
const PARTS_UNDERWAY: usize = 4;
/// Small requests on their way at the same time.
pub(crate) const AT_A_TIME: usize = 16;

/// How often a request is sent again that an object store was too busy for, or that nobody answered: for some seconds in
/// all, each wait longer than the one before. Whoever waits for a page hears of it then.
const ATTEMPTS_AGAIN: usize = 6;
/// How long after it was first sent a request is sent again.
const PATIENCE: Duration = Duration::from_mins(1);

/// A folder or an object store.
#[derive(Clone, Debug)]
pub(crate) struct Depot {
    pub(crate) store: Arc<dyn ObjectStore>,
    home: Home,
}

/// What the place of the files is called outside of this crate.
#[derive(Clone, Debug)]
pub enum Home {
    /// A folder, by its whole path.
    Folder(PathBuf),
    /// A bucket.
    Bucket {
        /// Its name.
        name: String,
        /// What all paths in it begin with.
        prefix: String,
        /// The bucket itself, without the prefix.
        bucket: Arc<dyn ObjectStore>,
    },
    /// An object store that this process was handed: nobody else can open it.
    Handed,
}

impl Depot {
    pub(crate) fn open(location: &str) -> Result<Self, RecordsError> {
        match location.split_once("://") {
            None => Self::open_folder(location),
            Some(("s3", rest)) => Self::open_bucket(location, rest),
            Some(_) => Err(RecordsError::BadLocation { location: location.to_owned(), source: None }),
        }
    }

    pub(crate) fn over(store: Arc<dyn ObjectStore>) -> Self {
        Self { store, home: Home::Handed }
    }

    pub(crate) fn home(&self) -> &Home {
        &self.home
    }

    fn folder(&self) -> Option<&PathBuf> {
        if let Home::Folder(folder) = &self.home { Some(folder) } else { None }
    }

    fn open_folder(location: &str) -> Result<Self, RecordsError> {
        if location.is_empty() {
            return Err(RecordsError::BadLocation { location: String::new(), source: None });
        }
        std::fs::create_dir_all(location).map_err(RecordsError::from_io)?;
        let folder = std::fs::canonicalize(location).map_err(RecordsError::from_io)?;
        let store = LocalFileSystem::new_with_prefix(&folder).map_err(RecordsError::from_store)?;
        Ok(Self { store: Arc::new(store), home: Home::Folder(folder) })
    }

    fn open_bucket(location: &str, rest: &str) -> Result<Self, RecordsError> {
        let bad = |source| RecordsError::BadLocation { location: location.to_owned(), source };
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        if bucket.is_empty() {
            return Err(bad(None));
        }
        let prefix = Path::parse(prefix.trim_end_matches('/')).map_err(|error| bad(Some(error.into())))?;
        let store = AmazonS3Builder::from_env()
            .with_bucket_name(bucket)
            .with_retry(RetryConfig {
                max_retries: ATTEMPTS_AGAIN,
                retry_timeout: PATIENCE,
                ..RetryConfig::default()
            })
            .build()
            .map_err(|error| bad(Some(error.into())))?;
        let store: Arc<dyn ObjectStore> = Arc::new(store);
        let home =
            Home::Bucket { name: bucket.to_owned(), prefix: prefix.to_string(), bucket: Arc::clone(&store) };
        Ok(Self { store: Arc::new(PrefixStore::new(store, prefix)), home })
    }

    /// A nameless local file that vanishes by itself, also when the program is killed. In a folder it lies in the
    /// folder, so that a full disk is noticed while rows are read and no system folder fills up.
    pub(crate) fn spool(&self) -> Result<File, RecordsError> {
        match self.folder() {
            Some(folder) => tempfile::tempfile_in(folder),
            None => tempfile::tempfile(),
        }
        .map_err(RecordsError::from_io)
    }

    /// Puts a small file in one stroke: it is there whole or not at all.
    pub(crate) async fn put(&self, path: &Path, bytes: Vec<u8>) -> Result<(), RecordsError> {
        self.store.put(path, PutPayload::from(bytes)).await.map_err(RecordsError::from_store)?;
        self.settle(path).await
    }

    /// Puts a spooled file, in parts when it is large; it too is there whole or not at all. Gives its size and the digest
    /// of what was put.
    pub(crate) async fn upload(
        &self,
        path: &Path,
        mut spool: File,
    ) -> Result<(u64, Fingerprint), RecordsError> {
        spool.rewind().map_err(RecordsError::from_io)?;
        let (mut spool, first) = next_part(spool).await?;
        let mut digest = Sha256::new_with_prefix(&first);
        if first.len() < PART {
            let bytes = first.len() as u64;
            self.put(path, first).await?;
            return Ok((bytes, Fingerprint::from_digest(&digest.finalize())));
        }
        let upload = self.store.put_multipart(path).await.map_err(RecordsError::from_store)?;
        let mut upload = WriteMultipart::new_with_chunk_size(upload, PART);
        let mut bytes = 0;
        let mut part = first;
        while !part.is_empty() {
            bytes += part.len() as u64;
            if let Err(error) = upload.wait_for_capacity(PARTS_UNDERWAY).await {
                // The first failure is what the caller needs to hear of; parts left behind are not visible.
                let _ = upload.abort().await;
                return Err(RecordsError::from_store(error));
            }
            upload.put(part.into());
            (spool, part) = next_part(spool).await?;
            digest.update(&part);
        }
        upload.finish().await.map_err(RecordsError::from_store)?;
        self.settle(path).await?;
        Ok((bytes, Fingerprint::from_digest(&digest.finalize())))
    }

    /// The digest of what a file holds now, read from its beginning to its end; `None` where there is none.
    pub(crate) async fn digest(&self, path: &Path) -> Result<Option<Fingerprint>, RecordsError> {
        let found = match self.store.get(path).await {
            Ok(found) => found,
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(RecordsError::from_store(error)),
        };
        let mut digest = Sha256::new();
        let mut parts = found.into_stream();
        while let Some(part) = parts.try_next().await.map_err(RecordsError::from_store)? {
            digest.update(&part);
        }
        Ok(Some(Fingerprint::from_digest(&digest.finalize())))
    }

    /// The contents of a file, `None` where there is none.
    pub(crate) async fn read(&self, path: &Path) -> Result<Option<Vec<u8>>, RecordsError> {
        let found = match self.store.get(path).await {
            Ok(found) => found,
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(RecordsError::from_store(error)),
        };
        Ok(Some(found.bytes().await.map_err(RecordsError::from_store)?.to_vec()))
    }

    /// Bytes of a file, `None` where there is none.
    pub(crate) async fn size(&self, path: &Path) -> Result<Option<u64>, RecordsError> {
        match self.store.head(path).await {
            Ok(meta) => Ok(Some(meta.size)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(RecordsError::from_store(error)),
        }
    }

    pub(crate) async fn has(&self, path: &Path) -> Result<bool, RecordsError> {
        Ok(self.size(path).await?.is_some())
    }

    /// Every file under a prefix, by path.
    pub(crate) async fn list(&self, prefix: &Path) -> Result<Vec<ObjectMeta>, RecordsError> {
        let mut found: Vec<ObjectMeta> =
            self.store.list(Some(prefix)).try_collect().await.map_err(RecordsError::from_store)?;
        found.sort_by(|one, other| one.location.cmp(&other.location));
        Ok(found)
    }

    /// The names directly under the location that hold files.
    pub(crate) async fn top(&self) -> Result<Vec<String>, RecordsError> {
        let listing = self.store.list_with_delimiter(None).await.map_err(RecordsError::from_store)?;
        Ok(listing.common_prefixes.iter().map(ToString::to_string).collect())
    }

    /// Deletes a file; one that is not there is as good as deleted.
    pub(crate) async fn delete(&self, path: &Path) -> Result<(), RecordsError> {
        match self.store.delete(path).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(RecordsError::from_store(error)),
        }
    }

    pub(crate) async fn delete_all(&self, paths: &[Path]) -> Result<(), RecordsError> {
        for some in paths.chunks(AT_A_TIME) {
            try_join_all(some.iter().map(|path| self.delete(path))).await?;
        }
        Ok(())
    }

    /// In a folder: halves of files that a killed program left behind (`name#1`), which `list` does not show.
    pub(crate) async fn halves(&self, top: &str) -> Result<Vec<PathBuf>, RecordsError> {
        let Some(folder) = self.folder().map(|folder| folder.join(top)) else {
            return Ok(Vec::new());
        };
        blocking(move || find_halves(folder)).await
    }

    /// In a folder: the file and its name are on the disk before this returns.
    async fn settle(&self, path: &Path) -> Result<(), RecordsError> {
        let Some(folder) = self.folder() else { return Ok(()) };
        let file = folder.join(path.as_ref());
        blocking(move || {
            let settled = File::open(&file).and_then(|open| open.sync_all());
            let named =
                file.parent().map_or(Ok(()), |parent| File::open(parent).and_then(|open| open.sync_all()));
            settled.and(named).map_err(RecordsError::from_io)
        })
        .await
    }
}

/// Runs work that blocks where it does not hold up others.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, RecordsError> + Send + 'static,
) -> Result<T, RecordsError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => Err(RecordsError::Stopping),
        },
    }
}

async fn next_part(spool: File) -> Result<(File, Vec<u8>), RecordsError> {
    blocking(move || {
        let mut part = Vec::new();
        (&spool).take(PART as u64).read_to_end(&mut part).map_err(RecordsError::from_io)?;
        Ok((spool, part))
    })
    .await
}

fn find_halves(folder: PathBuf) -> Result<Vec<PathBuf>, RecordsError> {
    let mut halves = Vec::new();
    let mut open = vec![folder];
    while let Some(folder) = open.pop() {
        let entries = match std::fs::read_dir(&folder) {
            // Nothing was ever delivered, or somebody else swept it away.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            entries => entries.map_err(RecordsError::from_io)?,
        };
        for entry in entries {
            let entry = entry.map_err(RecordsError::from_io)?;
            if entry.file_type().map_err(RecordsError::from_io)?.is_dir() {
                open.push(entry.path());
            } else if entry.file_name().to_string_lossy().contains('#') {
                halves.push(entry.path());
            }
        }
    }
    halves.sort();
    Ok(halves)
}
