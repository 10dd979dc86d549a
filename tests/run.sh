#!/usr/bin/env bash
# Runs all tests. On Debian and Ubuntu it first installs the programs the tests work with, if they are missing.
# The last line is "N passed, N failed" or "N passed, N failed, N skipped"; the exit code is 0 only if tests ran and none failed.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export DOTNET_CLI_UI_LANGUAGE=en DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 LC_ALL=C.UTF-8
# On a build server a peer that is missing is a failure, not a skipped test.
if [ -n "${CI:-}" ]; then export DOMSEC_REQUIRE_PEERS=1; fi

have() { command -v "$1" >/dev/null 2>&1; }
missing() {
  have openssl || echo openssl
  have gpgsm || echo gpgsm
  have gpg-agent || echo gpg-agent
  have gpgconf || echo gpgconf
  { have certutil && have pk12util && have cmsutil; } || echo libnss3-tools
  have certtool || echo gnutls-bin
  # The compiler too: the Java peer is compiled as it starts.
  { have java && have javac; } || echo default-jdk-headless
  [ -e /usr/share/java/bcmail.jar ] || echo libbcmail-java
  # A daemon's program need not be on the path of who is not root.
  { have slapd || [ -x /usr/sbin/slapd ]; } || echo slapd
  have softhsm2-util || echo softhsm2
  { have ldapmodify && have ldapdelete; } || echo ldap-utils
}

wanted=$(missing | tr '\n' ' ')
if [ -n "$wanted" ] && have apt-get; then
  as_root=()
  if [ "$(id -u)" != 0 ]; then as_root=(sudo -n); fi
  if [ "$(id -u)" = 0 ] || have sudo; then
    # shellcheck disable=SC2086 # the names are words on purpose
    { "${as_root[@]}" apt-get update -qq && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $wanted; } >/dev/null 2>&1
  fi
fi
wanted=$(missing | tr '\n' ' ')
outcome="be skipped"; if [ -n "${DOMSEC_REQUIRE_PEERS:-}" ]; then outcome=fail; fi
if [ -n "$wanted" ]; then echo "Could not install: ${wanted% }. The tests that need them will $outcome."; fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
dotnet test --solution DomSec.sln -c Release "$@" 2>&1 | tee "$log"
code=${PIPESTATUS[0]}

# The runner ends with a summary over all assemblies; colours are stripped, and the last figure of a name counts.
figure() { sed -E 's/\x1b\[[0-9;]*[A-Za-z]//g' "$log" | sed -nE "s/^[[:space:]]*$1:[[:space:]]*([0-9]+)[[:space:]]*$/\1/p" | tail -n 1; }
passed=$(figure succeeded) failed=$(figure failed) skipped=$(figure skipped)
passed=${passed:-0} failed=${failed:-0} skipped=${skipped:-0}
if [ "$code" = 0 ] && [ "$failed" != 0 ]; then code=1; fi
if [ "$code" = 0 ] && [ "$passed" = 0 ]; then echo "No test ran."; code=1; fi
if [ "$code" != 0 ] && [ "$failed" = 0 ]; then echo "The run itself failed (exit code $code): nothing built, nothing ran, or an assembly stopped."; fi
if [ "$skipped" = 0 ]; then echo "$passed passed, $failed failed"; else echo "$passed passed, $failed failed, $skipped skipped"; fi
exit "$code"
