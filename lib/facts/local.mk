libcapplan_a_SOURCES += lib/facts/arrange.c
libcapplan_a_SOURCES += lib/facts/aside.c
libcapplan_a_SOURCES += lib/facts/columns.c
libcapplan_a_SOURCES += lib/facts/dimensions.h
libcapplan_a_SOURCES += lib/facts/drop.c
libcapplan_a_SOURCES += lib/facts/groups.c
libcapplan_a_SOURCES += lib/facts/internal.h
libcapplan_a_SOURCES += lib/facts/keys.c
libcapplan_a_SOURCES += lib/facts/kind.c
libcapplan_a_SOURCES += lib/facts/measure.c
libcapplan_a_SOURCES += lib/facts/parse.c
libcapplan_a_SOURCES += lib/facts/put.c
libcapplan_a_SOURCES += lib/facts/read.c
libcapplan_a_SOURCES += lib/facts/reader.h
libcapplan_a_SOURCES += lib/facts/registry.c
libcapplan_a_SOURCES += lib/facts/rows.c
libcapplan_a_SOURCES += lib/facts/select.c
libcapplan_a_SOURCES += lib/facts/sheet.c
libcapplan_a_SOURCES += lib/facts/solved.c
libcapplan_a_SOURCES += lib/facts/unit.c
libcapplan_a_SOURCES += lib/facts/write.c
public_headers += lib/facts/facts.h
# A format is a file, called as it is. The first is the one that is read.
facts_formats = lib/facts/tsv.c lib/facts/table.c lib/facts/json.c
libcapplan_a_SOURCES += $(facts_formats)
lib/facts/write.$(OBJEXT): facts-formats.h
CLEANFILES += facts-formats.h
