//! Where the files are, as DataFusion names them: the same folder or bucket that the records are opened at.
//!
//! Every member of the cluster opens it by itself, with the same address and its own `AWS_*` variables.

use crate::corrected::{Keys, kept};
use datafusion::common::DataFusionError;
use datafusion::error::Result;
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use lofte_records::{Home, Records, RecordsError};
use std::sync::Arc;
use url::Url;

/// The place of the records, opened.
#[derive(Clone, Debug)]
pub struct Place {
    location: String,
    records: Records,
    root: Url,
}

impl Place {
    /// Opens a folder or `s3://bucket/prefix`.
    ///
    /// # Errors
    /// What [`Records::open`] says.
    pub fn open(location: &str) -> std::result::Result<Self, RecordsError> {
        let records = Records::open(location)?;
        let bad = || RecordsError::BadLocation { location: location.to_owned(), source: None };
        let root = match records.home() {
            Home::Folder(folder) => Url::from_directory_path(folder).map_err(|()| bad())?,
            Home::Bucket { name, prefix, .. } if prefix.is_empty() => {
                Url::parse(&format!("s3://{name}/")).map_err(|_| bad())?
            }
            Home::Bucket { name, prefix, .. } => {
                Url::parse(&format!("s3://{name}/{prefix}/")).map_err(|_| bad())?
            }
            Home::Handed => return Err(bad()),
        };
        Ok(Self { location: location.to_owned(), records, root })
    }

    /// The records there: manifests are read by their own code.
    pub fn records(&self) -> &Records {
        &self.records
    }

    /// The corrections there, as a function for queries.
    pub fn kept(&self) -> Arc<datafusion::logical_expr::ScalarUDF> {
        Arc::new(kept(Keys::at(&self.location)))
    }

    /// The address of a file by its path under the location.
    ///
    /// # Errors
    /// When it makes no address.
    pub fn url(&self, path: &str) -> Result<String> {
        self.root.join(path).map(String::from).map_err(|error| DataFusionError::External(error.into()))
    }

    /// What queries run in: it can open the files.
    ///
    /// # Errors
    /// What DataFusion says.
    pub fn runtime(&self) -> Result<Arc<RuntimeEnv>> {
        let runtime = RuntimeEnvBuilder::new().build_arc()?;
        if let Home::Bucket { bucket, .. } = self.records.home() {
            runtime.register_object_store(&self.root, Arc::clone(bucket));
        }
        Ok(runtime)
    }
}
