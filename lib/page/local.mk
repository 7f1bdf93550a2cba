public_headers += lib/page/page.h
libcapplan_a_SOURCES += lib/page/chart/axis.c
libcapplan_a_SOURCES += lib/page/chart/blocks.c
libcapplan_a_SOURCES += lib/page/chart/bridge.c
libcapplan_a_SOURCES += lib/page/chart/chart.h
libcapplan_a_SOURCES += lib/page/chart/field.c
libcapplan_a_SOURCES += lib/page/chart/flow.c
libcapplan_a_SOURCES += lib/page/chart/frontier.c
libcapplan_a_SOURCES += lib/page/chart/heat.c
libcapplan_a_SOURCES += lib/page/chart/ladder.c
libcapplan_a_SOURCES += lib/page/chart/panel.c
libcapplan_a_SOURCES += lib/page/chart/plot.c
libcapplan_a_SOURCES += lib/page/chart/ranked.c
libcapplan_a_SOURCES += lib/page/chart/svg.c
libcapplan_a_SOURCES += lib/page/chart/text.c
libcapplan_a_SOURCES += lib/page/html_style.c
libcapplan_a_SOURCES += lib/page/html_style.h
libcapplan_a_SOURCES += lib/page/internal.h
libcapplan_a_SOURCES += lib/page/number.c
libcapplan_a_SOURCES += lib/page/page.c
libcapplan_a_SOURCES += lib/page/scale.c
libcapplan_a_SOURCES += lib/page/write.c
# A format is a file, called as it is. The first is the default.
page_formats = lib/page/text.c lib/page/html.c lib/page/md.c lib/page/csv.c lib/page/xlsx.c
libcapplan_a_SOURCES += $(page_formats)
lib/page/write.$(OBJEXT): page-formats.h
CLEANFILES += page-formats.h
