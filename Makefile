# spamweir's build (GNU make). ./configure writes build/config.mk; without it, make runs ./configure first.
# Everything that is generated goes below build/.
#
#   make              the programs, in build/bin
#   make demo         the filter at work, with real mail
#   make check        all tests                     make check-sanitize   the same under ASan and UBSan
#   make lint         format, clang-tidy, budgets   make bench-quick      what the filter costs
#   make clang-build  errors and warnings of clang
#   make bench-dns    what DNS costs a session
#   make bench-graylist   a tree of a million entries
#   make bench-tls    what TLS costs                make check-tls        testssl.sh against the filter
#   make documents  manual pages and example, after a change of the options table
#   make bench-qrv    what an answer about a recipient costs
#   make check-recipients  5,000 random qmail machines against a model of qmail
#   make fuzz         hostile databases, for FUZZ_SECS seconds (60)
#   make install      to $(prefix), below $(DESTDIR)
#   make install-setuid FILTER_GROUP=GROUP   after it: spamweir-qrv runs as root, for that group alone
#   make clean        removes what was built        make distclean        and what ./configure wrote

# One line for each program: build/bin/NAME is made of src/main/NAME.cc and the library of all other sources.
programs := spamweir spamweir-graylist spamweir-qrv spamweir-tools
# The same for those that other programs become: build/lib/spamweir/NAME, below libdir when they are installed.
inner_programs := spamweir-inspect
# Names under which spamweir-tools does something else: links to it.
tool_names := domain2path domainsplit timefilter dnsa dnsaaaa dnsany dnscname dnsmx dnsns dnsptr dnssoa dnstxt
# Test programs: tests/support/NAME.cc and tests/bench/NAME.cc, each complete in one file.
support_programs := scripted_smtpd qmail_queue_standin
# Preloaded into programs under test: tests/support/NAME.cc.
support_libraries := tree_faults
bench_programs := bench_quick bench_qrv empty_program spawn_and_poll

comma := ,

.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules --no-print-directory
JOBS ?= $(shell nproc 2>/dev/null || echo 1)

ifneq ($(filter-out clean distclean regenerate help,$(or $(MAKECMDGOALS),all)),)
include build/config.mk
endif

# VARIANT=sanitize and VARIANT=clang are built beside the normal build.
VARIANT ?=
out := build$(if $(VARIANT),/$(VARIANT))

ifeq ($(VARIANT),sanitize)
  # The check of vtables needs run-time type information, which src/ is built without.
  override CXXFLAGS := -O0 -g1 -fno-omit-frame-pointer -fsanitize=address -fsanitize=undefined -fno-sanitize=vptr -fno-sanitize-recover=all
  override STATIC_FLAGS :=
  # Each session and each unit test is a process of its own. In a program that may lie anywhere its start alone would write to
  # all that the sanitizers know of the source, which is most of the program and takes longer than the test.
  override HARDENING_FLAGS := -fno-pie
  override HARDENING_LINK_FLAGS := -no-pie
endif
ifeq ($(VARIANT),clang)
  override CXX := clang++
  # What this build is for are clang's errors and warnings; nobody runs it.
  override CXXFLAGS := -O0 -g1
  override WARNING_FLAGS := -Wall -Wextra -Werror
  source_warnings := -Wreserved-identifier
  # Clang knows no -fstack-clash-protection under every target that g++ knows it for.
  override HARDENING_FLAGS := -fPIE -fstack-protector-strong
endif

fortify_flags := $(if $(filter sanitize,$(VARIANT))$(filter -O0,$(CXXFLAGS)),,-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)

language_flags := -std=c++20 $(WARNING_FLAGS) -Isrc -DSPAMWEIR_LIBDIR='"$(libdir)"'
# What spamweir-qrv alone is to know.
place_flags := -DSPAMWEIR_QMAIL_DIR='"$(QMAIL_DIR)"' -DSPAMWEIR_VALIAS='"$(VALIAS)"' -DSPAMWEIR_VUSERINFO='"$(VUSERINFO)"'
$(out)/obj/src/recipients/request.o: language_flags += $(place_flags)
common_flags = $(language_flags) $(CPPFLAGS) $(fortify_flags) $(CXXFLAGS) $(HARDENING_FLAGS) $(SIZE_FLAGS) -MMD -MP
source_flags := -fno-exceptions -fno-rtti $(source_warnings)
# Criterion's assertions pass a message without arguments on as a format.
test_flags := -Itests -Wno-format-security
link_flags = $(CXXFLAGS) $(STATIC_FLAGS) $(HARDENING_LINK_FLAGS) $(SIZE_LINK_FLAGS) $(LDFLAGS)

