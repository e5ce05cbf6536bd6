#!/bin/sh
# judges.sh JUDGES: the judges that nobody here wrote, fetched once a build:
# EU DSS and veraPDF (Maven), pyHanko (PyPI).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
judges=$1
[ ! -f "$judges/ready" ] || exit 0
rm -rf "$judges"
mkdir -p "$judges/classes"
mvn -B -q -f "$here/pom.xml" \
    org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
    -DincludeScope=runtime "-DoutputDirectory=$judges/lib"
javac -cp "$judges/lib/*" -d "$judges/classes" "$here"/*.java
python3 -m venv "$judges/venv"
"$judges/venv/bin/pip" install -q --disable-pip-version-check pyhanko==0.38.0
touch "$judges/ready"
