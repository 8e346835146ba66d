#!/bin/sh
# What the tests need from the system: a browser, Chinese fonts, gettext, an ACME server.
set -eu
missing=""
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
command -v xgettext >/dev/null 2>&1 || missing="$missing gettext"
fc-list 2>/dev/null | grep -qi "CJK" || missing="$missing fonts-noto-cjk fontconfig"
command -v pebble >/dev/null 2>&1 || missing="$missing pebble"
command -v systemd-analyze >/dev/null 2>&1 || missing="$missing systemd"
[ -z "$missing" ] && exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    apt-get update -qq
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
else
    echo "Please install:$missing" >&2
    exit 1
fi
