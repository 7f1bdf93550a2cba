# libcapplan: every room but cli, which only our own commands use. Each room lists its files.
noinst_LIBRARIES += libcapplan_cli.a
libcapplan_a_SOURCES =
# Doors that are installed, and the headers they consist of.
public_headers =
libcapplan_cli_a_SOURCES =
include lib/base/local.mk
include lib/facts/local.mk
include lib/plan/local.mk
include lib/num/local.mk
include lib/cashflow/local.mk
include lib/lp/local.mk
include lib/solution/local.mk
include lib/page/local.mk
include lib/forecast/local.mk
include lib/supplier/local.mk
include lib/slices/local.mk
include lib/tree/local.mk
include lib/store/local.mk
include lib/allocate/local.mk
include lib/finance/local.mk
include lib/report/local.mk
include lib/curve/local.mk
include lib/pricing/local.mk
include lib/hedge/local.mk
include lib/odds/local.mk
include lib/scenario/local.mk
include lib/sell/local.mk
include lib/watch/local.mk
include lib/import/local.mk
include lib/cli/local.mk
libcapplan_a_SOURCES += $(public_headers)

# Our commands and tests link libcapplan.a, a member a source. What is installed has one member, in
# which only names of the installed headers are global: nothing else can clash with a name of the
# program that links it, or be called by it.
if PRELINK
noinst_LIBRARIES += libcapplan.a
prelinkeddir = $(libdir)
nodist_prelinked_DATA = prelinked/libcapplan.a
CLEANFILES += prelinked/libcapplan.a prelinked/libcapplan.o prelinked/names
prelinked/libcapplan.a: libcapplan.a
	@$(MKDIR_P) prelinked
	@cd $(srcdir) && cat $(public_headers) | grep -o 'cp_[a-z0-9_]*(' | tr -d '(' | sort -u >$(abs_builddir)/prelinked/names
	$(AM_V_GEN)$(CC) $(CFLAGS) -fno-sanitize=all $(PRELINK) -o prelinked/libcapplan.o $(libcapplan_a_OBJECTS)
	@$(OBJCOPY) --keep-global-symbols=prelinked/names prelinked/libcapplan.o
	@rm -f $@
	@$(AR) cr $@ prelinked/libcapplan.o
	@$(RANLIB) $@
else
lib_LIBRARIES += libcapplan.a
endif

# They are installed as <capplan/ROOM.h>, and what stands beside a door as <capplan/ROOM/X.h>.
each_header = for header in $(public_headers); do \
	to=`echo $$header | $(SED) 's|^lib/||; s|^\([a-z]*\)/\1\.h$$|\1.h|'`
install-data-local: install-headers
.PHONY: install-headers
install-headers:
	@$(each_header); \
	    $(MKDIR_P) `dirname "$(DESTDIR)$(pkgincludedir)/$$to"` && \
	    $(SED) 's|^#include "\([a-z]*\)/\1\.h"|#include <capplan/\1.h>|; s|^#include "\([a-z/]*\.h\)"|#include <capplan/\1>|' \
	        $(srcdir)/$$header >headers.tmp && \
	    $(INSTALL_DATA) headers.tmp "$(DESTDIR)$(pkgincludedir)/$$to" || exit 1; \
	done; rm -f headers.tmp
uninstall-local: uninstall-headers
.PHONY: uninstall-headers
uninstall-headers:
	@$(each_header); rm -f "$(DESTDIR)$(pkgincludedir)/$$to"; done

# What a room is told of its list of formats: FORMAT(name) for each.
%-formats.h: Makefile
	$(AM_V_GEN)printf 'FORMAT(%s)\n' $(basename $(notdir $($*_formats))) >$@
