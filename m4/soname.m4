# CP_SONAME(LIBRARY, FUNCTION, MACRO)
# MACRO: the name by which the loader finds -lLIBRARY, for those that are loaded only when they are
# needed. It is taken from a program that calls FUNCTION.
AC_DEFUN([CP_SONAME],
[AC_REQUIRE([AC_PROG_AWK])dnl
AC_CHECK_TOOL([OBJDUMP], [objdump], [:])
AC_CACHE_CHECK([by which name lib$1 is loaded], [cp_cv_soname_$1],
[cp_cv_soname_$1=no
cp_save_LIBS=$LIBS
LIBS="-l$1 $LIBS"
AC_LINK_IFELSE([AC_LANG_CALL([], [$2])],
  [cp_cv_soname_$1=`$OBJDUMP -p conftest$ac_exeext | $AWK '$[]1 == "NEEDED" && $[]2 ~ /^lib$1/ { print $[]2 }'`
   test -n "$cp_cv_soname_$1" || cp_cv_soname_$1=no])
LIBS=$cp_save_LIBS])
AS_IF([test "x$cp_cv_soname_$1" = xno], [AC_MSG_ERROR([lib$1 is missing as a shared library])])
AC_DEFINE_UNQUOTED([$3], ["$cp_cv_soname_$1"], [by which name lib$1 is loaded])])
