factsdir = $(pkgincludedir)/facts
facts_HEADERS = lib/facts/facts.h
libcapplan_a_SOURCES += lib/facts/internal.h lib/facts/json.c lib/facts/keys.c lib/facts/read.c \
	lib/facts/registry.c lib/facts/select.c lib/facts/show.c lib/facts/table.c lib/facts/write.c
