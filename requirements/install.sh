#!/bin/sh
# Usage: requirements/install.sh VENV LIST
# Makes the virtual environment VENV, if it is not there, and gives it exactly the packages of LIST, checked by hash.
set -eu

venv=$1
list=$2
here=$(dirname "$0")

fail() {
    printf 'undersight: %s\n' "$1" >&2
    exit 1
}

# The first Python that is new enough. PYTHON=… names another one.
find_python() {
    for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if command -v "$candidate" >/dev/null 2>&1 &&
            "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
}

if [ ! -x "$venv/bin/python" ]; then
    python=$(find_python)
    if [ -z "$python" ]; then
        found=$("${PYTHON:-python3}" --version 2>/dev/null || echo none)
        fail "Python 3.11 or newer is needed, found: $found. Install one, or name one: make PYTHON=/path/to/python3.12"
    fi
    echo "making $venv with $("$python" --version)"
    "$python" -m venv "$venv" >/dev/null || {
        rm -rf "$venv"
        fail "this Python cannot make virtual environments. On Debian and Ubuntu: apt-get install python3-venv"
    }
fi

pip="$venv/bin/python -m pip --disable-pip-version-check"
$pip install --quiet --require-hashes --requirement "$here/build.txt"

# uv reads no pip.conf; who uses a mirror or a private certificate has told pip, and need not tell uv again.
index=$($pip config get global.index-url 2>/dev/null || true)
cert=$($pip config get global.cert 2>/dev/null || true)
if [ -n "$index" ] && [ -z "${UV_DEFAULT_INDEX:-}${UV_INDEX_URL:-}" ]; then
    export UV_DEFAULT_INDEX="$index"
fi
if [ -n "$cert" ] && [ -z "${SSL_CERT_FILE:-}" ]; then
    export SSL_CERT_FILE="$cert"
fi

export VIRTUAL_ENV="$venv" UV_LINK_MODE="${UV_LINK_MODE:-copy}" UV_PYTHON_DOWNLOADS=never
cat "$list" "$here/build.txt" >"$venv/wanted.txt"
"$venv/bin/uv" pip sync --quiet --require-hashes "$venv/wanted.txt"
