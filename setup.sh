#!/bin/sh
# Installs what is missing: setup.sh [run] [desk] [test] [windows]
#   run       what building and running the window needs (always)
#   desk      a virtual display, for a machine that has none
#   test      screen reader, braille, reading of pictures, other libraries' servers
#   windows   the compiler for Windows
# Says nothing and takes no time when all is there.
set -eu

wants() { case " $groups " in *" $1 "*) return 0 ;; esac; return 1; }
say() { printf '%s\n' "$*" >&2; }
groups="run $*"

# ── Rust is presumed ───────────────────────────────────────────────────────────────────────────────────────────────
PATH="$HOME/.cargo/bin:$PATH"
if ! command -v cargo >/dev/null 2>&1; then
  say "Rust is not installed. Install it from https://rustup.rs and call make again."
  exit 1
fi
if wants test && ! { cargo fmt --version && cargo clippy --version; } >/dev/null 2>&1; then
  if command -v rustup >/dev/null 2>&1; then
    rustup component add rustfmt clippy
  else
    say "cargo fmt and cargo clippy are missing. Install Rust from https://rustup.rs, or your system's packages for them."
    exit 1
  fi
fi

# ── What each package manager calls it ─────────────────────────────────────────────────────────────────────────────
packages= extras= windows= # extras and the compiler for Windows may fail: what needs them says «skipped»
if command -v apt-get >/dev/null 2>&1; then
  manager=apt
  packages="gcc g++ libc6-dev make cmake pkg-config libasound2-dev libspeechd-dev libclang-dev ca-certificates
    libx11-6 libx11-xcb1 libxcb1 libxcursor1 libxi6 libxrandr2 libxkbcommon0 libxkbcommon-x11-0 libwayland-client0
    speech-dispatcher speech-dispatcher-espeak-ng speech-dispatcher-audio-plugins espeak-ng at-spi2-core dbus"
  desk="xvfb openbox xdotool x11-utils x11-xkb-utils imagemagick libglib2.0-bin python3 python3-gi gir1.2-atspi-2.0"
  sound="pulseaudio pulseaudio-utils libasound2-plugins"
  test="orca python3-pyatspi python3-brlapi brltty python3-louis"
  extras="calibre python3-venv weston poppler-utils tesseract-ocr tesseract-ocr-kaz tesseract-ocr-rus tesseract-ocr-eng djvulibre-bin
    liblouis-bin liblouis-data epubcheck default-jre-headless redis-server postgresql"
  windows="gcc-mingw-w64-x86-64-win32 g++-mingw-w64-x86-64-win32"
  installed() { dpkg-query -W -f '${db:Status-Status} ${Package}\n' $1 2>/dev/null | sed -n 's/^installed //p'; }
  other_sound() { dpkg-query -W -f '${db:Status-Status}\n' pipewire-pulse 2>/dev/null | grep -q '^installed'; }
  prepare() { $root apt-get -q update; }
  fetch() { $root env DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install $1; }
elif command -v dnf >/dev/null 2>&1; then
  manager=dnf
  packages="gcc gcc-c++ make cmake pkgconf-pkg-config alsa-lib-devel speech-dispatcher-devel clang-devel ca-certificates
    libX11 libX11-xcb libxcb libXcursor libXi libXrandr libxkbcommon libxkbcommon-x11 libwayland-client
    speech-dispatcher speech-dispatcher-espeak-ng espeak-ng at-spi2-core dbus-daemon"
  desk="xorg-x11-server-Xvfb openbox xdotool xprop setxkbmap ImageMagick glib2 python3 python3-gobject at-spi2-core"
  sound="pulseaudio pulseaudio-utils alsa-plugins-pulseaudio"
  test="orca python3-pyatspi python3-brlapi brltty"
  extras="calibre liblouis-utils weston poppler-utils tesseract tesseract-langpack-kaz tesseract-langpack-rus tesseract-langpack-eng djvulibre
    postgresql-server"
  windows="mingw64-gcc mingw64-gcc-c++"
  installed() { rpm -q --qf '%{NAME}\n' $1 2>/dev/null | grep -v ' ' || true; }
  other_sound() { rpm -q pipewire-pulseaudio >/dev/null 2>&1; }
  prepare() { :; }
  fetch() { $root dnf -q -y --setopt=install_weak_deps=False install $1; }
