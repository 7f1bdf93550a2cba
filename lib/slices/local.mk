public_headers += lib/slices/slices.h
libcapplan_a_SOURCES += lib/slices/slices.c
libcapplan_a_SOURCES += lib/slices/slicing.c
libcapplan_a_SOURCES += lib/slices/slicing.h
libcapplan_a_SOURCES += lib/slices/slicing_error.c
