#!/bin/sh
# Installs the system libraries that building needs, if they are missing, and says what it does.
set -eu

say() { printf '==> %s\n' "$*"; }
stop() { printf 'setup: %s\n' "$*" >&2; exit 1; }

has_header() { printf '#include <%s>\n' "$1" | "${CC:-cc}" -E -x c - >/dev/null 2>&1; }

# With no C compiler in PATH, Swift's own clang knows where the headers are.
command -v "${CC:-cc}" >/dev/null 2>&1 || CC=clang

if ! command -v swift >/dev/null 2>&1; then
  stop "Swift was not found. Install Swift 6.3 from swift.org, then run this again."
fi
version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
case $version in
  [0-5].*|6.0|6.1) stop "Swift $version is too old: 6.2 is the oldest that builds this. Install 6.3 from swift.org." ;;
esac

missing=
has_header ncurses.h || missing="$missing ncurses"
has_header curl/curl.h || missing="$missing curl"
[ -n "$missing" ] || exit 0

root=
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null 2>&1 ||
    stop "$missing is missing and this is not root. Install the development files of ncurses and libcurl, then run this again."
  root=sudo
fi

# packages MANAGER: the development packages by that system's own names
packages() {
  for one in $missing; do
    case $1-$one in
      apt-ncurses) echo libncurses-dev ;;
      apt-curl) echo libcurl4-openssl-dev ;;
      dnf-ncurses) echo ncurses-devel ncurses-static ;;
      dnf-curl) echo libcurl-devel ;;
      zypper-ncurses) echo ncurses-devel ;;
      zypper-curl) echo libcurl-devel ;;
      pacman-ncurses|brew-ncurses) echo ncurses ;;
      pacman-curl|brew-curl) echo curl ;;
      apk-ncurses) echo ncurses-dev ncurses-static ;;
      apk-curl) echo curl-dev ;;
    esac
  done | tr '\n' ' '
}

install_with() {
  manager=$1
  shift
  say "Installing $(packages "$manager")(with $manager)"
  # shellcheck disable=SC2046
  "$@" $(packages "$manager")
}

if command -v apt-get >/dev/null 2>&1; then
  say "Reading the package lists"
  $root apt-get update -qq
  install_with apt $root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends
elif command -v dnf >/dev/null 2>&1; then install_with dnf $root dnf install -y -q
elif command -v zypper >/dev/null 2>&1; then install_with zypper $root zypper --non-interactive --quiet install
elif command -v pacman >/dev/null 2>&1; then install_with pacman $root pacman -S --needed --noconfirm
elif command -v apk >/dev/null 2>&1; then install_with apk $root apk add -q
elif command -v brew >/dev/null 2>&1; then install_with brew brew install -q
else stop "$missing is missing and no package manager is known here. Install the development files of ncurses and libcurl, then run this again."
fi
