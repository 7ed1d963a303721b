#!/bin/sh
# setup.sh [tests]: installs what building needs and what is missing, and says what it does; with
# `tests` also what the tests start by themselves: Redis, Prometheus, openssl, bubblewrap, zsh, fish,
# tmux, ImageMagick, and in .build/peers the vendors' own Python packages for gRPC and the Model Context
# Protocol.
set -eu

say() { printf '==> %s\n' "$*"; }
stop() { printf 'setup: %s\n' "$*" >&2; exit 1; }

has_header() { printf '#include <%s>\n' "$1" | "${CC:-cc}" -E -x c - >/dev/null 2>&1; }
has_command() { command -v "$1" >/dev/null 2>&1; }

# With no C compiler in PATH, Swift's own clang knows where the headers are.
has_command "${CC:-cc}" || CC=clang

if ! has_command swift; then
  stop "Swift was not found. Install Swift 6.3 from swift.org, then run this again."
fi
version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
case $version in
  [0-5].*|6.0|6.1) stop "Swift $version is too old: 6.2 is the oldest that builds this. Install 6.3 from swift.org." ;;
esac

# Without these nothing can be built; without the others their tests are skipped by name.
needed=
wished=
has_header ncurses.h || needed="$needed ncurses"
has_header curl/curl.h || needed="$needed curl"
if [ "${1:-}" = tests ]; then
  has_command redis-server || has_command valkey-server || wished="$wished redis"
  { has_command prometheus && has_command promtool; } || wished="$wished prometheus"
  has_command openssl || wished="$wished openssl"
  has_command bwrap || [ "$(uname)" != Linux ] || wished="$wished bubblewrap"
  has_command zsh || wished="$wished zsh"
  has_command fish || wished="$wished fish"
  has_command tmux || wished="$wished tmux"
  # Other programs have that name too.
  convert -version 2>/dev/null | grep -q ImageMagick || wished="$wished imagemagick"
  has_command python3 && python3 -c 'import ensurepip, venv' 2>/dev/null || wished="$wished python"
fi

# The vendors' own packages, at the versions that the tests were written against; put together
# anew where the list has changed.
install_peers() {
  [ "${1:-}" = tests ] && has_command python3 || return 0
  list=scripts/test-peers.txt
  place=.build/peers
  cmp -s "$list" "$place/installed.txt" && return 0
  say "Installing the Python packages that the tests talk to (in $place)"
  rm -rf "$place"
  if python3 -m venv "$place" && "$place/bin/python" -m pip install -q -r "$list"; then
    cp "$list" "$place/installed.txt"
  else
    say "They could not be installed: their tests are skipped by name"
  fi
}
cd "$(dirname "$0")/.."
if [ -z "$needed$wished" ]; then
  install_peers "$@"
  exit 0
fi

words() { echo "$needed$wished" | sed 's/^ //; s/$/ /' | tr -d '\n'; }

# give_up REASON: ends, unless only tests are the poorer
give_up() {
  [ -z "$needed" ] || stop "$1 Install the development files of$needed, then run this again."
  say "$1 The tests that need$wished are skipped by name."
  install_peers tests
  exit 0
}

root=
if [ "$(id -u)" != 0 ]; then
  has_command sudo || give_up "$(words)is missing and this is not root."
  # Where nobody can type a password, the tests go on with what is there.
  sudo -n true 2>/dev/null || [ -n "$needed" ] || [ -t 0 ] ||
    give_up "$(words)is missing and sudo wants a password (to install it: sudo scripts/setup.sh tests)."
  root=sudo
fi

# packages MANAGER WHAT...: the packages by that system's own names
packages() {
  manager=$1
  shift
  for one in "$@"; do
    case $manager-$one in
      apt-ncurses) echo libncurses-dev ;;
      apt-curl) echo libcurl4-openssl-dev ;;
      apt-redis) echo redis-server redis-tools ;;
      apt-python) echo python3 python3-venv ;;
      pacman-python|brew-python) echo python ;;
      *-python) echo python3 ;;
      dnf-ncurses) echo ncurses-devel ncurses-static ;;
      dnf-curl) echo libcurl-devel ;;
      # Since Fedora 41 and RHEL 10 it is Valkey that is packaged.
      dnf-redis) echo valkey ;;
      zypper-ncurses) echo ncurses-devel ;;
      zypper-curl) echo libcurl-devel ;;
      zypper-prometheus) echo golang-github-prometheus-prometheus ;;
      pacman-ncurses|brew-ncurses) echo ncurses ;;
      pacman-curl|brew-curl) echo curl ;;
      pacman-redis) echo valkey ;;
      apk-ncurses) echo ncurses-dev ncurses-static ;;
      apk-curl) echo curl-dev ;;
      dnf-imagemagick|zypper-imagemagick) echo ImageMagick ;;
      *-imagemagick) echo imagemagick ;;
      dnf-prometheus|zypper-redis|*-zsh|*-fish|*-tmux|*-openssl|*-bubblewrap|*-redis|*-prometheus) echo "$one" ;;
    esac
  done | tr '\n' ' '
}

# Packages of servers start them, which would take their usual ports and memory: the tests start
# their own on free ports. Debian asks this file; where there is one already, it is left alone.
policy=/usr/sbin/policy-rc.d
hold_servers() {
  [ -n "$wished" ] && has_command apt-get && [ ! -e $policy ] || return 0
  printf '#!/bin/sh\nexit 101\n' | $root tee $policy >/dev/null
  $root chmod +x $policy
  trap '$root rm -f $policy' EXIT
  # A signal ends the script, and only the end removes the file.
  trap 'exit 130' INT TERM
}

# install_with MANAGER COMMAND...: what is needed must be had, what is wished may be
install_with() {
  manager=$1
  shift
  if [ -n "$needed" ]; then
    # shellcheck disable=SC2086
    set_of=$(packages "$manager" $needed)
    say "Installing $set_of(with $manager)"
    # shellcheck disable=SC2086
    "$@" $set_of
  fi
  for one in $wished; do
    set_of=$(packages "$manager" "$one")
    say "Installing $set_of(with $manager) for the tests"
    # shellcheck disable=SC2086
    "$@" $set_of || say "$one could not be installed: its tests will be skipped"
  done
}

if has_command apt-get; then
  say "Reading the package lists"
  # Old lists may do; what they do not have is said below.
  $root apt-get update -qq || say "The package lists could not be read"
  hold_servers
  install_with apt $root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends
elif has_command dnf; then install_with dnf $root dnf install -y -q
elif has_command zypper; then install_with zypper $root zypper --non-interactive --quiet install
elif has_command pacman; then install_with pacman $root pacman -S --needed --noconfirm
elif has_command apk; then install_with apk $root apk add -q
elif has_command brew; then install_with brew brew install -q
else give_up "$(words)is missing and no package manager is known here."
fi
install_peers "$@"
