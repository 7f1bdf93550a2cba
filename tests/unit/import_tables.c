/* Tables by their maps: what facts come of them, or what is told and where. */
#include "import/import.h"
#include "tap.h"
#include <unistd.h>

#define TEXT(s) s, sizeof(s) - 1
/* What most maps have. */
#define TIMES "time: {column: t}\n"
#define LOAD "rows: [{value: v, measure: load, unit: MW}]\n"
static const struct {
    const char *map, *table;
    size_t len;
    const char *facts, *says; /* one of them: rows of TSV, or the finding */
    unsigned line, col;
} row[] = {
    {"time: {column: t, format: \"%d-%b-%y\", every: day}\n" LOAD,
     TEXT("t,v\n3-Mar-27,1\n04-APRIL-68,2\n5-may-69,3\n"),
     "1969-05-05\tload\t3\tMW\n2027-03-03\tload\t1\tMW\n2068-04-04\tload\t2\tMW\n", NULL, 0, 0},
    {"time: {column: t, format: \"%d-%b-%y\", every: day}\n" LOAD, TEXT("t,v\n3-Mrz-27,1\n"), NULL,
     "column t: '3-Mrz-27' is no time of the format '%d-%b-%y'", 2, 1},
    {"time: {column: t, format: \"%d-%b-%y\", every: day}\n" LOAD, TEXT("t,v\n3-Ma,1\n"), NULL,
     "column t: '3-Ma' is no time of the format '%d-%b-%y'", 2, 1},
    {"time: {column: t, format: \"%d-%b-%y\", every: day}\n" LOAD, TEXT("t,v\n3-Mar-x,1\n"), NULL,
     "column t: '3-Mar-x' is no time of the format '%d-%b-%y'", 2, 1},
    {"time: {column: t, format: \"%m/%d/%Y %I:%M %p\"}\n" LOAD,
     TEXT("t,v\n03/14/2027 12:00 AM,1\n03/14/2027 12:00 PM,2\n03/14/2027 01:00 pm,3\n"),
     "2027-03-14T00\tload\t1\tMW\n2027-03-14T12\tload\t2\tMW\n2027-03-14T13\tload\t3\tMW\n", NULL,
     0, 0},
    {"time: {column: t, format: \"%m/%d/%Y %I:%M %p\"}\n" LOAD, TEXT("t,v\n03/14/2027 12:00,1\n"),
     NULL, "column t: '03/14/2027 12:00' is no time of the format '%m/%d/%Y %I:%M %p'", 2, 1},
    {"time: {column: t, format: \"%m/%d/%Y %I:%M %p\"}\n" LOAD,
     TEXT("t,v\n03/14/2027 12:00 XM,1\n"), NULL,
     "column t: '03/14/2027 12:00 XM' is no time of the format '%m/%d/%Y %I:%M %p'", 2, 1},
    {"time: {column: t, format: \"%m/%d/%Y %I:%M %p\"}\n" LOAD,
     TEXT("t,v\n03/14/2027 12:00 Ax,1\n"), NULL,
     "column t: '03/14/2027 12:00 Ax' is no time of the format '%m/%d/%Y %I:%M %p'", 2, 1},
    {"time: {column: t, format: \"%m/%d/%Y %I:%M %p\"}\n" LOAD,
     TEXT("t,v\n03-14-2027 12:00 AM,1\n"), NULL,
     "column t: '03-14-2027 12:00 AM' is no time of the format '%m/%d/%Y %I:%M %p'", 2, 1},
    {"time: {column: t, format: \"%Y-%m-%dT%H:%M:%S%z\"}\n" LOAD,
     TEXT("t,v\n2027-03-14T05:00:00Z,1\n2027-03-14T05:00:00-0500,2\n2027-03-14T05:00:00+02:00,3\n"),
     "2027-03-14T03\tload\t3\tMW\n2027-03-14T05\tload\t1\tMW\n2027-03-14T10\tload\t2\tMW\n", NULL,
     0, 0},
    {"time: {column: t, format: \"%Y-%m-%dT%H:%M:%S%z\"}\n" LOAD,
     TEXT("t,v\n2027-03-14T05:00:00X,1\n"), NULL,
     "column t: '2027-03-14T05:00:00X' is no time of the format '%Y-%m-%dT%H:%M:%S%z'", 2, 1},
    {"time: {column: t, format: \"%Y-%m-%dT%H:%M:%S%z\"}\n" LOAD,
     TEXT("t,v\n2027-03-14T05:00:00+x,1\n"), NULL,
     "column t: '2027-03-14T05:00:00+x' is no time of the format '%Y-%m-%dT%H:%M:%S%z'", 2, 1},
    {"time: {column: t, format: \"%Y-%m-%dT%H:%M:%S%z\"}\n" LOAD,
     TEXT("t,v\n2027-03-14T05:00:00+02:99,1\n"), NULL,
     "column t: '2027-03-14T05:00:00+02:99' is no time of the format '%Y-%m-%dT%H:%M:%S%z'", 2, 1},
    {"time: {column: t, format: \"%Y-%m-%dT%H:%M:%S%z\"}\n" LOAD,
     TEXT("t,v\n2027-03-14T05:00:00+0200x,1\n"), NULL,
     "column t: '2027-03-14T05:00:00+0200x' is no time of the format '%Y-%m-%dT%H:%M:%S%z'", 2, 1},
    {"time: {column: t, format: \"%Y-%m-%dT%H:%M:%S\"}\n" LOAD,
     TEXT("t,v\n2027-03-14T05:00:00.250,1\n2027-03-14T06:00:00,5,2\n"), NULL,
     "3 fields where the header has 2", 3, 1},
    {"time: {column: t, format: \"%Y-%m-%d %q\"}\n" LOAD, TEXT("t,v\n2027-03-14 5,1\n"), NULL,
     "column t: '2027-03-14 5' is no time of the format '%Y-%m-%d %q'", 2, 1},
    {"time: {column: t, format: \"%Y-%m-%d 100%%\", every: day}\n" LOAD,
     TEXT("t,v\n2027-03-14 100%,1\n"), NULL,
     "column t: '2027-03-14 100%' is no time of the format '%Y-%m-%d 100%%'", 2, 1},
    {"time: {column: t, format: \"%Y-%m-%d%\", every: day}\n" LOAD, TEXT("t,v\n2027-03-14%,1\n"),
     "2027-03-14\tload\t1\tMW\n", NULL, 0, 0},
    {"time: {column: t, format: \"%Y-%m-%d\", every: day}\n" LOAD, TEXT("t,v\n2027-02-29,1\n"),
     NULL, "column t: '2027-02-29' is no time of the format '%Y-%m-%d'", 2, 1},
    {"time: {column: t, format: \"%Y-%m-%d\", every: day}\n" LOAD, TEXT("t,v\n2027-13-01,1\n"),
     NULL, "column t: '2027-13-01' is no time of the format '%Y-%m-%d'", 2, 1},
    {"time: {column: t, format: \"%Y-%m-%d\", every: day}\n" LOAD, TEXT("t,v\n2027-1,1\n"), NULL,
     "column t: '2027-1' is no time of the format '%Y-%m-%d'", 2, 1},
    {"time: {column: t, format: \"%Y-%m-%d\", every: day}\n" LOAD, TEXT("t,v\n20270,1\n"), NULL,
     "column t: '20270' is no time of the format '%Y-%m-%d'", 2, 1},
    {"time: {column: t, format: \"%Y-%m-%d\", every: day}\n" LOAD, TEXT("t,v\n2027-01-01 x,1\n"),
     NULL, "column t: '2027-01-01 x' is no time of the format '%Y-%m-%d'", 2, 1},
    {TIMES LOAD,
     TEXT("t,v\n2027-03-14T05,1\n2027-03-14 "
          "06:00,2\n2027-03-14T07:00:00,3\n2027-03-14T08:00:00.5+00:00,4\n2027-03-14T10:00+01:00,"
          "5\n"),
     "2027-03-14T05\tload\t1\tMW\n2027-03-14T06\tload\t2\tMW\n2027-03-14T07\tload\t3\tMW\n2027-03-"
     "14T08\tload\t4\tMW\n2027-03-14T09\tload\t5\tMW\n",
     NULL, 0, 0},
    {TIMES LOAD, TEXT("t,v\n2027-03-14T05:99,1\n"), NULL,
     "column t: '2027-03-14T05:99' is no time like 2027-03-14 or 2027-03-14T05:00; say 'format' in "
     "the map",
     2, 1},
    {TIMES LOAD, TEXT("t,v\n2027-03-14x05,1\n"), NULL,
     "column t: '2027-03-14x05' is no time like 2027-03-14 or 2027-03-14T05:00; say 'format' in "
     "the map",
     2, 1},
    {TIMES LOAD, TEXT("t,v\n2027-03-14T,1\n"), NULL,
     "column t: '2027-03-14T' is no time like 2027-03-14 or 2027-03-14T05:00; say 'format' in the "
     "map",
     2, 1},
    {TIMES LOAD, TEXT("t,v\n2027-03-14T05:00:00:00,1\n"), NULL,
     "column t: '2027-03-14T05:00:00:00' is no time like 2027-03-14 or 2027-03-14T05:00; say "
     "'format' in the map",
     2, 1},
    {TIMES LOAD, TEXT("t,v\n2027-03-1,1\n"), NULL,
     "column t: '2027-03-1' says no hour; mend 'every' of the map, or name the column 'hour'", 2,
     1},
    {TIMES LOAD, TEXT("t,v\n2027-0314,1\n"), NULL,
     "column t: '2027-0314' is no time like 2027-03-14 or 2027-03-14T05:00; say 'format' in the "
     "map",
     2, 1},
    {TIMES LOAD, TEXT("t,v\n2027/03/14,1\n"), NULL,
     "column t: '2027/03/14' is no time like 2027-03-14 or 2027-03-14T05:00; say 'format' in the "
     "map",
     2, 1},
    {TIMES LOAD, TEXT("t,v\nyesterday,1\n"), NULL,
     "column t: 'yesterday' is no time like 2027-03-14 or 2027-03-14T05:00; say 'format' in the "
     "map",
     2, 1},
    {TIMES LOAD, TEXT("t,v\n2027-03,1\n"), NULL,
     "column t: '2027-03' says no hour; mend 'every' of the map, or name the column 'hour'", 2, 1},
    {TIMES LOAD, TEXT("t,v\n2027-03-14,1\n"), NULL,
     "column t: '2027-03-14' says no hour; mend 'every' of the map, or name the column 'hour'", 2,
     1},
    {"time: {column: t, every: month}\n" LOAD, TEXT("t,v\n2027,1\n"), NULL,
     "column t: '2027' is longer than what 'every' of the map says", 2, 1},
    {"time: {column: t, every: month}\n" LOAD,
     TEXT("t,v\n2027-03,1\n2027-04-14,2\n2027-05-14T05,3\n"),
     "2027-03\tload\t1\tMW\n2027-04\tload\t2\tMW\n2027-05\tload\t3\tMW\n", NULL, 0, 0},
    {"time: {column: t, every: week}\n" LOAD, TEXT("t,v\n2027-W10,1\n2027-03-17,2\n"),
     "2027-W10\tload\t1\tMW\n2027-W11\tload\t2\tMW\n", NULL, 0, 0},
    {"time: {column: t, every: quarter}\n" LOAD, TEXT("t,v\n2027-Q1,1\n2027-04-14,2\n"),
     "2027-Q1\tload\t1\tMW\n2027-Q2\tload\t2\tMW\n", NULL, 0, 0},
    {"time: {column: t, every: 15 minutes}\n" LOAD,
     TEXT("t,v\n2027-03-14T05:15,1\n2027-03-14T05:30,2\n"),
     "2027-03-14T05:15\tload\t1\tMW\n2027-03-14T05:30\tload\t2\tMW\n", NULL, 0, 0},
    {"time: {column: t, every: 15 minutes}\n" LOAD, TEXT("t,v\n2027-03-14T05:07,1\n"), NULL,
     "column t: '2027-03-14T05:07' is not at a whole step of UTC; mend 'every' or 'zone' of the "
     "map",
     2, 1},
    {TIMES LOAD, TEXT("t,v\n2027-03-14T05:30,1\n"), NULL,
     "column t: '2027-03-14T05:30' is not at a whole hour of UTC; mend 'every' or 'zone' of the "
     "map",
     2, 1},
    {"time: {column: t, zone: Asia/Kathmandu}\n" LOAD, TEXT("t,v\n2027-03-14T05:00,1\n"), NULL,
     "column t: '2027-03-14T05:00' is not at a whole hour of UTC; mend 'every' or 'zone' of the "
     "map",
     2, 1},
    {"time: {column: t, zone: America/Chicago}\n" LOAD, TEXT("t,v\n2027-03-14T02:00,1\n"), NULL,
     "there was no 2027-03-14 02:00 in America/Chicago: clocks were put forward past it (is 'zone' "
     "or 'is' of the map another?)",
     2, 1},
    {"time: {column: t, zone: America/Chicago}\n" LOAD,
     TEXT("t,v\n2027-11-07T01:00,1\n2027-11-07T01:00,2\n"),
     "2027-11-07T06\tload\t1\tMW\n2027-11-07T07\tload\t2\tMW\n", NULL, 0, 0},
    {"time: {column: t, zone: nowhere}\n" LOAD, TEXT("t,v\n2027-11-07T01:00,1\n"), NULL,
     "there is no zone 'nowhere'; wanted one of tzdata, as America/Chicago, UTC, or a clock as "
     "'-06:00'",
     1, 25},
    {"time: {column: t, hour: h}\n" LOAD,
     TEXT("t,h,v\n2027-03-14,7,1\n2027-03-14,08:00,2\n2027-03-14,9:00:00,3\n"),
     "2027-03-14T07\tload\t1\tMW\n2027-03-14T08\tload\t2\tMW\n2027-03-14T09\tload\t3\tMW\n", NULL,
     0, 0},
    {"time: {column: t, hour: h}\n" LOAD, TEXT("t,h,v\n2027-03-14,25,1\n"), NULL,
     "column h: '25' is no hour of a day, as 7 or 07:00", 2, 12},
    {"time: {column: t, hour: h}\n" LOAD, TEXT("t,h,v\n2027-03-14,24,1\n"), NULL,
     "column h: '24' is no hour of a day, as 7 or 07:00", 2, 12},
    {"time: {column: t, hour: h}\n" LOAD, TEXT("t,h,v\n2027-03-14,7x,1\n"), NULL,
     "column h: '7x' is no hour of a day, as 7 or 07:00", 2, 12},
    {"time: {column: t, hour: h}\n" LOAD, TEXT("t,h,v\n2027-03-14,7:00:30,1\n"), NULL,
     "column h: '7:00:30' is no hour of a day, as 7 or 07:00", 2, 12},
    {"time: {column: t, hour: h}\n" LOAD, TEXT("t,h,v\n2027-03-14,7:00:00:00,1\n"), NULL,
     "column h: '7:00:00:00' is no hour of a day, as 7 or 07:00", 2, 12},
    {"time: {column: t, hour: h}\n" LOAD, TEXT("t,h,v\n2027-03,7,1\n"), NULL,
     "column t: '2027-03' says no day; mend 'every'", 2, 1},
    {"time: {column: t, hour: h, is: ending}\n" LOAD,
     TEXT("t,h,v\n2027-03-14,1,1\n2027-03-14,24,2\n"),
     "2027-03-14T00\tload\t1\tMW\n2027-03-14T23\tload\t2\tMW\n", NULL, 0, 0},
    {"time: {column: t, hour: h, is: ending}\n" LOAD, TEXT("t,h,v\n2027-03-14,0,1\n"), NULL,
     "column h: '0' is no hour that ends on its day, as 1 to 24", 2, 12},
    {"time: {column: t, hour: h, is: ending}\n" LOAD, TEXT("t,h,v\n2027-03-14,25,1\n"), NULL,
     "column h: '25' is no hour that ends on its day, as 1 to 24", 2, 12},
    {"time: {column: t, hour: h, zone: America/Chicago}\n" LOAD,
     TEXT("t,h,v\n2027-11-07,01a00,1\n2027-11-07,01b00,2\n"),
     "2027-11-07T06\tload\t1\tMW\n2027-11-07T07\tload\t2\tMW\n", NULL, 0, 0},
    {"time: {column: t, hour: h, zone: America/Chicago}\n" LOAD,
     TEXT("t,h,v\n2027-11-07,01a00a,1\n"), NULL,
     "column h: '01a00a' is no hour of a day, as 7 or 07:00", 2, 12},
    {"time: {column: t, hour: h, zone: America/Chicago}\n" LOAD,
     TEXT("t,h,v\n2027-11-08,01b00,1\n"), NULL,
     "2027-11-08 01:00 is marked as the second of two, and there is one in America/Chicago: clocks "
     "were not put back then",
     2, 12},
    {"time: {column: t, hour: h, is: nth, zone: America/Chicago}\n" LOAD,
     TEXT("t,h,v\n2027-03-14,1,1\n2027-03-14,23,2\n"),
     "2027-03-14T06\tload\t1\tMW\n2027-03-15T04\tload\t2\tMW\n", NULL, 0, 0},
    {"time: {column: t, hour: h, is: nth, zone: America/Chicago}\n" LOAD,
     TEXT("t,h,v\n2027-03-14,24,1\n"), NULL,
     "2027-03-14 in America/Chicago has 23 hours, numbered from 1; 24 is none of them", 2, 12},
    {"time: {column: t, hour: h, is: nth, zone: America/Chicago, first: 0}\n" LOAD,
     TEXT("t,h,v\n2027-11-07,24,1\n"), "2027-11-08T05\tload\t1\tMW\n", NULL, 0, 0},
    {"time: {column: t, is: nth}\n" LOAD, TEXT("t,v\n2027-03-14,1\n"), NULL,
     "nth: wants the column 'hour'", 1, 23},
    {TIMES LOAD, TEXT("t,v\n2027-03-14T05,\"1\n"), NULL, "a quote that is not closed", 2, 15},
    {TIMES LOAD, TEXT("t,v\n2027-03-14T05,1\r\n2027-03-14T06,2\r\n"),
     "2027-03-14T05\tload\t1\tMW\n2027-03-14T06\tload\t2\tMW\n", NULL, 0, 0},
    {TIMES LOAD, TEXT("t,v\n2027-03-14T05,\"1\"x\n"), NULL,
     "text after the quote that ends a field", 2, 18},
    {TIMES LOAD, TEXT("t,v\n2027-03-14T05,1,2\n"), NULL, "3 fields where the header has 2", 2, 1},
    {TIMES LOAD, TEXT("t,v\n2027-03-14T05\n"), NULL, "1 field where the header has 2", 2, 1},
    {TIMES LOAD, TEXT("t,v\n2027-03-14T05,1\0\n"), NULL, "a NUL byte: this is not text", 2, 16},
    {TIMES LOAD, TEXT("t,v\n2027-03-14T05,\"1\0\"\n"), NULL, "a NUL byte: this is not text", 2, 15},
    {TIMES LOAD, TEXT("t,v\n\"2027-03-14T05\",\"1\"\r\n\"2027-03-14T06\",\"2\""),
     "2027-03-14T05\tload\t1\tMW\n2027-03-14T06\tload\t2\tMW\n", NULL, 0, 0},
    {TIMES LOAD, TEXT("t,v\n2027-03-14T05,\r1\n"), NULL,
     "column v: '\r1' is no number; say 'decimal', 'thousands' or 'missing' in the map", 2, 15},
    {TIMES LOAD, TEXT("t,v,v\n2027-03-14T05,1,2\n"), NULL, "column 'v' stands twice in the header",
     1, 5},
    {TIMES LOAD, TEXT("t,w\n2027-03-14T05,1\n"), NULL, "t.csv has no column 'v', only t, w", 2, 8},
    {TIMES LOAD, TEXT("t,\n2027-03-14T05,1\n"), NULL, "t.csv has no column 'v', only t,", 2, 8},
    {TIMES LOAD, TEXT(""), NULL, "there is no line of names of columns", 1, 1},
    {"thousands: \",\"\ndecimal: \".\"\nseparator: \";\"\n" TIMES LOAD,
     TEXT("t;v\n2027-03-14T05;1,234.5\n2027-03-14T06;1,234,567\n"),
     "2027-03-14T05\tload\t1234.5\tMW\n2027-03-14T06\tload\t1234567\tMW\n", NULL, 0, 0},
    {"thousands: \",\"\nseparator: \";\"\n" TIMES LOAD, TEXT("t;v\n2027-03-14T05;1,23,456\n"), NULL,
     "column v: '1,23,456' is no number; say 'decimal', 'thousands' or 'missing' in the map", 2,
     15},
    {"thousands: \",\"\nseparator: \";\"\n" TIMES LOAD, TEXT("t;v\n2027-03-14T05;1234,567\n"), NULL,
     "column v: '1234,567' is no number; say 'decimal', 'thousands' or 'missing' in the map", 2,
     15},
    {"thousands: \",\"\nseparator: \";\"\n" TIMES LOAD, TEXT("t;v\n2027-03-14T05;1,23.4\n"), NULL,
     "column v: '1,23.4' is no number; say 'decimal', 'thousands' or 'missing' in the map", 2, 15},
    {"decimal: \",\"\nseparator: \";\"\n" TIMES LOAD,
     TEXT("t;v\n2027-03-14T05;1,5\n2027-03-14T06;2\n"),
     "2027-03-14T05\tload\t1.5\tMW\n2027-03-14T06\tload\t2\tMW\n", NULL, 0, 0},
    {"decimal: \",\"\nseparator: \";\"\n" TIMES LOAD, TEXT("t;v\n2027-03-14T05;1.5\n"), NULL,
     "column v: '1.5' is no number; say 'decimal', 'thousands' or 'missing' in the map", 2, 15},
    {TIMES LOAD, TEXT("t,v\n2027-03-14T05,one\n"), NULL,
     "column v: 'one' is no number; say 'decimal', 'thousands' or 'missing' in the map", 2, 15},
    {TIMES LOAD,
     TEXT("t,v\n2027-03-14T05,"
          "1111111111111111111111111111111111111111111111111111111111111111111111111111111111111111"
          "1111111111111111111111111111111111111111111111111111111111111111111111111111111111111111"
          "111111111111111111111111\n"),
     "2027-03-14T05\tload\t1.1111111111111111e199\tMW\n", NULL, 0, 0},
    {TIMES LOAD, TEXT("t,v\n2027-03-14T05,NA\n2027-03-14T06,1\n"),
     "2027-03-14T05\tload\tNA\tMW\n2027-03-14T06\tload\t1\tMW\n", NULL, 0, 0},
    {"missing: [none]\n" TIMES LOAD, TEXT("t,v\n2027-03-14T05,none\n2027-03-14T06,1\n"),
     "2027-03-14T05\tload\tNA\tMW\n2027-03-14T06\tload\t1\tMW\n", NULL, 0, 0},
    {"time: {column: t}\nrows: [{value: v, measure: load, unit: MW, scale: 1e300, times: [v]}]\n",
     TEXT("t,v\n2027-03-14T05,1e200\n"), NULL, "the value leaves the range of numbers", 2, 15},
    {"time: {column: t}\nrows: [{value: v, measure: load, unit: MW, over: [w]}]\n",
     TEXT("t,v,w\n2027-03-14T05,1,0\n"), NULL, "column w: is 0, and divided by", 2, 17},
    {"time: {column: t}\nrows: [{value: v, measure: load, unit: MW, over: [w], times: [w]}]\n",
     TEXT("t,v,w\n2027-03-14T05,1,4\n2027-03-14T06,1,x\n"), NULL,
     "column w: 'x' is no number; say 'decimal', 'thousands' or 'missing' in the map", 3, 17},
    {"time: {column: t}\nrows: [{value: v, measure: load, unit: \"{u}\", as: MW}]\n",
     TEXT("t,v,u\n2027-03-14T05,1,kW\n2027-03-14T06,1,kg\n"), NULL,
     "'kg' does not measure what 'MW' does", 3, 15},
    {"time: {column: t}\nrows: [{value: v, measure: \"{m}\", unit: MW}]\n",
     TEXT("t,v,m\n2027-03-14T05,1,\n"), NULL, "the measure of this row is empty", 2, 15},
    {"time: {column: t}\nrows: [{value: v, measure: \"{\", unit: MW}]\n",
     TEXT("t,v\n2027-03-14T05,1\n"), NULL, "'{': a '{' that is not closed", 2, 8},
    {"time: {column: t}\nrows: [{measure: \"x{}\", unit: MW}]\n", TEXT("t,v\n2027-03-14T05,1\n"),
     NULL, "'x{}': {} is the column of a value", 2, 8},
    {"time: {column: t}\nrows: [{value: v, measure: load, unit: MW, how: error}]\n",
     TEXT("t,v\n2027-03-14T05,1\n"), NULL, "rows/1: how: 'error' makes no value", 2, 49},
    {"time: {column: t}\nderive: {d: {of: e, clock: yes}}\nrows: [{value: d, measure: load, unit: "
     "s}]\n",
     TEXT("t,e\n2027-03-14T05,1-02:03:04\n2027-03-14T06,03:04\n2027-03-14T07,02:03:04.5\n"),
     "2027-03-14T05\tload\t93784\ts\n2027-03-14T06\tload\t184\ts\n2027-03-14T07\tload\t7384.5\ts\n",
     NULL, 0, 0},
    {"time: {column: t}\nderive: {d: {of: e, clock: yes}}\nrows: [{value: d, measure: load, unit: "
     "s}]\n",
     TEXT("t,e\n2027-03-14T05,1:02:03:04\n"), NULL,
     "column e: '1:02:03:04' is no length of time like 1-02:03:04", 2, 15},
    {"time: {column: t}\nderive: {d: {of: e, clock: yes}}\nrows: [{value: d, measure: load, unit: "
     "s}]\n",
     TEXT("t,e\n2027-03-14T05,x-02:03:04\n"), NULL,
     "column e: 'x-02:03:04' is no length of time like 1-02:03:04", 2, 15},
    {"time: {column: t}\nderive: {d: {of: e, clock: yes}}\nrows: [{value: d, measure: load, unit: "
     "s}]\n",
     TEXT("t,e\n2027-03-14T05,02:xx\n"), NULL,
     "column e: '02:xx' is no length of time like 1-02:03:04", 2, 15},
    {"time: {column: t}\nderive: {d: {of: e, clock: yes}}\nrows: [{value: d, measure: load, unit: "
     "s}]\n",
     TEXT("t,e\n2027-03-14T05,02::03\n"), NULL,
     "column e: '02::03' is no length of time like 1-02:03:04", 2, 15},
    {"time: {column: t}\nderive: {d: {of: e, clock: yes}}\nrows: [{value: d, measure: load, unit: "
     "s}]\n",
     TEXT("t,e\n2027-03-14T05,7\n"), NULL, "column e: '7' is no length of time like 1-02:03:04", 2,
     15},
    {"time: {column: t}\nderive: {d: {of: e, after: [n=], until: \",\", each: sum}}\nrows: "
     "[{value: d, measure: load, unit: s}]\n",
     TEXT("t,e\n2027-03-14T05,\"n=1,n=2\"\n2027-03-14T06,\"n=4\"\n"),
     "2027-03-14T05\tload\t3\ts\n2027-03-14T06\tload\t4\ts\n", NULL, 0, 0},
    {"time: {column: t}\nderive: {d: {of: e, after: [n=], until: \",\", each: sum}}\nrows: "
     "[{value: d, measure: load, unit: s}]\n",
     TEXT("t,e\n2027-03-14T05,\"n=x,n=2\"\n"), NULL, "column e: 'x' is no number to be added up", 2,
     17},
    {"time: {column: t}\nderive: {d: {of: e, after: [n=], until: \",\", each: sum}}\nrows: "
     "[{value: d, measure: load, unit: s}]\n",
     TEXT("t,e\n2027-03-14T05,\"n=1,n=y\"\n"), NULL, "column e: 'y' is no number to be added up", 2,
     21},
    {"header: 0\n" TIMES LOAD, TEXT("t,v\n2027-03-14T05,1\n"), NULL,
     "header: 0 wants the names in 'columns'", 1, 9},
    {"columns: [t, v]\n" TIMES LOAD, TEXT("t,v\n2027-03-14T05,1\n"), NULL,
     "columns: are for a file without a header; say header: 0", 1, 10},
    {"decimal: \",\"\nthousands: \",\"\nseparator: \";\"\n" TIMES LOAD,
     TEXT("t,v\n2027-03-14T05,1\n"), NULL, "thousands: is the mark of decimals as well", 1, 1},
    {"time: {column: t, hour: h, every: day}\n" LOAD, TEXT("t,v\n2027-03-14T05,1\n"), NULL,
     "hour: a date with an hour is of an hour or a part of it; mend 'every'", 1, 25},
    {"whole_days: yes\n" LOAD, TEXT("t,v\n2027-03-14T05,1\n"), NULL,
     "whole_days: are of values by the hour, or a part of it", 1, 13},
    {"duplicates: error\n" TIMES LOAD, TEXT("t,v\n2027-03-14T05,1\n2027-03-14T05,2\n"), NULL,
     "load at 2027-03-14T05: the same key as in t.csv:2; say 'duplicates' in the map, or name what "
     "tells them apart in 'dims'",
     3, 15},
    {"duplicates: mean\n" TIMES LOAD, TEXT("t,v\n2027-03-14T05,1\n2027-03-14T05,2\n"),
     "2027-03-14T05\tload\t1.5\tMW\n", NULL, 0, 0},
    {"gaps: error\n" TIMES LOAD, TEXT("t,v\n2027-03-14T05,1\n2027-03-14T07,2\n"), NULL,
     "load: 1 values are missing in 1 gaps, the first at 2027-03-14T06, and 'gaps' of the map is "
     "error",
     0, 0},
    {"gaps: NA\n" TIMES LOAD, TEXT("t,v\n2027-03-14T05,1\n2027-03-14T07,2\n"),
     "2027-03-14T05\tload\t1\tMW\n2027-03-14T06\tload\tNA\tMW\n2027-03-14T07\tload\t2\tMW\n", NULL,
     0, 0},
    {"gaps: NA\ntime: {column: t, every: day, workdays: yes}\n" LOAD,
     TEXT("t,v\n2027-03-12,1\n2027-03-16,2\n"),
     "2027-03-12\tload\t1\tMW\n2027-03-15\tload\tNA\tMW\n2027-03-16\tload\t2\tMW\n", NULL, 0, 0},
    {"gaps: say\nto: month\ntime: {column: t, every: day}\n" LOAD,
     TEXT("t,v\n2027-03-12,1\n2027-03-16,2\n"), "2027-03\tload\t1.5\tMW\n", NULL, 0, 0},
    {"to: month\ncover: 50 %\ntime: {column: t, every: day}\n" LOAD,
     TEXT("t,v\n2027-03-12,1\n2027-03-16,2\n"), NULL,
     "load of 2027-03: 2 of 31 values are there, less than the 50 % that 'cover' of the map wants",
     2, 12},
    {"to: quarter\ntime: {column: t, every: month}\n" LOAD,
     TEXT("t,v\n2027-01,1\n2027-02,2\n2027-04,3\n"),
     "2027-Q1\tload\t1.5\tMW\n2027-Q2\tload\t3\tMW\n", NULL, 0, 0},
    {"to: year\ntime: {column: t, every: quarter}\n" LOAD,
     TEXT("t,v\n2027-Q1,1\n2027-Q2,2\n2027-Q3,3\n2027-Q4,4\n"), "2027\tload\t2.5\tMW\n", NULL, 0,
     0},
    {"to: day\ntime: {column: t, every: 15 minutes}\n" LOAD,
     TEXT("t,v\n2027-03-14T05:15,1\n2027-03-14T05:30,2\n"), "2027-03-14\tload\t1.5\tMW\n", NULL, 0,
     0},
    {"to: hour\ntime: {column: t, every: 15 minutes}\n" LOAD,
     TEXT("t,v\n2027-03-14T05:15,1\n2027-03-14T05:30,2\n2027-03-14T05:45,3\n2027-03-14T05:00,4\n"),
     "2027-03-14T05\tload\t2.5\tMW\n", NULL, 0, 0},
    {"where: [{column: v, like: \"1*\"}]\n" TIMES LOAD,
     TEXT("t,v\n2027-03-14T05,1\n2027-03-14T07,2\n"), "2027-03-14T05\tload\t1\tMW\n", NULL, 0, 0},
    {"where: [{column: v, unlike: [\"1*\", \"9*\"]}]\n" TIMES LOAD,
     TEXT("t,v\n2027-03-14T05,1\n2027-03-14T07,2\n"), "2027-03-14T07\tload\t2\tMW\n", NULL, 0, 0},
    {"where: [{column: z, like: \"1*\"}]\n" TIMES LOAD,
     TEXT("t,v\n2027-03-14T05,1\n2027-03-14T07,2\n"), NULL, "t.csv has no column 'z', only t, v", 1,
     9},
    {"comment: \"#\"\nheader: 2\n" TIMES LOAD, TEXT("a\nt,v\n#x\n2027-03-14T05,1\n"),
     "2027-03-14T05\tload\t1\tMW\n", NULL, 0, 0},
};

