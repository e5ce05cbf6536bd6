#!/bin/sh
# asks.sh: read by the scripts that ask one program after the other in a
# folder of their own; bad=1 once one answered otherwise than it must.
bad=0
yes() { # yes WHAT COMMAND...: the command must say yes
	what=$1
	shift
	if "$@" >said 2>&1; then printf 'yes\t%s\n' "$what"; else
		printf 'no\t%s\t%s\n' "$what" "$(tail -n 1 said)"
		bad=1
	fi
}
not() { # not WHAT COMMAND...: it must say no
	what=$1
	shift
	if "$@" >said 2>&1; then
		printf 'no\t%s\n' "$what"
		bad=1
	else printf 'yes\t%s\n' "$what"; fi
}
# Whom the sites that are asked may write to.
export PROVISO_CONTACT=mailto:tests@acme.example
