#!/bin/sh
# Makes tonight's backup, reads it back, and removes old ones only when the new one is sound.
# LOFTE_BACKUP_DIR and LOFTE_BACKUP_KEEP (how many to keep) may be set in /etc/lofte/lofte.conf.
set -eu
folder="${LOFTE_BACKUP_DIR:-/var/lib/lofte-backup}"
keep="${LOFTE_BACKUP_KEEP:-30}"
case "$keep" in
    ''|*[!0-9]*|0) echo "LOFTE_BACKUP_KEEP must be a whole number of at least 1, not '$keep'" >&2; exit 2 ;;
esac
file="$folder/lofte-$(date -u +%Y-%m-%dT%H%M%S.%NZ).zip"
lofte="${LOFTE_PROGRAM:-/usr/bin/lofte}"
"$lofte" backup --dir "$LOFTE_DIR" --out "$file"
# Read back whole, beside the backup, with its casework in a file wherever the house keeps its own.
trial="$(mktemp -d "$folder/.trial-XXXXXX")"
trap 'rm -rf "$trial"' EXIT
env -u LOFTE_STORE "$lofte" restore "$file" --dir "$trial/house" >/dev/null
env -u LOFTE_STORE "$lofte" doctor --dir "$trial/house" >/dev/null
# The names sort by time.
ls -1 "$folder" | grep -E '^lofte-[0-9T.-]+Z\.zip$' | sort -r | tail -n "+$((keep + 1))" | while read -r old; do
    rm -f -- "$folder/$old"
done
