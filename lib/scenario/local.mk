public_headers += lib/scenario/numbers.h
public_headers += lib/scenario/scenario.h
libcapplan_a_SOURCES += lib/scenario/internal.h
libcapplan_a_SOURCES += lib/scenario/note.c
libcapplan_a_SOURCES += lib/scenario/numbers.c
libcapplan_a_SOURCES += lib/scenario/odds.c
libcapplan_a_SOURCES += lib/scenario/scenario.c
libcapplan_a_SOURCES += lib/scenario/words.c
