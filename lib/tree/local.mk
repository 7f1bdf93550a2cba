public_headers += lib/tree/tree.h
libcapplan_a_SOURCES += lib/tree/tree.c
libcapplan_a_SOURCES += lib/tree/weights.c
