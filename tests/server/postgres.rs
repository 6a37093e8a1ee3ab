//! A PostgreSQL of the test's own, on loopback, gone at its end.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A cluster that runs as long as this is held.
pub struct Cluster {
    folder: tempfile::TempDir,
    server: Child,
    port: u16,
    made: u32,
}

/// The newest that is installed.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?.flatten();
    let mut folders: Vec<PathBuf> =
        versions.map(|it| it.path().join("bin")).filter(|it| it.join("initdb").exists()).collect();
    folders.sort();
    folders.pop().or_else(|| Path::new("/usr/bin/initdb").exists().then(|| "/usr/bin".into()))
}

/// PostgreSQL does not run as root.
fn command(program: &Path) -> Command {
    // SAFETY: it reads a number.
    if unsafe { libc::geteuid() } != 0 {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]).arg(program);
    command
}

impl Cluster {
    /// `None`, and a word why, where there is none to be started.
    pub fn start() -> Option<Self> {
        let Some(programs) = programs() else {
            println!("skipped: PostgreSQL is not installed");
            return None;
        };
        let folder = tempfile::Builder::new().prefix("oqyrman-pg-").tempdir().expect("a folder");
        let data = folder.path().join("data");
        std::fs::create_dir(&data).expect("a folder");
        // SAFETY: as above.
        if unsafe { libc::geteuid() } == 0 {
            for path in [folder.path(), &data] {
                let given = Command::new("chown").arg("postgres:").arg(path).status();
                if !given.is_ok_and(|status| status.success()) {
                    println!("skipped: nobody here is called postgres");
                    return None;
                }
            }
        }
        let made = command(&programs.join("initdb"))
            .args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "-D"])
            .arg(&data)
            .stdout(Stdio::null())
            .status();
        assert!(made.is_ok_and(|status| status.success()), "a cluster is made");
        let port = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
        let server = command(&programs.join("postgres"))
            .args(["-h", "127.0.0.1", "-k", "", "-F", "-p", &port.to_string(), "-c", "max_connections=200", "-D"])
            .arg(&data)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("started");
        let mut cluster = Self { folder, server, port, made: 0 };
        let began = Instant::now();
        let ready = programs.join("pg_isready");
        let is_ready = || {
            let asked = Command::new(&ready).args(["-q", "-h", "127.0.0.1", "-p", &port.to_string()]).status();
            asked.is_ok_and(|status| status.success())
        };
        while !is_ready() {
            assert!(cluster.server.try_wait().expect("asked").is_none(), "PostgreSQL ended");
            assert!(began.elapsed() < Duration::from_secs(30), "PostgreSQL does not answer");
            std::thread::sleep(Duration::from_millis(20));
        }
        Some(cluster)
    }

    /// The address of a new, empty database.
    pub fn database(&mut self) -> String {
        self.made += 1;
        let name = format!("city{}", self.made);
        let port = self.port.to_string();
        let made = Command::new(programs().expect("it is there").join("createdb"))
            .args(["-h", "127.0.0.1", "-p", &port, "-U", "postgres", &name])
            .status();
        assert!(made.is_ok_and(|status| status.success()), "a database is made");
        format!("postgres://postgres@127.0.0.1:{port}/{name}")
    }

    /// As after a power cut.
    pub fn stop(&mut self) {
        // SAFETY: the child has not been waited for.
        unsafe { libc::kill(self.server.id().cast_signed(), libc::SIGQUIT) };
        let _ = self.server.wait();
        let _ = &self.folder;
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.stop();
    }
}
