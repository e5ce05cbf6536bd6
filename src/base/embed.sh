#!/bin/sh
# A text file as C: an array of its lines, so that rules are data in the tree
# and part of the program.  Usage: embed.sh name file...
set -eu
name=$1
shift
echo "extern const char *const ${name}[];"
echo "extern const unsigned long ${name}_n;"
echo "const char *const ${name}[] = {"
sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/	/ /g' -e 's/.*/	"&",/' "$@"
echo "};"
echo "const unsigned long ${name}_n = sizeof(${name}) / sizeof(*${name});"
