public_headers += lib/watch/watch.h
libcapplan_a_SOURCES += lib/watch/facts.c
libcapplan_a_SOURCES += lib/watch/figure.c
libcapplan_a_SOURCES += lib/watch/internal.h
libcapplan_a_SOURCES += lib/watch/join.c
libcapplan_a_SOURCES += lib/watch/limits.c
libcapplan_a_SOURCES += lib/watch/machine.c
libcapplan_a_SOURCES += lib/watch/outside.c
libcapplan_a_SOURCES += lib/watch/pick.c
libcapplan_a_SOURCES += lib/watch/replay.c
libcapplan_a_SOURCES += lib/watch/store.c
libcapplan_a_SOURCES += lib/watch/watch.c
libcapplan_a_SOURCES += lib/watch/when.c
libcapplan_a_SOURCES += lib/watch/words.c
libcapplan_a_SOURCES += lib/watch/write.c
# A format is a file, called as it is. The first is the default.
watch_formats = lib/watch/table.c lib/watch/tsv.c lib/watch/json.c lib/watch/prom.c lib/watch/mail.c lib/watch/nagios.c
libcapplan_a_SOURCES += $(watch_formats)
lib/watch/write.$(OBJEXT): watch-formats.h
CLEANFILES += watch-formats.h
