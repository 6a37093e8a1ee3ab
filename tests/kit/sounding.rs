//! A speech daemon that sounds by eSpeak NG into a sound server's null sink, ours alone.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(20);

/// Sound into nothing: a sound server of our own with a sink that keeps time, and eSpeak NG.
pub struct Sounding {
    children: Vec<Child>,
    #[expect(dead_code, reason = "it holds the folder until the children are gone")]
    folder: tempfile::TempDir,
    pub socket: PathBuf,
}

impl Sounding {
    pub fn start() -> Result<Self, String> {
        let folder = tempfile::Builder::new().prefix("oqyrman-sound-").tempdir().map_err(|error| error.to_string())?;
        let root = folder.path().to_path_buf();
        for inner in ["pulse", "conf/modules", "log"] {
            std::fs::create_dir_all(root.join(inner)).map_err(|error| error.to_string())?;
        }
        let espeak = Path::new("/etc/speech-dispatcher/modules/espeak-ng.conf");
        if !espeak.exists() {
            return Err("eSpeak NG's module is not installed".to_owned());
        }
        std::fs::copy(espeak, root.join("conf/modules/espeak-ng.conf")).map_err(|error| error.to_string())?;
        let configuration = "LogLevel 3\nLogDir \"default\"\nDefaultLanguage \"en\"\nDefaultVolume 100\n\
             AudioOutputMethod \"pulse\"\nAddModule \"espeak-ng\" \"sd_espeak-ng\" \"espeak-ng.conf\"\nDefaultModule espeak-ng\n";
        std::fs::write(root.join("conf/speechd.conf"), configuration).map_err(|error| error.to_string())?;
        let sound = root.join("pulse/sock");
        let mut sounding = Self { children: Vec::new(), folder, socket: root.join("speechd.sock") };
        let mut pulse = Command::new("pulseaudio");
        pulse
            .args(["-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--disallow-exit"])
            .args(["--realtime=no", "--high-priority=no"])
            .arg("--load=module-null-sink sink_name=nothing rate=48000 norewinds=1")
            .arg(format!("--load=module-native-protocol-unix socket={} auth-anonymous=1", sound.display()))
            .env("PULSE_RUNTIME_PATH", root.join("pulse"))
            .env("PULSE_STATE_PATH", root.join("pulse"));
        sounding.child(pulse, &sound)?;
        let mut speech = Command::new("speech-dispatcher");
        speech
            .args(["-s", "-t", "0", "-c", "unix_socket", "-S"])
            .arg(root.join("speechd.sock"))
            .arg("-P")
            .arg(root.join("speechd.pid"))
            .arg("-L")
            .arg(root.join("log"))
            .arg("-C")
            .arg(root.join("conf"))
            .env("PULSE_SERVER", format!("unix:{}", sound.display()));
        let socket = sounding.socket.clone();
        sounding.child(speech, &socket)?;
        Ok(sounding)
    }

    fn child(&mut self, mut command: Command, socket: &Path) -> Result<(), String> {
        let name = command.get_program().to_string_lossy().into_owned();
        let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        self.children.push(quiet.spawn().map_err(|error| format!("{name} does not start: {error}"))?);
        let end = Instant::now() + PATIENCE;
        while std::os::unix::net::UnixStream::connect(socket).is_err() {
            if let Some(Ok(Some(status))) = self.children.last_mut().map(Child::try_wait) {
                return Err(format!("{name} ended with {status}"));
            }
            if Instant::now() > end {
                return Err(format!("{name} does not listen after {PATIENCE:?}"));
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        Ok(())
    }
}

impl Drop for Sounding {
    fn drop(&mut self) {
        for child in self.children.iter_mut().rev() {
            let _ = Command::new("kill").arg(child.id().to_string()).status();
            let end = Instant::now() + Duration::from_secs(2);
            while Instant::now() < end && matches!(child.try_wait(), Ok(None)) {
                std::thread::sleep(Duration::from_millis(10));
            }
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
