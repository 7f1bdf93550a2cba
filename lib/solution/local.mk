public_headers += lib/solution/solution.h
libcapplan_a_SOURCES += lib/solution/solution.c
