#!/bin/sh
# The strict models of palace-opds (PyPI) judge every page of the service. They need Python 3.12.
set -eu
found=
for python in python3 python3.14 python3.13 python3.12 "$HOME"/.pyenv/versions/*/bin/python3; do
    if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null; then
        found=$python
        break
    fi
done
if [ -z "$found" ]; then
    echo "skipped: Python ≥ 3.12"
    exit 0
fi
place=${CARGO_TARGET_DIR:-target}/palace-opds
if ! "$place/bin/python" -c 'import palace.opds' 2>/dev/null; then
    "$found" -m venv "$place"
    "$place/bin/pip" install --quiet --disable-pip-version-check palace-opds
fi
OPDS_VALIDATOR=$place/bin/python exec cargo test --release --locked --test server strict_models
