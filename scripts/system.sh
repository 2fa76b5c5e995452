#!/usr/bin/env bash
# Makes sure that Debian packages are there: scripts/system.sh bubblewrap libseccomp2 g++
# Installs what is missing where it may (as root, with apt-get); otherwise says what to install.
set -euo pipefail
python=${PYTHON:-python3}

have() {
  case $1 in
    bubblewrap) command -v bwrap ;;
    libseccomp2) "$python" -c 'import ctypes; ctypes.CDLL("libseccomp.so.2")' ;;
    python3-venv) "$python" -c 'import ensurepip, venv' ;;
    *) command -v "$1" ;;
  esac >/dev/null 2>&1
}

missing=()
for package in "$@"; do
  have "$package" || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing ${missing[*]} with apt-get." >&2
  apt-get -qq update >&2
  DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "${missing[@]}" >&2
else
  echo "Missing: ${missing[*]}. Install them, then run this again. On Debian or Ubuntu:" >&2
  echo "    sudo apt-get install ${missing[*]}" >&2
  exit 1
fi
