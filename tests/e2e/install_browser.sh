#!/usr/bin/env bash
# Debian's chromium and a font with Chinese, for the browser tests; nothing to do where both are there.
set -euo pipefail
have() { command -v chromium >/dev/null && fc-list :lang=zh 2>/dev/null | grep -q .; }
have && exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  [ "${CI:-}" = true ] && { echo "browser tests need chromium and a Chinese font" >&2; exit 1; }
  echo "no chromium: install the packages chromium and fonts-wqy-microhei to run the browser tests" >&2
  exit 0
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends chromium fonts-wqy-microhei fontconfig >/dev/null
have
