# make help lists the targets.
#: make              the program, build/proviso
#: make deps         install what is missing (prints the list first)
#: make demo         set-up, build, and the whole way on samples/
#: make test         set-up, then all tests; make check: the tests alone
#: make conformance  outside judges: veraPDF, EU DSS, pyHanko, pdfsig, qpdf; Chromium
#: make foreign      FILES=FOLDER: PDFs of others signed, and put to those judges
#: make bench        speed, as ratios against peers; make bench-verify: verdicts alone
#: make scale        what an archive of 10^6 looks costs; a quarter of an hour
#: make kills        1,000 kills while it captures, imports, signs, reports, exports
#: make rulings      what the looks of a real archive mean, by document
#: make faults       full disks, failing writes, syncs and allocations at the n-th call
#: make flips        10,000 single bits of a real archive
#: make hostile      verify on the worst files of 48 MB: time, memory, answer
#: make asan         unit, golden and replay tests under sanitisers
#: make werror       gcc and clang, every warning an error
#: make tidy         clang-tidy; make analyze: gcc -fanalyzer and cppcheck
#: make valgrind     the unit tests under valgrind
#: make cites        outside rules that the code keeps and no test names
#: make cover        lines covered, by file
#: make fuzz T=cite SECONDS=60
#: make install      PREFIX, DESTDIR: program, manual pages, fonts
.POSIX:
.SUFFIXES:

O	= build
CC	= cc
PREFIX	= /usr/local
DESTDIR	=
OPT	= -O2 -g
# Real archives and corpora for the tests that want them; they skip without.
SHARED	= ../shared

LIBS	= jansson libcrypto libssl libcurl libbrotlidec sqlite3 zlib libzstd libgit2 libutf8proc \
	  harfbuzz harfbuzz-subset libdeflate libqrencode libpng libqpdf \
	  libarchive
# Libraries without a pkg-config file of their own on Debian 12.
PLAIN	= -lhpdf -lgumbo -lcmark-gfm -lcmark-gfm-extensions

PKGS	!= pkg-config --cflags $(LIBS) 2>/dev/null || true
PKGL	!= pkg-config --libs $(LIBS) 2>/dev/null || true

CPPFLAGS = -Iinclude -D_POSIX_C_SOURCE=200809L -D_FILE_OFFSET_BITS=64
WARN	= -std=c11 -Wall -Wextra -Wpedantic -Wshadow -Wconversion \
	  -Wsign-conversion -Wcast-qual -Wformat=2 -Wundef -Wvla \
	  -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition \
	  -Wwrite-strings -Wswitch-enum -Wimplicit-fallthrough \
	  -Wnull-dereference -Wdouble-promotion \
	  -Werror=implicit-function-declaration -Werror=int-conversion
HARDEN	= -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-protector-strong \
	  -fstack-clash-protection -fPIE
HARDLD	= -pie -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack
SAN	=
CFLAGS	= $(WARN) $(OPT) $(HARDEN) $(SAN)
LDFLAGS	= $(HARDLD) $(SAN)
LDLIBS	= $(PKGL) $(PLAIN) -lm -lpthread
TESTLIBS = -lcmocka -lbrotlienc
# The largest archive of make scale.
LOOKS	= 1000000
# What every test program is run under: nothing, or valgrind.
WRAP	=
TESTINC	= -Itests -Isrc/$(word 2,$(subst /, ,$<)) -Isrc/$(word 3,$(subst /, ,$<))

JOBS	!= getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2
LAYERS	!= find src -mindepth 1 -maxdepth 1 -type d | sort
SRCS	!= find src -name '*.c' ! -name main.c | sort
MAIN	= src/cli/main.c
HDRS	!= find include -name '*.h' | sort
UNITS	!= find tests/unit -name 'test_*.c' | sort
BENCH	!= find tests/bench -name '*.c' | sort
FUZZ	!= find tests/fuzz -name 'fuzz_*.c' | sort
GOLDEN	!= find tests/golden -name cmd -exec dirname {} + | sort

# In the order of the instruments in src/law/instrument.c.
LAWDATA	= src/law/data/gdpr.tsv src/law/data/ccpa.tsv \
	  src/law/data/ccpa-regs.tsv src/law/data/lgpd.tsv \
	  src/law/data/ai-act.tsv src/law/data/kr-pipa.tsv \
	  src/law/data/former.tsv

LIB	= $O/libproviso.a
# Sets and signals first, then the rules that use them.
RULEDATA	!= echo src/analysis/data/common.rules; \
	  find src/analysis/data -name 't-*.rules' | sort
