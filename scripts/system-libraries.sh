#!/bin/sh
# Installs the system libraries that Qt needs on Debian and Ubuntu, or prints the one line that does.
set -eu
wanted="libgl1 libegl1 libopengl0 libxkbcommon0 libxkbcommon-x11-0 libdbus-1-3 libfontconfig1 libglib2.0-0 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-xinerama0 libxcb-xkb1 fonts-dejavu-core fonts-noto-core"
command -v dpkg-query >/dev/null 2>&1 || { echo "Not a Debian or Ubuntu system: install Qt 6's X11 libraries with your package manager if the window does not open." >&2; exit 0; }
missing=""
for package in $wanted; do
  # Ubuntu 24.04 renamed some packages (libglib2.0-0 to libglib2.0-0t64): either name counts.
  dpkg-query -W -f='${Status}\n' "$package" "${package}t64" 2>/dev/null | grep -q '^install ok installed' || missing="$missing $package"
done
[ -z "$missing" ] && exit 0
line="apt-get update && apt-get install -y --no-install-recommends$missing"
if [ "$(id -u)" = 0 ]; then
  echo "Installing the system libraries that Qt needs:$missing" >&2
  (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing) >&2 && exit 0
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
  echo "Installing the system libraries that Qt needs:$missing" >&2
  (sudo -n apt-get update -qq && sudo -n DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing) >&2 && exit 0
fi
echo "Qt needs system libraries that are missing here. Run this once, then try again:" >&2
echo "  sudo sh -c '$line'" >&2
exit 1
