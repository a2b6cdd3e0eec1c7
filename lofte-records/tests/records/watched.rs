//! An object store that can be killed after some writes, that can be full, and that counts the bytes read.

use async_trait::async_trait;
use bytes::Bytes;
use futures::stream::BoxStream;
use futures::{FutureExt, StreamExt};
use object_store::path::Path;
use object_store::{
    CopyOptions, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore,
    PutMultipartOptions, PutOptions, PutPayload, PutResult, Result, UploadPart,
};
use std::io;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

/// What a store may still do.
#[derive(Debug)]
pub struct Limits {
    /// Changes until everything fails, as if the program had been killed.
    pub changes: AtomicI64,
    /// Bytes until the disk is full.
    pub bytes: AtomicI64,
    /// What a full disk says; another kind stands for another trouble.
    pub trouble: io::ErrorKind,
    /// Bytes read in ranges.
    pub read: AtomicU64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            changes: i64::MAX.into(),
            bytes: i64::MAX.into(),
            trouble: io::ErrorKind::StorageFull,
            read: 0.into(),
        }
    }
}

impl Limits {
    pub fn killed_after(changes: i64) -> Arc<Self> {
        Arc::new(Self { changes: changes.into(), ..Self::default() })
    }

    pub fn full_after(bytes: i64, trouble: io::ErrorKind) -> Arc<Self> {
        Arc::new(Self { bytes: bytes.into(), trouble, ..Self::default() })
    }

    pub fn is_alive(&self) -> bool {
        self.changes.load(Ordering::SeqCst) > 0
    }

    fn change(&self, bytes: usize) -> Result<()> {
        if self.changes.fetch_sub(1, Ordering::SeqCst) <= 0 {
            return Err(trouble(io::Error::other("killed")));
        }
        let bytes = i64::try_from(bytes).unwrap();
        if self.bytes.fetch_sub(bytes, Ordering::SeqCst) < bytes {
            self.bytes.fetch_add(bytes, Ordering::SeqCst);
            return Err(trouble(self.trouble.into()));
        }
        Ok(())
    }
}

fn trouble(error: io::Error) -> object_store::Error {
    object_store::Error::Generic { store: "watched", source: error.into() }
}

#[derive(Clone, Debug)]
pub struct Watched {
    pub inner: Arc<dyn ObjectStore>,
    pub limits: Arc<Limits>,
}

impl std::fmt::Display for Watched {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "watched {}", self.inner)
    }
}

#[async_trait]
impl ObjectStore for Watched {
    async fn put_opts(&self, location: &Path, payload: PutPayload, opts: PutOptions) -> Result<PutResult> {
        self.limits.change(payload.content_length())?;
        self.inner.put_opts(location, payload, opts).await
    }

    async fn put_multipart_opts(
        &self,
        location: &Path,
        opts: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        self.limits.change(0)?;
        let upload = self.inner.put_multipart_opts(location, opts).await?;
        Ok(Box::new(WatchedUpload { upload, limits: Arc::clone(&self.limits) }))
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        self.inner.get_opts(location, options).await
    }

    async fn get_ranges(&self, location: &Path, ranges: &[Range<u64>]) -> Result<Vec<Bytes>> {
        let read = self.inner.get_ranges(location, ranges).await?;
        self.limits.read.fetch_add(read.iter().map(|bytes| bytes.len() as u64).sum(), Ordering::SeqCst);
        Ok(read)
    }

    fn delete_stream(&self, locations: BoxStream<'static, Result<Path>>) -> BoxStream<'static, Result<Path>> {
        let limits = Arc::clone(&self.limits);
        let allowed = locations.map(move |location| {
            let location = location?;
            limits.change(0)?;
            Ok(location)
        });
        self.inner.delete_stream(allowed.boxed())
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        self.inner.list(prefix)
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        self.inner.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        self.limits.change(0)?;
        self.inner.copy_opts(from, to, options).await
    }
}

#[derive(Debug)]
struct WatchedUpload {
    upload: Box<dyn MultipartUpload>,
    limits: Arc<Limits>,
}

#[async_trait]
impl MultipartUpload for WatchedUpload {
    fn put_part(&mut self, data: PutPayload) -> UploadPart {
        match self.limits.change(data.content_length()) {
            Ok(()) => self.upload.put_part(data),
            Err(error) => async { Err(error) }.boxed(),
        }
    }

    async fn complete(&mut self) -> Result<PutResult> {
        self.limits.change(0)?;
        self.upload.complete().await
    }

    async fn abort(&mut self) -> Result<()> {
        self.upload.abort().await
    }
}