static char map_path[] = "/tmp/capplan-import-tables-XXXXXX";

static int import(size_t k, struct cp_str *out, struct cp_error *err) {
    struct cp_map *map = NULL;
    struct cp_import *im = NULL;
    struct cp_facts *facts = cp_facts_new();
    struct cp_str told = {0};
    FILE *f = fopen(map_path, "w");
    fputs(row[k].map, f);
    fclose(f);
    int rc = cp_plan_load_map(map_path, NULL, 0, &map, err);
    if (rc == 0)
        rc = cp_import_new(map, &im, err);
    if (rc == 0)
        rc = cp_import_read(im, row[k].table, row[k].len, "t.csv", err);
    if (rc == 0)
        rc = cp_import_facts(im, facts, &told, err);
    if (rc == 0)
        rc = cp_facts_write_str(facts, out, "tsv", err);
    cp_str_release(&told);
    cp_facts_free(facts);
    cp_import_free(im);
    if (map)
        cp_plan_free(&map->plan);
    return rc;
}

static void test_good(size_t k) {
    struct cp_error err = {0};
    struct cp_str out = {0};
    char what[48];
    snprintf(what, sizeof what, "map and table %zu", k + 1);
    ok_rc(import(k, &out, &err), &err, what);
    const char *body = out.s ? strchr(out.s, '\n') : NULL;
    ok_str(body ? body + 1 : NULL, row[k].facts, "its facts");
    cp_str_release(&out);
}

static void test_bad(size_t k) {
    struct cp_error err = {0};
    struct cp_str out = {0};
    int rc = import(k, &out, &err);
    const char *says = row[k].says, *got = err.at[0].msg;
    ok(rc < 0 && !out.len && err.n >= 1 && err.at[0].line == row[k].line &&
           err.at[0].col == row[k].col && strncmp(got, says, strlen(says)) == 0,
       "%u:%u: %.100s", row[k].line, row[k].col, says);
    if (err.n != 0 && strncmp(got, says, strlen(says)) != 0)
        printf("# %u:%u: %s\n", err.at[0].line, err.at[0].col, got);
    cp_str_release(&out);
}

int main(void) {
    int fd = mkstemp(map_path);
    if (fd < 0) {
        puts("Bail out! cannot write a map");
        return 1;
    }
    close(fd);
    for (size_t k = 0; k < sizeof row / sizeof *row; k++)
        if (row[k].facts)
            test_good(k);
        else
            test_bad(k);
    unlink(map_path);
    return done();
}
