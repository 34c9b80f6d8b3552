#!/bin/sh
# Makes up the passwords of the containers, once. They lie in secrets/, which is never committed.
set -eu
cd "$(dirname "$0")/.."

mkdir -p secrets
# The containers run under users of their own and read the files through bind mounts, so the files are open and the
# folder is not.
chmod 700 secrets

for name in elastic_password kibana_password undersight_password kibana_encryption_key; do
    [ -s "secrets/$name" ] && continue
    # 32 letters and digits: 190 bits, and nothing that a shell, URL or YAML file would take for its own.
    LC_ALL=C tr -dc 'A-Za-z0-9' </dev/urandom | head -c 32 >"secrets/$name"
    chmod 644 "secrets/$name"
    echo "made secrets/$name"
done
