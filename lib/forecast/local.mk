forecastdir = $(pkgincludedir)/forecast
forecast_HEADERS = lib/forecast/forecast.h
libcapplan_a_SOURCES += lib/forecast/internal.h lib/forecast/ets.c lib/forecast/model.c \
	lib/forecast/project.c
