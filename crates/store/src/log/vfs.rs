//! The file as SQLite calls it. <https://sqlite.org/vfs.html>
//!
//! Every file but the log is the system's own, opened by the system's functions. The log's file is
//! two in one piece of SQLite's memory: ours, and behind it the system's, to which each call is passed
//! on.
#![expect(unsafe_code, reason = "SQLite calls its files through C functions")]

use std::ffi::{CStr, c_int, c_void};
use std::ptr;
use std::sync::OnceLock;

use rusqlite::ffi;

use super::gather::{Below, Gather};

/// Bytes handed to the system's file at once: its `xWrite` reads the 17 lowest bits of a length only.
const PIECE: usize = 124 << 10;

const NAME: &CStr = c"creel-log";

/// The name to open a connection with, or `None` where SQLite does not take the functions: the log is
/// then written page by page.
pub(crate) fn name() -> Option<&'static CStr> {
    static REGISTERED: OnceLock<bool> = OnceLock::new();
    REGISTERED.get_or_init(register).then_some(NAME)
}

/// The functions, with those of the system that they are built on.
#[repr(C)]
struct Vfs {
    base: ffi::sqlite3_vfs,
    system: *mut ffi::sqlite3_vfs,
}

fn register() -> bool {
    // SAFETY: a null name asks for the default; SQLite initialises itself when needed.
    let system = unsafe { ffi::sqlite3_vfs_find(ptr::null()) };
    if system.is_null() {
        return false;
    }
    // SAFETY: what `sqlite3_vfs_find` returns stays valid for the life of the process.
    let mut base = unsafe { *system };
    base.pNext = ptr::null_mut();
    base.zName = NAME.as_ptr();
    base.xOpen = Some(open);
    let Ok(own) = c_int::try_from(size_of::<LogFile>()) else {
        return false;
    };
    base.szOsFile += own;
    // Registered for the life of the process.
    let vfs = Box::leak(Box::new(Vfs { base, system }));
    // SAFETY: the structure is complete, never moves and is never freed. The functions taken over from
    // the system find their own data in `pAppData`, which was copied with them.
    unsafe { ffi::sqlite3_vfs_register(&raw mut vfs.base, 0) == ffi::SQLITE_OK }
}

/// The log's file; the system's file lies behind it.
#[repr(C)]
struct LogFile {
    base: ffi::sqlite3_file,
    gather: *mut Gather,
}

/// The system's file, as one to write to.
struct System(*mut ffi::sqlite3_file);

impl System {
    /// The system's functions for this file.
    fn methods(&self) -> &ffi::sqlite3_io_methods {
        // SAFETY: the system's `xOpen` succeeded on this file, so its functions are set, and they are
        // constants of the program.
        unsafe { &*(*self.0).pMethods }
    }
}

impl Below for System {
    type Error = c_int;

    fn write(&mut self, bytes: &[u8], mut at: i64) -> Result<(), c_int> {
        let write = self.methods().xWrite.ok_or(ffi::SQLITE_IOERR_WRITE)?;
        for piece in bytes.chunks(PIECE) {
            let len = c_int::try_from(piece.len()).map_err(|_| ffi::SQLITE_IOERR_WRITE)?;
            // SAFETY: `piece` is valid for `len` bytes and the file is open.
            match unsafe { write(self.0, piece.as_ptr().cast(), len, at) } {
                ffi::SQLITE_OK => at = at.saturating_add(i64::from(len)),
                code => return Err(code),
            }
        }
        Ok(())
    }
}

/// The two parts of a log's file.
///
/// # Safety
///
/// `file` must have been opened by [`open`] as a log and not be closed yet. SQLite calls a file from
/// one thread at a time.
unsafe fn parts<'a>(file: *mut ffi::sqlite3_file) -> (&'a mut Gather, System) {
    // SAFETY: such a file starts with a `LogFile` whose `gather` came from a box, and the system's
    // file lies behind it (see `open`).
    unsafe {
        let log = file.cast::<LogFile>();
        (&mut *(*log).gather, System(log.add(1).cast()))
    }
}

