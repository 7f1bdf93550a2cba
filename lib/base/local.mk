basedir = $(pkgincludedir)/base
base_HEADERS = lib/base/base.h
libcapplan_a_SOURCES += lib/base/arena.c lib/base/error.c lib/base/names.c lib/base/number.c \
	lib/base/period.c lib/base/str.c lib/base/unit.c
