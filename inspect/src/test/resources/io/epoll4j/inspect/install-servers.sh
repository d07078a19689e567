#!/bin/sh
# Installs the servers that HealthyTest looks at, on Debian and its kin, as root. None is started.
set -e
export DEBIAN_FRONTEND=noninteractive
apt-get -q update
# policy-rc.d: whoever installs a server here wants no second one to start.
RUNLEVEL=1 apt-get -q install -y --no-install-recommends nginx-light redis-server haproxy memcached nodejs python3
