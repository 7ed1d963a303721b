#!/bin/bash
# picture.sh FILE.png [COLUMNSxROWS [WORD...]]: starts the program in a real xterm without a screen
# (Xvfb) and takes a picture of it, to be looked at. Each WORD is typed and sent; one that is the name
# of a key, as in key:Escape or key:ctrl+t, is pressed; text:words is typed and not sent; wait:2 waits so
# many seconds; picture:OTHER.png takes one more picture, resize:80x24 gives the window another size,
# and click:5 turns the wheel down.
#
# LLMTERM is the program (.build/debug/llmterm), ARGUMENTS what it is started with (--demo), and XTERM
# more words for xterm; with XTERM="-ti vt340" it shows images as sixel.
# It wants xvfb, xterm, xdotool, imagemagick, and fonts that have what is to be seen, as
# fonts-dejavu, fonts-noto-cjk and fonts-noto-color-emoji.
set -euo pipefail
file=${1:?picture.sh FILE.png [COLUMNSxROWS [WORD...]]}
size=${2:-100x30}
shift $(($# < 2 ? $# : 2))
program=${LLMTERM:-.build/debug/llmterm}
for tool in Xvfb xterm xdotool import; do
  command -v "$tool" >/dev/null || { printf 'picture: %s is missing\n' "$tool" >&2; exit 1; }
done

home=$(mktemp -d)
trap 'kill "${terminal:-}" "${server:-}" 2>/dev/null || true; rm -rf "$home"' EXIT
Xvfb -displayfd 3 -screen 0 2400x1600x24 -nolisten tcp 3>"$home/display" >/dev/null 2>&1 &
server=$!
until [ -s "$home/display" ]; do sleep 0.1; done
DISPLAY=:$(tr -d '\n' <"$home/display")
export DISPLAY

# shellcheck disable=SC2086
env LLMTERM_HOME="${LLMTERM_HOME:-$home/files}" LANG=C.UTF-8 LC_ALL=C.UTF-8 \
  xterm -u8 -tn xterm-256color -fa "${FONT:-DejaVu Sans Mono}" -fs 11 -bg '#101418' -fg '#d8dee6' -b 8 \
  -xrm 'xterm*metaSendsEscape: true' -geometry "$size+0+0" ${XTERM:-} \
  -e "$program" ${ARGUMENTS---demo} &
terminal=$!
window=$(xdotool search --sync --onlyvisible --class xterm | head -n 1)
xdotool windowfocus "$window"
sleep 1.5
for word in "$@"; do
  case $word in
    picture:*) sleep 0.5; import -window "$window" "${word#picture:}" ;;
    key:*) xdotool key --window "$window" "${word#key:}"; sleep 0.3 ;;
    click:*) xdotool mousemove --window "$window" 200 100 click "${word#click:}"; sleep 0.3 ;;
    text:*) xdotool type --delay 40 "${word#text:}" ;;
    resize:*) IFS=x read -r -a cells <<<"${word#resize:}"
      xdotool windowsize --usehints "$window" "${cells[@]}"; sleep 0.5 ;;
    wait:*) sleep "${word#wait:}" ;;
    *) xdotool type --delay 20 "$word"; xdotool key Return; sleep 0.5 ;;
  esac
done
sleep 0.5
import -window "$window" "$file"
