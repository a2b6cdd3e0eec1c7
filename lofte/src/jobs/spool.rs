//! Uploaded files on their way to a job: a folder per job, gone when the job has ended.

use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_model::id::JobId;
use lofte_store::JobState;
use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::PathBuf;

const FOLDER: &str = "spool";
/// Longest name of a file that is kept.
const LONGEST_NAME: usize = 120;

/// The folder of a job's files.
pub fn folder(house: &House, id: JobId) -> PathBuf {
    house.dir().join(FOLDER).join(id.to_string())
}

/// What a file may be called here: the last part of its name, without anything that means something to a file system.
pub fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last.chars().filter(|sign| !sign.is_control()).take(LONGEST_NAME).collect();
    let kept = kept.trim_matches(|sign: char| sign == '.' || sign.is_whitespace());
    if kept.is_empty() { "fil".to_owned() } else { kept.to_owned() }
}

/// Makes the folder of a job.
pub async fn make(house: &House, id: JobId) -> Result<PathBuf, AppError> {
    let folder = folder(house, id);
    tokio::fs::create_dir_all(&folder).await.map_err(|source| AppError::machine(&folder, source))?;
    Ok(folder)
}

/// Removes the files of a job.
pub async fn remove(house: &House, id: JobId) -> Result<(), AppError> {
    let folder = folder(house, id);
    match tokio::fs::remove_dir_all(&folder).await {
        Err(source) if source.kind() != ErrorKind::NotFound => Err(AppError::machine(&folder, source)),
        _ => Ok(()),
    }
}

/// Removes files that no waiting job will read: a crash or an interrupted upload left them.
pub(super) async fn sweep(house: &House) -> Result<(), AppError> {
    let jobs = house.store().read(house.municipality()).await?.jobs(u32::MAX).await?;
    let waiting: BTreeSet<String> = jobs
        .iter()
        .filter(|job| matches!(job.state, JobState::Queued | JobState::Running))
        .map(|job| job.id.to_string())
        .collect();
    let folder = house.dir().join(FOLDER);
    let Ok(mut entries) = tokio::fs::read_dir(&folder).await else { return Ok(()) };
    let failed = |source| AppError::machine(&folder, source);
    while let Some(entry) = entries.next_entry().await.map_err(failed)? {
        if !waiting.contains(entry.file_name().to_string_lossy().as_ref()) {
            tokio::fs::remove_dir_all(entry.path()).await.map_err(failed)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::plain_name;

    #[test]
    fn a_name_stays_in_its_folder() {
        assert_eq!(plain_name("brott 2025.csv"), "brott 2025.csv");
        assert_eq!(plain_name("../../etc/passwd"), "passwd");
        assert_eq!(plain_name("C:\\Users\\x\\svar.xlsx"), "svar.xlsx");
        assert_eq!(plain_name(".."), "fil");
        assert_eq!(plain_name("a\0b\n"), "ab");
        assert_eq!(plain_name(&"å".repeat(500)).chars().count(), 120);
    }
}
