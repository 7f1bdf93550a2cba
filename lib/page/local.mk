public_headers += lib/page/page.h
libcapplan_a_SOURCES += lib/page/internal.h
libcapplan_a_SOURCES += lib/page/number.c
libcapplan_a_SOURCES += lib/page/page.c
libcapplan_a_SOURCES += lib/page/text.c
libcapplan_a_SOURCES += lib/page/write.c
