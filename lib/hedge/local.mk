public_headers += lib/hedge/hedge.h
libcapplan_a_SOURCES += lib/hedge/hedge.c
libcapplan_a_SOURCES += lib/hedge/internal.h
libcapplan_a_SOURCES += lib/hedge/position.c
libcapplan_a_SOURCES += lib/hedge/stream.c
libcapplan_a_SOURCES += lib/hedge/work.c
