public_headers += lib/page/page.h
libcapplan_a_SOURCES += lib/page/internal.h
libcapplan_a_SOURCES += lib/page/number.c
libcapplan_a_SOURCES += lib/page/page.c
libcapplan_a_SOURCES += lib/page/scale.c
libcapplan_a_SOURCES += lib/page/write.c
# A format is a file, called as it is. The first is the default.
page_formats = lib/page/text.c
libcapplan_a_SOURCES += $(page_formats)
lib/page/write.$(OBJEXT): page-formats.h
CLEANFILES += page-formats.h
