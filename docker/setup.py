"""Run once per start, before the app: users of Elasticsearch, then topics and indices. Doing it twice is harmless."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

ELASTICSEARCH = "http://elasticsearch:9200"
SECRETS = Path("/run/secrets")

ROLE = {
    "cluster": ["monitor", "manage_index_templates"],
    "indices": [{"names": ["undersight*"], "privileges": ["all"]}],
}


def secret(name: str) -> str:
    """Return the content of a secret file."""
    return (SECRETS / name).read_text(encoding="utf-8").strip()


def call(method: str, path: str, body: object) -> None:
    """Send a request as the superuser; end with one line when it is refused."""
    login = base64.b64encode(f"elastic:{secret('elastic_password')}".encode()).decode()
    headers = {"Authorization": f"Basic {login}", "Content-Type": "application/json"}
    request = urllib.request.Request(ELASTICSEARCH + path, json.dumps(body).encode(), headers, method=method)  # noqa: S310 - the address is ours
    try:
        urllib.request.urlopen(request, timeout=30).close()  # noqa: S310 - the address is ours
    except urllib.error.HTTPError as error:
        sys.exit(f"setup: {method} {path}: {error.code} {error.read(500).decode(errors='replace')}")
    except OSError as error:
        sys.exit(f"setup: {method} {path}: {error}")


def main() -> None:
    """Give Kibana its password, the app its user, and create topics and indices."""
    call("POST", "/_security/user/kibana_system/_password", {"password": secret("kibana_password")})
    call("PUT", "/_security/role/undersight", ROLE)
    call("PUT", "/_security/user/undersight", {"password": secret("index__password"), "roles": ["undersight"]})
    for command in (["topics", "apply"], ["index", "apply"]):
        subprocess.run(["undersight", *command], check=True)


if __name__ == "__main__":
    main()
