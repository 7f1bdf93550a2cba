forecastdir = $(pkgincludedir)/forecast
forecast_HEADERS = lib/forecast/forecast.h
libcapplan_a_SOURCES += lib/forecast/internal.h lib/forecast/ar.c lib/forecast/backtest.c lib/forecast/batch.c lib/forecast/croston.c lib/forecast/curve.c lib/forecast/driver.c \
	lib/forecast/ets.c lib/forecast/ets_seasonal.c lib/forecast/history.c lib/forecast/method.c lib/forecast/model.c lib/forecast/project.c \
libcapplan_a_SOURCES += lib/forecast/internal.h lib/forecast/ar.c lib/forecast/backtest.c lib/forecast/batch.c lib/forecast/croston.c lib/forecast/driver.c \
	lib/forecast/ets.c lib/forecast/ets_fit.c lib/forecast/ets_seasonal.c lib/forecast/history.c lib/forecast/method.c lib/forecast/model.c lib/forecast/project.c \
libcapplan_a_SOURCES += lib/forecast/internal.h lib/forecast/ar.c lib/forecast/auto.c lib/forecast/backtest.c lib/forecast/batch.c lib/forecast/calibrate.c lib/forecast/driver.c \
	lib/forecast/ets.c lib/forecast/ets_fit.c lib/forecast/ets_seasonal.c lib/forecast/history.c lib/forecast/model.c lib/forecast/project.c \
	lib/forecast/series.c lib/forecast/shape.c lib/forecast/stl.c lib/forecast/mstl.c lib/forecast/stack.c lib/forecast/theta.c
libcapplan_a_SOURCES += lib/forecast/internal.h lib/forecast/ar.c lib/forecast/backtest.c lib/forecast/batch.c lib/forecast/croston.c lib/forecast/curve.c lib/forecast/describe.c lib/forecast/driver.c \
	lib/forecast/ets.c lib/forecast/ets_seasonal.c lib/forecast/history.c lib/forecast/method.c lib/forecast/mint.c lib/forecast/model.c lib/forecast/project.c \
libcapplan_a_SOURCES += lib/forecast/internal.h lib/forecast/ar.c lib/forecast/auto.c lib/forecast/backtest.c lib/forecast/batch.c lib/forecast/calibrate.c lib/forecast/describe.c lib/forecast/driver.c \
	lib/forecast/ets.c lib/forecast/ets_seasonal.c lib/forecast/history.c lib/forecast/mint.c lib/forecast/model.c lib/forecast/project.c \
	lib/forecast/reconcile.c lib/forecast/regress.c lib/forecast/series.c lib/forecast/shape.c lib/forecast/stl.c lib/forecast/mstl.c lib/forecast/stack.c lib/forecast/theta.c
