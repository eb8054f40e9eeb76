#!/usr/bin/env bash
# Installs Debian packages where that is allowed: as root, or by sudo without a password. Says what it could not do.
set -euo pipefail

fail() {
    echo "findscu: cannot install $*; install it yourself: apt-get install $packages" >&2
    exit 1
}

packages="$*"
command -v apt-get >/dev/null || fail "$packages: no apt-get here"
if [ "$(id -u)" = 0 ]; then
    as_root=()
elif sudo -n true 2>/dev/null; then
    as_root=(sudo -n)
else
    fail "$packages: neither root nor sudo without a password"
fi

echo "findscu: installing $packages"
apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq "$@"; }
apt update || echo "findscu: apt-get update failed, trying all the same" >&2
apt install --yes --no-install-recommends "$@" >/dev/null || fail "$packages: apt-get failed"
