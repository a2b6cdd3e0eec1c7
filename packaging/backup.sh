#!/bin/sh
# Tonight's backup: made, read back, and only when it is sound the old ones removed. `lofte backup` does all of it, by
# the part [backup] of lofte.toml; LOFTE_BACKUP_DIR and LOFTE_BACKUP_KEEP in /etc/lofte/lofte.conf go before it.
set -eu
exec "${LOFTE_PROGRAM:-/usr/bin/lofte}" backup --dir "$LOFTE_DIR"