GEN	= $O/gen/law_catalogue.c $O/gen/topic_lines.c \
	  $O/gen/analysis_lines.c $O/gen/look_lines.c $O/gen/verify_sh.c
OBJS	= $(SRCS:%.c=$O/%.o) $(GEN:%.c=%.o)
UNITBIN	= $(UNITS:%.c=$O/%)
REPLAY	= $(FUZZ:%.c=$O/%)
BENCHBIN = $(BENCH:%.c=$O/%)

all: $O/proviso $O/fonts/manifest.tsv

$O/proviso: $O/$(MAIN:.c=.o) $(LIB)
	$(CC) $(LDFLAGS) -o $@ $O/$(MAIN:.c=.o) $(LIB) $(LDLIBS)

$(LIB): $(OBJS)
	rm -f $@
	$(AR) rcs $@ $(OBJS)

$O/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(TESTINC) $(PKGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$O/gen/law_catalogue.c: src/law/catalogue.sh $(LAWDATA)
	@mkdir -p $(@D)
	sh src/law/catalogue.sh $(LAWDATA) >$@.tmp
	mv $@.tmp $@

$O/gen/law_catalogue.o: $O/gen/law_catalogue.c
	$(CC) $(CPPFLAGS) -Isrc/law $(CFLAGS) -MMD -MP -c -o $@ $<

$O/gen/topic_lines.c: src/base/embed.sh src/provision/data/topics.rules
	@mkdir -p $(@D)
	sh src/base/embed.sh topic_lines src/provision/data/topics.rules >$@.tmp
	mv $@.tmp $@

$O/gen/analysis_lines.c: src/base/embed.sh $(RULEDATA)
	@mkdir -p $(@D)
	sh src/base/embed.sh analysis_lines $(RULEDATA) >$@.tmp
	mv $@.tmp $@

$O/gen/look_lines.c: src/base/embed.sh src/history/data/look.rules
	@mkdir -p $(@D)
	sh src/base/embed.sh look_lines src/history/data/look.rules >$@.tmp
	mv $@.tmp $@

$O/gen/look_lines.o: $O/gen/look_lines.c
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$O/gen/topic_lines.o: $O/gen/topic_lines.c
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$O/gen/verify_sh.c: src/evidence/bytes.sh src/evidence/verify.sh
	@mkdir -p $(@D)
	sh src/evidence/bytes.sh evidence_verify_sh evidence/verify_sh.h \
	    src/evidence/verify.sh >$@.tmp
	mv $@.tmp $@

$O/gen/verify_sh.o: $O/gen/verify_sh.c
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# The faces, found among the system's and checked.
fonts: $O/fonts/manifest.tsv

$O/fonts/manifest.tsv: fonts/manifest.tsv fonts/collect.sh
	sh fonts/collect.sh fonts/manifest.tsv $O/fonts

$O/gen/analysis_lines.o: $O/gen/analysis_lines.c
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# A test whose first line is "/* wrap: name ... */" stands in for those calls.
$O/tests/unit/%: $O/tests/unit/%.o $(LIB)
	w=$$(sed -n '1s|^/\* wrap: \(.*\) \*/$$|\1|p' tests/unit/$*.c | \
	    sed 's/[^ ][^ ]*/-Wl,--wrap=&/g'); \
	$(CC) $(LDFLAGS) $$w -o $@ $< $(LIB) $(LDLIBS) $(TESTLIBS)

$O/tests/fuzz/fuzz_%: $O/tests/fuzz/fuzz_%.o $O/tests/fuzz/replay.o $(LIB)
	$(CC) $(LDFLAGS) -o $@ $O/tests/fuzz/fuzz_$*.o $O/tests/fuzz/replay.o \
	    $(LIB) $(LDLIBS)

$O/tests/bench/%: $O/tests/bench/%.o $(LIB)
	$(CC) $(LDFLAGS) -o $@ $< $(LIB) $(LDLIBS) -lbrotlienc

# All libraries, needed or not.
$O/tests/bench/empty: $O/tests/bench/empty.o
	$(CC) $(LDFLAGS) -Wl,--no-as-needed -o $@ $O/tests/bench/empty.o $(LDLIBS)

# A server that conformance scripts talk to.
$O/tests/conformance/%: $O/tests/conformance/%.o $(LIB)
	$(CC) $(LDFLAGS) -o $@ $< $(LIB) $(LDLIBS)

check: unit golden replay crash hostile-sample lint

unit: $(UNITBIN) $O/fonts/manifest.tsv
	@SHARED=$(SHARED) FONTS=$O/fonts WRAP='$(WRAP)' \
	    sh tests/unit/run.sh $O/unit $(UNITBIN)

golden: $O/proviso $O/fonts/manifest.tsv
	tests/golden/run.sh $O/proviso $(GOLDEN)

replay: $(REPLAY) $O/fonts/manifest.tsv
	@for t in $(REPLAY); do \
		FONTS=$O/fonts $$t tests/fuzz/corpus/$${t##*fuzz_}/* || exit 1; done
	@echo "replay: $(words $(REPLAY)) passed, 0 failed"

# Preloaded before the program, to stop it or to fail it at one call.
SHIM	= $O/tests/crash/shim.so
CRASH	= $O/proviso $(SHIM) $O/tests/crash/flips $O/tests/bench/serve $O/fonts/manifest.tsv

$O/tests/crash/flips: $O/tests/crash/flips.o $(LIB)
	$(CC) $(LDFLAGS) -o $@ $O/tests/crash/flips.o $(LIB) $(LDLIBS)

$(SHIM): tests/crash/shim.c
	@mkdir -p $(@D)
	$(CC) -std=c11 -Wall -Wextra -O1 -g -fPIC -shared -o $@ $< -ldl

# A few of each kind; the whole by the targets below.
crash: $(CRASH)
	@sh tests/crash/kills.sh $O 10
	@KINDS='captures:1 checkpoint:1' sh tests/crash/faults.sh $O 10
	@sh tests/crash/together.sh $O
	@SHARED=$(SHARED) sh tests/crash/flips.sh $O 40 samples

kills: $(CRASH)
	@sh tests/crash/kills.sh $O 1000

faults: $(CRASH)
	@sh tests/crash/faults.sh $O 1000

flips: $(CRASH)
	@SHARED=$(SHARED) sh tests/crash/flips.sh $O 10000

# The worst shapes, each at 48 MB, against every command that reads foreign
# PDFs; the sample is small files that once cost much.
hostile: all $O/tests/unit/cli/test_hostile
	HOSTILE_MB=50 $O/tests/unit/cli/test_hostile
	@python3 tests/hostile/run.py $O/proviso --mb 48 --with trust
	@python3 tests/hostile/run.py $O/proviso --mb 4 \
	    --with verify,pair,sign,extend,extract

hostile-sample: $O/proviso $O/fonts/manifest.tsv
	@if command -v python3 >/dev/null; then \
		python3 tests/hostile/run.py $O/proviso --sample; \
	else echo "hostile: skipped, no python3"; fi

lint: headers $(LIB) $O/proviso
	@sh tests/lint/usage.sh $O/proviso
	@sh tests/lint/symbols.sh $(LIB)
	@sh tests/lint/layers.sh
	@sh tests/lint/banned.sh
	@awk -f tests/lint/one_exit.awk $(SRCS) $(MAIN)
	@awk -f tests/lint/size.awk $(SRCS) $(MAIN)
	@awk -v file=150 -f tests/lint/size.awk $(HDRS)
	@echo "lint: 8 passed, 0 failed"

# Outside rules that the code keeps and no test names; for information.
cites:
	@sh tests/lint/cites.sh $O

fmt:
	clang-format --style=file:tests/lint/clang-format -i \
	    $(SRCS) $(MAIN) $(HDRS) $(UNITS) $(FUZZ)

# Every header must compile alone: what it needs, it includes.
headers:
	@for h in $(HDRS); do \
		printf "#include \"%s\"\nextern int x;\n" $${h#include/} | \
		$(CC) $(CPPFLAGS) $(WARN) -fsyntax-only -x c - || exit 1; done

# What is missing is installed first; then all again, since pkg-config may
# only now know the libraries.
deps:
	@sh tests/setup/deps.sh build

demo: deps
	@$(MAKE) --no-print-directory -s demo-run

demo-run: all
	@sh samples/demo.sh $O

test: deps
	@$(MAKE) --no-print-directory -s -j$(JOBS) all tests-built
	@$(MAKE) --no-print-directory check

conformance: deps
	@sh tests/setup/deps.sh conformance
	@$(MAKE) --no-print-directory -s all $O/tests/bench/texts \
	    $O/tests/unit/net/test_browser
	@SHARED=$(SHARED) sh tests/conformance/run.sh $O

# make foreign FILES=FOLDER, after make conformance, which sets the judges up.
foreign: all
	@sh tests/conformance/foreign.sh $O $(FILES)

bench: all $(BENCHBIN)
	@SHARED=$(SHARED) sh tests/bench/run.sh $O
	@sh tests/bench/verify.sh $O

# The second half alone: verdicts and signatures.
bench-verify: all $(BENCHBIN)
	@sh tests/bench/verify.sh $O

rulings: all
	@sh tests/bench/rulings.sh $O/proviso $(SHARED)

# make scale LOOKS=100000
scale: all $O/tests/bench/bench_scale $O/tests/bench/took
	@sh tests/bench/scale.sh $O $(LOOKS)

asan:
	$(MAKE) O=$O/asan CC=clang HARDEN= HARDLD= OPT='-O1 -g' \
	    SAN='-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer' \
	    unit golden replay

werror:
	$(MAKE) O=$O/gcc CC=gcc SAN=-Werror all tests-built
	$(MAKE) O=$O/clang CC=clang SAN=-Werror all tests-built

tests-built: $(UNITBIN) $(REPLAY) $(BENCHBIN) $(SHIM) \
	$O/tests/crash/flips

# One file a process, as many as there are processors.
tidy:
	@printf '%s\n' $(SRCS) $(MAIN) | xargs -P $(JOBS) -I'{}' \
	    sh tests/lint/analyse.sh clang-tidy '{}' $(CPPFLAGS) $(PKGS)

analyze:
	@printf '%s\n' $(SRCS) $(MAIN) | xargs -P $(JOBS) -I'{}' \
	    sh tests/lint/analyse.sh gcc '{}' $(CPPFLAGS) $(PKGS)
	cppcheck -q -j $(JOBS) --std=c11 \
	    --enable=warning,portability,performance --inline-suppr \
	    --error-exitcode=1 -Iinclude $(LAYERS:%=-I%) src

# Without fortified calls: valgrind takes __memmove_chk for __memcpy_chk.
valgrind:
	$(MAKE) O=$O/valgrind HARDEN= HARDLD= OPT='-O1 -g' SHARED=/nonexistent \
	    WRAP='valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite' \
	    unit

cover:
	$(MAKE) O=$O/cover HARDEN= HARDLD= OPT='-O0 -g' SAN=--coverage \
	    unit golden replay
	@cd $O/cover && find . -path ./tests -prune -o -name '*.gcda' -print | \
	    xargs gcov -n 2>/dev/null | awk '/^File .src/ { f = $$2 } \
	    /^Lines executed/ && f != "" { sub(/.*:/, ""); print f, $$0; f = "" }' | sort

# make fuzz T=cite SECONDS=60
fuzz: $O/fonts/manifest.tsv
	@mkdir -p $O/fuzz/$T/corpus
	$(MAKE) O=$O/fuzz CC=clang HARDEN= HARDLD= OPT='-O1 -g' \
	    SAN='-fsanitize=fuzzer-no-link,address,undefined' $O/fuzz/libproviso.a
	clang $(CPPFLAGS) -Itests $(PKGS) -g -O1 -fsanitize=fuzzer,address,undefined \
	    -o $O/fuzz/$T/fuzz tests/fuzz/fuzz_$T.c $O/fuzz/libproviso.a $(LDLIBS)
	cp -R tests/fuzz/corpus/$T/. $O/fuzz/$T/corpus
	FONTS=$O/fonts $O/fuzz/$T/fuzz -max_total_time=$(SECONDS) $O/fuzz/$T/corpus

install: all
	mkdir -p $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1 \
	    $(DESTDIR)$(PREFIX)/share/man/man5 $(DESTDIR)$(PREFIX)/share/proviso/fonts
	cp $O/proviso $(DESTDIR)$(PREFIX)/bin/proviso
	cp src/cli/proviso.1 $(DESTDIR)$(PREFIX)/share/man/man1/
	cp src/*/*.5 $(DESTDIR)$(PREFIX)/share/man/man5/
	cp $O/fonts/* $(DESTDIR)$(PREFIX)/share/proviso/fonts/

help:
	@sed -n 's/^#: //p' Makefile

clean:
	rm -rf $O

.SECONDARY:

-include $(OBJS:.o=.d) $O/$(MAIN:.c=.d) $(UNITBIN:=.d) $(REPLAY:=.d) \
	$O/tests/fuzz/replay.d $(BENCHBIN:=.d) $O/tests/crash/flips.d

.PHONY: foreign all check unit golden replay crash kills faults flips lint fmt headers clean deps demo demo-run \
	test conformance bench bench-verify scale hostile hostile-sample rulings asan werror tests-built tidy analyze valgrind \
	cover fuzz install help fonts cites
