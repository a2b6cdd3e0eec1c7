#!/bin/sh
# Tries the Debian package inside a clean Debian without a network: install, make a municipality, serve it, put the two
# example web servers in front, back up, install again, remove. Run by `cargo xtask package check`.
set -eu
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8

said() { printf '\n-- %s\n' "$*"; }
fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }

# The status of an address; further arguments are curl's.
status() { curl --silent --show-error --output /tmp/answer --write-out '%{http_code}' --max-time 20 "$@"; }

expect() {
    wanted="$1"; shift
    got="$(status "$@")" || fail "no answer from $*"
    [ "$got" = "$wanted" ] || { cat /tmp/answer; fail "$* answered $got, not $wanted"; }
    echo "$wanted  $*"
}

lofte_account="--reuid lofte --regid lofte --init-groups env HOME=/var/lib/lofte LOFTE_DIR=/var/lib/lofte"
# shellcheck disable=SC2086
as_lofte() { setpriv $lofte_account "$@"; }

# Starts the service as its unit would, and waits until it says that it serves.
serve() {
    rm -f /tmp/said; mkfifo /tmp/said
    # shellcheck disable=SC2086
    setpriv $lofte_account /usr/bin/lofte serve $LOFTE_SERVE_OPTIONS >/tmp/said 2>/tmp/log &
    server=$!
    read -r line </tmp/said || { cat /tmp/log; fail "the program did not start"; }
    echo "$line"
}

# A clean root file system has no name for itself yet.
grep -q localhost /etc/hosts 2>/dev/null || echo '127.0.0.1 localhost' >>/etc/hosts

said "Install"
apt-get install --yes --no-install-recommends /root/lofte.deb
[ "$(stat -c '%U %a' /var/lib/lofte)" = "lofte 700" ] || fail "the folder is not closed"
[ "$(stat -c '%G %a' /etc/lofte/lofte.conf)" = "lofte 640" ] || fail "the settings are not closed"
[ -f /usr/share/man/man1/lofte.1.gz ] && [ -f /usr/share/man/man1/lofte-serve.1.gz ] || fail "no man pages"
[ -s /usr/share/bash-completion/completions/lofte ] || fail "no completions"
[ -s /usr/share/doc/lofte/lofte.cdx.json ] || fail "no bill of materials"

said "Make a municipality"
umask 077
printf 'eight small lamps by the station\n' >/tmp/password
chown lofte /tmp/password
as_lofte lofte init --municipality 0482 --name Flen --dir /var/lib/lofte --password-file /tmp/password

said "Serve"
LOFTE_SERVE_OPTIONS=""
export LOFTE_ORIGIN="https://lofte.example.org"
sed -i 's/^# trusted_proxies/trusted_proxies/' /var/lib/lofte/lofte.toml
serve
own="--header Host:lofte.example.org"
# shellcheck disable=SC2086
{
    expect 200 $own http://127.0.0.1:8080/healthz
    expect 200 $own http://127.0.0.1:8080/readyz
    expect 421 http://127.0.0.1:8080/logga-in
}

said "Behind nginx"
mkdir -p /etc/ssl/lofte
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=lofte.example.org \
    -addext subjectAltName=DNS:lofte.example.org \
    -keyout /etc/ssl/lofte/privkey.pem -out /etc/ssl/lofte/fullchain.pem 2>/dev/null
rm -f /etc/nginx/sites-enabled/*
cp /usr/share/doc/lofte/proxy/nginx.conf /etc/nginx/sites-enabled/lofte
nginx
here="--resolve lofte.example.org:443:127.0.0.1 --resolve lofte.example.org:80:127.0.0.1 --cacert /etc/ssl/lofte/fullchain.pem"
# shellcheck disable=SC2086
{
    expect 301 $here http://lofte.example.org/
    expect 200 $here https://lofte.example.org/logga-in
    curl --silent --head --max-time 20 $here https://lofte.example.org/logga-in | grep -qi '^strict-transport-security:' ||
        fail "no HSTS behind nginx"
    expect 303 $here --cookie-jar /tmp/cookies --header 'Origin: https://lofte.example.org' \
        --data-urlencode 'login=samordnare' --data-urlencode 'password=eight small lamps by the station' \
        https://lofte.example.org/logga-in
    grep -q '__Host-' /tmp/cookies || fail "the session's cookie is not bound to the host"
    expect 403 $here --header 'Origin: https://elsewhere.example.org' --data 'login=a' https://lofte.example.org/logga-in
}
nginx -s quit

said "Behind Caddy"
# Its own certificate, since there is no network to get one from.
sed 's|^lofte.example.org {|lofte.example.org {\n\ttls /etc/ssl/lofte/fullchain.pem /etc/ssl/lofte/privkey.pem|' \
    /usr/share/doc/lofte/proxy/Caddyfile >/tmp/Caddyfile
HOME=/root caddy start --config /tmp/Caddyfile --adapter caddyfile >/tmp/caddy.log 2>&1 || { cat /tmp/caddy.log; fail "Caddy"; }
# shellcheck disable=SC2086
expect 200 $here https://lofte.example.org/logga-in
HOME=/root caddy stop >/dev/null 2>&1

said "Back up while it is served, and keep two"
for _ in 1 2 3; do
    as_lofte env LOFTE_BACKUP_KEEP=2 LOFTE_BACKUP_DIR=/var/lib/lofte-backup /usr/lib/lofte/backup
done
[ "$(ls /var/lib/lofte-backup | wc -l)" = 2 ] || fail "backups were not counted: $(ls /var/lib/lofte-backup)"

said "Stop"
kill -TERM "$server"
wait "$server" || fail "the program did not stop in good order"

said "Install again over it"
echo '# changed by the administrator' >>/etc/lofte/lofte.conf
apt-get install --yes --reinstall --no-install-recommends /root/lofte.deb
grep -q 'changed by the administrator' /etc/lofte/lofte.conf || fail "settings were written over"
serve
# shellcheck disable=SC2086
expect 200 $own http://127.0.0.1:8080/readyz
kill -TERM "$server"; wait "$server" || true

said "Restore the newest backup elsewhere"
newest="$(ls /var/lib/lofte-backup | sort | tail -n 1)"
as_lofte lofte restore "/var/lib/lofte-backup/$newest" --dir /var/lib/lofte/again
as_lofte lofte doctor --dir /var/lib/lofte/again

said "Remove"
apt-get purge --yes lofte
[ ! -e /usr/bin/lofte ] && [ ! -e /etc/lofte/lofte.conf ] || fail "something was left"
[ -e /var/lib/lofte/lofte.toml ] || fail "the municipality's folder was removed"
said "Everything was as it should be."
