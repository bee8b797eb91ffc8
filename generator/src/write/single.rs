//! A single file that is replaced whole.

use std::fs;
use std::path::{Path, PathBuf};

use super::error::Error;
use super::staged::Staged;

/// Writes a file whole or not at all: another process reads the old content or the new one, never a part.
///
/// A symbolic link is kept, and its target replaced. What is not a regular file, such as a pipe or a device, is written in place.
///
/// # Errors
///
/// Fails if the file, or a new file in its folder, cannot be written.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let Some(target) = replaceable(path) else {
        return fs::write(path, bytes).map_err(Error::io("write", path));
    };
    // The rights of the folder alone would let a file be replaced that the user has protected.
    match fs::OpenOptions::new().write(true).open(&target) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(Error::io("write", path)(error));
        }
        _ => {}
    }
    let staged = Staged::write(target, bytes)?;
    staged.settle()?;
    staged.publish()
}

/// Returns the regular or missing file that a path leads to.
fn replaceable(path: &Path) -> Option<PathBuf> {
    // Such as /dev/stdout, which may lead to a regular file that is written to by others.
    if path.starts_with("/dev") || path.starts_with("/proc") {
        return None;
    }
    match fs::symlink_metadata(path) {
        Err(_) => path.file_name().map(|_| path.to_owned()),
        Ok(_) => fs::canonicalize(path).ok().filter(|it| it.is_file()),
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _, symlink};
    use std::os::unix::net::UnixListener;

    use super::*;

    /// The old file, which a second name keeps, is never changed: a reader that has opened it reads it to its end.
    #[test]
    fn a_file_is_replaced_and_never_changed() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let text = |name: &str| fs::read_to_string(at(name)).unwrap();
        write_file(&at("a"), b"1").unwrap();
        fs::set_permissions(at("a"), fs::Permissions::from_mode(0o640)).unwrap();
        fs::hard_link(at("a"), at("old")).unwrap();
        symlink(at("a"), at("link")).unwrap();
        write_file(&at("link"), b"2").unwrap();
        assert_eq!((text("a"), text("old")), ("2".to_owned(), "1".to_owned()));
        assert!(fs::symlink_metadata(at("link")).unwrap().is_symlink());
        assert_eq!(fs::metadata(at("a")).unwrap().permissions().mode() & 0o777, 0o640);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3, "no temporary file is left");
    }

    #[test]
    fn what_is_no_regular_file_is_written_in_place() {
        let folder = tempfile::tempdir().unwrap();
        let (link, target) = (folder.path().join("link"), folder.path().join("missing"));
        symlink(&target, &link).unwrap();
        write_file(&link, b"1").unwrap();
        assert_eq!(fs::read_to_string(target).unwrap(), "1");
        let socket = folder.path().join("socket");
        let _listener = UnixListener::bind(&socket).unwrap();
        assert!(write_file(&socket, b"1").is_err());
        assert!(fs::metadata(&socket).unwrap().file_type().is_socket());
        let error = write_file(folder.path(), b"1").unwrap_err().to_string();
        assert!(error.starts_with("cannot write "), "{error}");
        assert!(write_file(&folder.path().join("none/a"), b"1").is_err());
    }
}
