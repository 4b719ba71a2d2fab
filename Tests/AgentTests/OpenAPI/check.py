"""Holds a running Logcast to its own OpenAPI document.

    check.py URL DIRECTORY [SEED]

openapi-spec-validator judges the document; schemathesis asks what it describes, and more that it forbids. For this the
document's objects are closed, so that a member which it does not name is found too.
"""

import json
import os
import random
import subprocess
import sys
import urllib.request
from pathlib import Path

import openapi_spec_validator


def get(url, headers={}):
    request = urllib.request.Request(url, headers={"Accept": "application/json"} | headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.read()


def close(schema):
    """Has objects with named members hold no others."""
    if isinstance(schema, dict):
        if "properties" in schema and "additionalProperties" not in schema and schema.get("type") == "object":
            schema["additionalProperties"] = False
        for value in schema.values():
            close(value)
    elif isinstance(schema, list):
        for value in schema:
            close(value)


def main(url, directory, seed):
    document = json.loads(get(f"{url}/openapi.json"))
    openapi_spec_validator.validate(document)
    print(f"openapi-spec-validator: {len(document['paths'])} paths accepted")
    close(document["components"]["schemas"])
    file = Path(directory, "openapi.json")
    file.write_text(json.dumps(document))
    events = [json.loads(line)["id"] for line in get(f"{url}/logs?n=50&o=json&fields=none").splitlines()]
    boots = [boot["boot"] for boot in json.loads(get(f"{url}/boots"))["boots"]]
    entries = [json.loads(line) for line in get(f"{url}/entries", headers={"Range": "entries=:-19:20"}).splitlines()]
    here = Path(__file__).resolve().parent
    environment = os.environ | {
        "LOGCAST_DOCUMENT": str(file),
        "LOGCAST_IDS": ",".join(str(id) for id in events),
        "LOGCAST_CURSORS": " ".join(entry["__CURSOR"] for entry in entries),
        "LOGCAST_BOOTS": ",".join(boots),
        "PYTHONPATH": str(here),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    print(f"schemathesis: seed {seed}", flush=True)
    command = [str(Path(sys.executable).with_name("st")), "--config-file", str(here / "schemathesis.toml"), "--no-color"]
    arguments = ["run", str(file), "--url", url, "--seed", str(seed), "--max-examples", "20", "--generation-database", "none"]
    return subprocess.run(command + arguments, cwd=directory, env=environment, check=False).returncode


if __name__ == "__main__":
    chosen = int(sys.argv[3]) if len(sys.argv) > 3 else random.randrange(1 << 32)
    sys.exit(main(sys.argv[1], sys.argv[2], chosen))