elif command -v pacman >/dev/null 2>&1; then
  manager=pacman
  packages="gcc make cmake pkgconf alsa-lib speech-dispatcher clang ca-certificates
    libx11 libxcb libxcursor libxi libxrandr libxkbcommon libxkbcommon-x11 wayland
    espeak-ng at-spi2-core dbus"
  desk="xorg-server-xvfb openbox xdotool xorg-xprop xorg-setxkbmap imagemagick glib2 python python-gobject"
  sound="pulseaudio alsa-plugins"
  test="orca python-atspi brltty"
  extras="calibre liblouis weston poppler-utils tesseract tesseract-data-kaz tesseract-data-rus tesseract-data-eng djvulibre postgresql"
  windows="mingw-w64-gcc"
  installed() { pacman -Qq $1 2>/dev/null || true; }
  other_sound() { pacman -Qq pipewire-pulse >/dev/null 2>&1; }
  prepare() { :; }
  fetch() { $root pacman -Sy --needed --noconfirm $1; }
elif [ "$(uname)" = Darwin ]; then
  # The voice, the window and accessibility are the system's own; the tests with a display are for Linux.
  if ! xcode-select -p >/dev/null 2>&1; then
    say "The compiler of the command line tools is missing. Run: xcode-select --install"
    exit 1
  fi
  manager=brew packages= desk= sound= test= extras=
  if ! command -v cmake >/dev/null 2>&1; then
    if ! command -v brew >/dev/null 2>&1; then
      say "cmake is missing. Install Homebrew from https://brew.sh, or cmake from https://cmake.org, and call make again."
      exit 1
    fi
    packages=cmake
  fi
  if wants test && command -v brew >/dev/null 2>&1; then extras="calibre liblouis tesseract tesseract-lang djvulibre epubcheck"; fi
  if wants windows && command -v brew >/dev/null 2>&1; then windows="mingw-w64"; fi
  installed() { brew list -1 --formula --cask $1 2>/dev/null || { [ -d /Applications/calibre.app ] && echo calibre; } || true; }
  other_sound() { true; }
  prepare() { :; }
  fetch() { brew install --quiet $1; }
else
  say "This system has none of apt, dnf, pacman and brew. README.md lists what has to be installed by hand."
  exit 0
fi

# Where node comes from elsewhere, it brings npm.
if [ "$manager" != brew ] && ! command -v npm >/dev/null 2>&1; then extras="$extras nodejs npm"; fi

wanted=$packages
if wants desk || wants test; then
  wanted="$wanted $desk"
  other_sound || wanted="$wanted $sound"
fi
if wants test; then wanted="$wanted $test"; else extras=; fi
if wants windows; then extras="$extras $windows"; fi

# ── What is missing ────────────────────────────────────────────────────────────────────────────────────────────────
missing_of() {
  [ -n "$(printf %s "$1" | tr -d '[:space:]')" ] || return 0
  have=" $(installed "$1" | tr '\n' ' ') "
  for package in $1; do
    case "$have" in *" $package "*) ;; *) printf '%s ' "$package" ;; esac
  done
}
missing=$(missing_of "$wanted")
missing_extras=$(missing_of "$extras")
[ -n "$missing$missing_extras" ] || exit 0

# ── Who may install ────────────────────────────────────────────────────────────────────────────────────────────────
root=
if [ "$manager" != brew ] && [ "$(id -u)" != 0 ]; then
  if command -v sudo >/dev/null 2>&1 && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
    root=sudo
    say "These packages are missing and will be installed by $manager: $missing$missing_extras"
    sudo -n true 2>/dev/null || say "sudo will ask for your password once."
  elif [ -n "$missing" ]; then
    say "These packages are missing, and only an administrator can install them: $missing$missing_extras"
    exit 1
  else
    say "Not installed, so their tests will be skipped: $missing_extras"
    exit 0
  fi
else
  say "Installing by $manager: $missing$missing_extras"
fi

prepare >&2 || say "The package lists could not be refreshed; going on with those at hand."
if [ -n "$missing" ]; then fetch "$missing" >&2; fi
for package in $missing_extras; do
  fetch "$package" >&2 || say "$package cannot be installed: its tests will be skipped."
done