# Reading the standard library's headers is half of a build's work, so it is done once for src/ and once for the unit tests.
# The compiler looks for them when it is told to include their names without the suffix. Only the build with clang reads src/ without,
# so that each source names what it uses.
precompiled_suffix := $(if $(findstring clang,$(CXX)),pch,gch)
precompiled_source := $(if $(filter clang,$(VARIANT)),,$(out)/precompiled/source.h.$(precompiled_suffix))
precompiled_tests := $(out)/precompiled/tests.h.$(precompiled_suffix)

program_objects := $(programs:%=$(out)/obj/src/main/%.o) $(inner_programs:%=$(out)/obj/src/main/%.o)
companions := $(inner_programs:%=$(out)/lib/spamweir/%)
library_sources := $(shell find src -name '*.cc' ! -path 'src/main/*' ! -path 'src/tls/module/*' 2>/dev/null | LC_ALL=C sort)
library_objects := $(library_sources:%.cc=$(out)/obj/%.o)
library := $(out)/lib/libspamweir.a
# The TLS module, which alone is linked with OpenSSL. It lies where the program looks for it: in ../lib/spamweir.
ifneq ($(WITH_TLS),no)
tls_module := $(out)/lib/spamweir/spamweir-tls.so
tls_test_programs := $(out)/tests/tls_probe
tls_bench_programs := $(out)/tests/tls_handshake
certificates := $(out)/tests/certificates/made
endif
module_sources := $(wildcard src/tls/module/*.cc) src/base/text.cc src/base/wipe.cc
module_objects := $(module_sources:%.cc=$(out)/obj/module/%.o)
module_flags = $(filter-out -fPIE -fno-pie,$(common_flags)) $(source_flags) -fPIC -fvisibility=hidden
unit_sources := $(shell find tests/unit -name '*_test.cc' $(if $(tls_module),,! -path 'tests/unit/tls/*') 2>/dev/null | LC_ALL=C sort)
# What several unit tests share.
helper_sources := $(filter-out tests/support/tls_%.cc tests/support/write_documents.cc $(support_programs:%=tests/support/%.cc) $(support_libraries:%=tests/support/%.cc),\
  $(wildcard tests/support/*.cc))
unit_objects := $(unit_sources:%.cc=$(out)/obj/%.o) $(helper_sources:%.cc=$(out)/obj/%.o)
support_objects := $(support_programs:%=$(out)/obj/tests/support/%.o) $(bench_programs:%=$(out)/obj/tests/bench/%.o) \
  $(out)/obj/tests/support/write_documents.o $(out)/obj/tests/support/tls_probe.o $(out)/obj/tests/support/tls_client.o $(out)/obj/tests/bench/tls_handshake.o
# Optimizing what Criterion's assertions unfold to takes longer than the tests run, and so do checks of undefined behaviour in
# them and fences around their texts: what is to be checked is src/.
$(unit_objects) $(precompiled_tests): override CXXFLAGS := $(filter-out -O% -g% -fsanitize=undefined,$(CXXFLAGS)) -O0 -g1 \
  $(if $(filter sanitize,$(VARIANT)),--param asan-globals=0)
$(unit_objects) $(precompiled_tests): fortify_flags :=
unit_tests := $(out)/tests/unit
support_binaries := $(support_programs:%=$(out)/tests/%)
preloads := $(support_libraries:%=$(out)/tests/%.so)
bench_binaries := $(bench_programs:%=$(out)/tests/%)
document_writer := $(out)/tests/write_documents

.PHONY: all check check-sanitize clang-build demo lint format bench-quick bench-dns bench-graylist bench-tls bench-qrv check-tls check-recipients documents fuzz \
  test-programs bench-programs install install-setuid uninstall clean distclean regenerate help

all: $(programs:%=$(out)/bin/%) $(tool_names:%=$(out)/bin/%) $(companions) $(library) $(tls_module)

test-programs: all $(unit_tests) $(document_writer) $(support_binaries) $(preloads) $(tls_test_programs) $(certificates)

bench-programs: all $(bench_binaries)

define link_program
	@mkdir -p $(@D)
	$(CXX) $(link_flags) -o $@ $^ $(LIBS)
endef

$(programs:%=$(out)/bin/%): $(out)/bin/%: $(out)/obj/src/main/%.o $(library)
	$(link_program)

$(tool_names:%=$(out)/bin/%): $(out)/bin/spamweir-tools
	ln -sf spamweir-tools $@

$(companions): $(out)/lib/spamweir/%: $(out)/obj/src/main/%.o $(library)
	$(link_program)

# Built anew, so that the object of a source that is gone does not stay in it.
$(library): $(library_objects)
	@mkdir -p $(@D)
	@rm -f $@
	ar rcs $@ $^

# Its own C++ library, and nothing but its entry to be seen, so that program and module share nothing.
$(tls_module): $(module_objects) src/tls/module/exports.map
	@mkdir -p $(@D)
	$(CXX) -shared $(filter-out -pie -no-pie,$(link_flags)) -Wl,--exclude-libs,ALL -Wl,--version-script=src/tls/module/exports.map \
	  -o $@ $(module_objects) $(TLS_LIBS)

# Without --gc-sections, which would take Criterion's list of tests for garbage.
$(unit_tests): $(unit_objects) $(library) $(if $(tls_module),$(out)/obj/tests/support/tls_client.o)
	@mkdir -p $(@D)
	$(CXX) $(filter-out -Wl$(comma)--gc-sections,$(link_flags)) -o $@ $^ -lcriterion $(TLS_LIBS) $(LIBS)

# The stand-ins for servers are not what the sanitizers are to look at, and each session starts one.
$(support_binaries): override CXXFLAGS := $(filter-out -fsanitize%,$(CXXFLAGS))
$(support_binaries): $(out)/tests/%: $(out)/obj/tests/support/%.o
	@mkdir -p $(@D)
	$(CXX) $(link_flags) -o $@ $^

$(tls_test_programs) $(document_writer): $(out)/tests/%: $(out)/obj/tests/support/%.o $(library)
	$(link_program)

$(tls_bench_programs): $(out)/tests/%: $(out)/obj/tests/bench/%.o $(out)/obj/tests/support/tls_client.o $(library)
	@mkdir -p $(@D)
	$(CXX) $(link_flags) -o $@ $^ $(TLS_LIBS) $(LIBS)

$(certificates): tests/support/make_certificates
	tests/support/make_certificates $(@D)

$(preloads): $(out)/tests/%.so: tests/support/%.cc build/config.mk
	@mkdir -p $(@D)
	$(CXX) $(language_flags) -O1 -fPIC -shared -o $@ $<

$(bench_binaries): $(out)/tests/%: $(out)/obj/tests/bench/%.o
	@mkdir -p $(@D)
	$(CXX) $(link_flags) -o $@ $^

$(out)/precompiled/source.h.$(precompiled_suffix): utils/precompiled.h build/config.mk
	@mkdir -p $(@D)
	$(CXX) $(common_flags) $(source_flags) -x c++-header -o $@ $<

$(precompiled_tests): tests/support/precompiled.h utils/precompiled.h build/config.mk
	@mkdir -p $(@D)
	$(CXX) $(common_flags) $(test_flags) -x c++-header -o $@ $<

$(program_objects) $(library_objects): $(out)/obj/%.o: %.cc build/config.mk $(precompiled_source)
	@mkdir -p $(@D)
	$(CXX) $(common_flags) $(source_flags) $(precompiled_source:%.$(precompiled_suffix)=-include %) -c -o $@ $<

$(module_objects): $(out)/obj/module/%.o: %.cc build/config.mk
	@mkdir -p $(@D)
	$(CXX) $(module_flags) -c -o $@ $<

$(unit_objects): $(out)/obj/%.o: %.cc build/config.mk $(precompiled_tests)
	@mkdir -p $(@D)
	$(CXX) $(common_flags) $(test_flags) -include $(basename $(precompiled_tests)) -c -o $@ $<

$(support_objects): $(out)/obj/%.o: %.cc build/config.mk
	@mkdir -p $(@D)
	$(CXX) $(common_flags) $(test_flags) -c -o $@ $<

-include $(module_objects:.o=.d) $(program_objects:.o=.d) $(library_objects:.o=.d) $(unit_objects:.o=.d) $(support_objects:.o=.d)

# On a new machine `make check` and its like install the compiler before ./configure looks for it.
build/config.mk: configure config.mk.in
	$(if $(filter check% demo lint bench%,$(MAKECMDGOALS)),utils/install-packages build)
	./configure $(CONFIGURE_ARGS)
	@touch $@

check:
	utils/install-packages build check
	$(MAKE) -j$(JOBS) test-programs
	utils/run-tests build

check-sanitize:
	utils/install-packages build check
	$(MAKE) -j$(JOBS) VARIANT=sanitize test-programs
	utils/run-tests build/sanitize

# Many random qmail machines, which `check` has some of. SPAMWEIR_QMAIL_LOCAL names a qmail-local to ask as well.
check-recipients:
	utils/install-packages build check
	$(MAKE) -j$(JOBS) test-programs
	SPAMWEIR_QMAIL_TREES=5000 utils/run-tests build -k test_the_model_agrees

check-tls:
	utils/install-packages build check tls
	$(MAKE) -j$(JOBS) all $(support_binaries)
	utils/check-tls

clang-build:
	utils/install-packages build check lint
	$(MAKE) -j$(JOBS) VARIANT=clang test-programs

demo:
	utils/install-packages build demo
	$(MAKE) -j$(JOBS) all
	utils/demo

lint:
	utils/install-packages build check lint
	utils/lint $(language_flags) $(place_flags)

bench-quick:
	utils/install-packages build demo
	$(MAKE) -j$(JOBS) bench-programs
	build/tests/bench_quick build/bin/spamweir build/tests/empty_program build/tests/spawn_and_poll

bench-dns:
	utils/install-packages build check
	$(MAKE) -j$(JOBS) test-programs
	/usr/bin/python3 -B tests/bench/dns_bench.py

bench-graylist:
	utils/install-packages build check
	$(MAKE) -j$(JOBS) all build/tests/scripted_smtpd
	/usr/bin/python3 -B tests/bench/graylist_bench.py build

bench-tls:
	utils/install-packages build check
	$(MAKE) -j$(JOBS) all $(support_binaries) $(tls_test_programs) $(tls_bench_programs) $(certificates)
	$(out)/tests/tls_handshake $(out)/tests/tls_probe
	/usr/bin/python3 -B tests/bench/tls_bench.py $(out)

bench-qrv:
	utils/install-packages build
	$(MAKE) -j$(JOBS) bench-programs
	build/tests/bench_qrv build/bin/spamweir-qrv build/tests/empty_program

# Not part of check: it ends when its time is over.
FUZZ_SECS ?= 60
fuzz:
	utils/install-packages build fuzz
	@mkdir -p build/fuzz/corpus
	clang++ $(filter-out -Werror,$(language_flags)) -O1 -g -fsanitize=fuzzer,address,undefined -o build/fuzz/cdb_fuzz \
	  tests/fuzz/cdb_fuzz.cc src/lists/cdb.cc src/os/input_file.cc src/base/text.cc
	build/fuzz/cdb_fuzz -max_total_time=$(FUZZ_SECS) -max_len=8192 -use_value_profile=1 -verbosity=0 build/fuzz/corpus

# The options in manual pages and example are those of the table.
documents: $(document_writer)
	$(document_writer) page documentation/templates/spamweir.8 >documentation/man/spamweir.8
	$(document_writer) file-page documentation/templates/spamweir.conf.5 >documentation/man/spamweir.conf.5
	$(document_writer) example documentation/templates/spamweir.conf >config.d-example/spamweir.conf

format:
	find src tests -name '*.cc' -o -name '*.h' | xargs clang-format -i

man_sections := 1 5 8
scripts := $(notdir $(wildcard utils/scripts/*))
scriptdir = $(datarootdir)/$(PACKAGE_TARNAME)
# Further names of pages that stand for several programs.
dns_pages := $(patsubst %,man1/%.1,$(filter-out dnsa,$(filter dns%,$(tool_names))))
converter_pages := $(patsubst %,man8/%.8,$(filter-out convert-4x-configuration,$(filter convert-%,$(scripts))))

install: all
	install -d $(DESTDIR)$(bindir) $(DESTDIR)$(docdir) $(DESTDIR)$(sysconfdir)
	install -m 755 $(programs:%=$(out)/bin/%) $(DESTDIR)$(bindir)
	$(foreach name,$(tool_names),ln -sf spamweir-tools $(DESTDIR)$(bindir)/$(name) &&) :
	install -d $(DESTDIR)$(scriptdir) $(DESTDIR)$(libdir)/spamweir
	install -m 755 $(scripts:%=utils/scripts/%) $(DESTDIR)$(scriptdir)
	install -m 755 $(companions) $(DESTDIR)$(libdir)/spamweir
	$(if $(tls_module),install -m 644 $(tls_module) $(DESTDIR)$(libdir)/spamweir)
	install -m 644 README.md UPGRADING.txt LICENSE $(wildcard documentation/*.md) $(DESTDIR)$(docdir)
	install -m 644 config.d-example/spamweir.conf $(DESTDIR)$(sysconfdir)/spamweir.conf.example
	find config.d-example -type f -exec install -D -m 644 '{}' '$(DESTDIR)$(docdir)/{}' ';'
	install -d $(man_sections:%=$(DESTDIR)$(mandir)/man%)
	$(foreach section,$(man_sections),install -m 644 $(wildcard documentation/man/*.$(section)) $(DESTDIR)$(mandir)/man$(section) &&) :
	$(foreach page,$(dns_pages),ln -sf dnsa.1 $(DESTDIR)$(mandir)/$(page) &&) :
	$(foreach page,$(converter_pages),ln -sf convert-4x-configuration.8 $(DESTDIR)$(mandir)/$(page) &&) :

# Who may run it learns which addresses exist here, so it is for the filter's group only.
install-setuid:
	$(if $(FILTER_GROUP),,$(error say which group the filter runs as: make install-setuid FILTER_GROUP=GROUP))
	test -x $(DESTDIR)$(bindir)/spamweir-qrv || $(MAKE) install
	chown root:$(FILTER_GROUP) $(DESTDIR)$(bindir)/spamweir-qrv
	chmod 4710 $(DESTDIR)$(bindir)/spamweir-qrv

uninstall:
	rm -f $(programs:%=$(DESTDIR)$(bindir)/%) $(tool_names:%=$(DESTDIR)$(bindir)/%)
	rm -f $(inner_programs:%=$(DESTDIR)$(libdir)/spamweir/%) $(DESTDIR)$(libdir)/spamweir/spamweir-tls.so
	rm -f $(scripts:%=$(DESTDIR)$(scriptdir)/%) $(addprefix $(DESTDIR)$(mandir)/,$(dns_pages) $(converter_pages))
	-rmdir $(DESTDIR)$(libdir)/spamweir $(DESTDIR)$(scriptdir) 2>/dev/null
	rm -f $(foreach section,$(man_sections),$(patsubst documentation/man/%,$(DESTDIR)$(mandir)/man$(section)/%,$(wildcard documentation/man/*.$(section))))
	rm -f $(DESTDIR)$(sysconfdir)/spamweir.conf.example
	rm -rf $(DESTDIR)$(docdir)

clean:
	rm -rf build/bin build/lib build/obj build/precompiled build/tests build/fuzz build/lint build/sanitize build/clang

distclean:
	rm -rf build

# After a change of configure.ac; `configure` is committed, so that users need no autoconf.
regenerate:
	autoconf -o configure
	rm -rf autom4te.cache configure~

help:
	@sed -n '/^#   make/s/^# *//p' Makefile
