#!/bin/sh
# Puts what the browser tests need into build/browser and says what is missing, on a line. Succeeds if all is there.
# Needs chromium and node from the system; takes the rest from the npm registry the first time, and never waits for long.
cd "$(dirname "$0")/../.." || exit 1
place=build/browser
browser=
for name in chromium chromium-browser google-chrome; do command -v $name >/dev/null && browser=$name && break; done
[ "$browser" ] || { echo "there is no chromium (apt-get install chromium)"; exit 1; }
command -v node >/dev/null && command -v npm >/dev/null || { echo "there is no node with npm"; exit 1; }
mkdir -p $place
if ! cmp -s tests/browser/package-lock.json $place/package-lock.json || [ ! -d $place/node_modules/playwright-core ]; then
    cp tests/browser/package.json $place/
    cp tests/browser/package-lock.json $place/
    (cd $place && timeout 60 npm ci --ignore-scripts --no-audit --no-fund --fetch-retries 1 >npm.log 2>&1) || {
        rm -f $place/package-lock.json
        echo "npm could not install playwright-core and axe-core (see $place/npm.log)"
        exit 1
    }
fi