unsafe extern "C" fn open(
    vfs: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    // SAFETY: SQLite hands back what `register` gave it: a `Vfs`, which begins with its `base`.
    let system = unsafe { (*vfs.cast::<Vfs>()).system };
    // SAFETY: `system` is what `sqlite3_vfs_find` returned.
    let Some(open) = (unsafe { (*system).xOpen }) else {
        return ffi::SQLITE_CANTOPEN;
    };
    if flags & ffi::SQLITE_OPEN_WAL == 0 {
        // SAFETY: the memory at `file` is larger than what the system asked for; the rest of the
        // arguments is passed on as it came.
        return unsafe { open(system, name, file, flags, out) };
    }
    let log = file.cast::<LogFile>();
    // SAFETY: SQLite gives `szOsFile` bytes, aligned for pointers: a `LogFile` and the system's file
    // behind it, whose size is a multiple of that alignment.
    unsafe {
        (*log).base.pMethods = ptr::null();
        let code = open(system, name, log.add(1).cast(), flags, out);
        if code == ffi::SQLITE_OK {
            (*log).gather = Box::into_raw(Box::default());
            (*log).base.pMethods = &raw const METHODS;
        }
        code
    }
}

static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    // Version 1: what later ones add is for database files.
    iVersion: 1,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: None,
    xShmLock: None,
    xShmBarrier: None,
    xShmUnmap: None,
    xFetch: None,
    xUnfetch: None,
};

unsafe extern "C" fn write(
    file: *mut ffi::sqlite3_file,
    bytes: *const c_void,
    len: c_int,
    at: i64,
) -> c_int {
    let Ok(len) = usize::try_from(len) else {
        return ffi::SQLITE_IOERR_WRITE;
    };
    // SAFETY: SQLite hands a log's file and `len` readable bytes.
    let (bytes, (gather, mut system)) = unsafe {
        (
            std::slice::from_raw_parts(bytes.cast::<u8>(), len),
            parts(file),
        )
    };
    match gather.write(&mut system, bytes, at) {
        Ok(()) => ffi::SQLITE_OK,
        Err(code) => code,
    }
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    // SAFETY: SQLite closes a log's file once and does not use it afterwards.
    let (gather, mut system) = unsafe { parts(file) };
    let flushed = gather.flush(&mut system);
    // SAFETY: it came from a box in `open` and nobody has it any more.
    drop(unsafe { Box::from_raw(ptr::from_mut(gather)) });
    let closed = match system.methods().xClose {
        // SAFETY: the system's file is open, and closed here only.
        Some(close) => unsafe { close(system.0) },
        None => ffi::SQLITE_OK,
    };
    flushed.err().unwrap_or(closed)
}

/// Defines functions that hand on what is held, and then the call.
macro_rules! passed_on {
    ($($name:ident = $method:ident($($arg:ident: $kind:ty),*);)*) => {$(
        unsafe extern "C" fn $name(file: *mut ffi::sqlite3_file $(, $arg: $kind)*) -> c_int {
            // SAFETY: SQLite hands a log's file.
            let (gather, mut system) = unsafe { parts(file) };
            if let Err(code) = gather.flush(&mut system) {
                return code;
            }
            match system.methods().$method {
                // SAFETY: the file is open, and the arguments are what SQLite gave for this call.
                Some(call) => unsafe { call(system.0 $(, $arg)*) },
                None => ffi::SQLITE_OK,
            }
        }
    )*};
}

passed_on! {
    read = xRead(into: *mut c_void, len: c_int, at: i64);
    truncate = xTruncate(size: i64);
    sync = xSync(flags: c_int);
    file_size = xFileSize(size: *mut i64);
    lock = xLock(level: c_int);
    unlock = xUnlock(level: c_int);
    check_reserved_lock = xCheckReservedLock(answer: *mut c_int);
    file_control = xFileControl(operation: c_int, argument: *mut c_void);
}

/// Defines functions that only ask what the file is like.
macro_rules! asked {
    ($($name:ident = $method:ident;)*) => {$(
        unsafe extern "C" fn $name(file: *mut ffi::sqlite3_file) -> c_int {
            // SAFETY: SQLite hands a log's file.
            let (_, system) = unsafe { parts(file) };
            match system.methods().$method {
                // SAFETY: the file is open.
                Some(call) => unsafe { call(system.0) },
                None => 0,
            }
        }
    )*};
}

asked! {
    sector_size = xSectorSize;
    device_characteristics = xDeviceCharacteristics;
}
