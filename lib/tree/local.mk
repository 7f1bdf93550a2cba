public_headers += lib/tree/tree.h
libcapplan_a_SOURCES += lib/tree/tree.c
