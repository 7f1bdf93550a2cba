# CP_CHECK_PRELINK
# How objects become a single one: PRELINK holds the options for $CC, and OBJCOPY takes from its
# globals those that are not the caller's affair. Tried on a program that has a function of the
# same name as one of the library; where it does not link, the condition PRELINK is false.
AC_DEFUN([CP_CHECK_PRELINK],
[AC_CHECK_TOOL([OBJCOPY], [objcopy], [:])
AC_CACHE_CHECK([how to make one object of many], [cp_cv_prelink],
[cp_cv_prelink=no
echo 'int note(void); int note(void) { return 1; }' >conftest1.c
echo 'int note(void); int cp_said(void); int cp_said(void) { return note(); }' >conftest2.c
echo 'int cp_said(void); int note(void) { return 2; } int main(void) { return cp_said() + note() - 3; }' >conftest3.c
echo cp_said >conftest.names
# The first one with link-time optimisation by gcc. -d gives common symbols their place: those of
# OpenMP's critical sections could not be local without.
for cp_try in '-r -nostdlib -Wl,-d -flinker-output=nolto-rel' '-r -nostdlib -Wl,-d'; do
  if { for cp_i in 1 2 3; do $CC $CFLAGS -c conftest$cp_i.c || exit 1; done
       $CC $CFLAGS -fno-sanitize=all $cp_try -o conftest.o conftest1.o conftest2.o &&
       $OBJCOPY --keep-global-symbols=conftest.names conftest.o &&
       $CC $CFLAGS $LDFLAGS -o conftest conftest3.o conftest.o; } >&AS_MESSAGE_LOG_FD 2>&1
  then
    cp_cv_prelink=$cp_try
    break
  fi
done
rm -f conftest*])
AS_IF([test "x$cp_cv_prelink" != xno], [PRELINK=$cp_cv_prelink])
AC_SUBST([PRELINK])
AM_CONDITIONAL([PRELINK], [test "x$cp_cv_prelink" != xno])])
