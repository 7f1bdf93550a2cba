/* Keys of a map of cp-import, which is a file of its own. */
#include "plan/document/document.h"
#include "plan/schema/schema.h"
#include <string.h>

static const char *const separators[] = {",", ";", "|", "tab", " ", NULL};
static const char *const decimals[] = {".", ",", NULL};
static const char *const thousands[] = {",", ".", " ", "'", NULL};
static const char *const hows[] = {"error", "mean",  "sum",  "median", "min",
                                   "max",   "first", "last", NULL};
static const char *const meanings[] = {"beginning", "ending", "nth", NULL};
static const char *const lengths[] = {"hour",       "instant", "5 minutes", "15 minutes",
                                      "30 minutes", "day",     "week",      "month",
                                      "quarter",    "year",    NULL};
static const char *const targets[] = {"same", "hour", "day", "month", "quarter", "year", NULL};
static const char *const gaps[] = {"say", "error", "NA", NULL};
static const char *const eaches[] = {"first", "sum", "join", NULL};
static const char *const unknowns[] = {"error", "keep", "drop", NULL};

#define OF struct cp_import_accept
#define AT "accept/COLUMN/"
static const struct cp_field accept[] = {
    {AT "as", CP_IN(CP_T_NAMES, as), CP_N(nas), .default_text = "",
     .meaning = "its other names; letters and digits count, in any case"},
    {AT "lacking", CP_IN(CP_T_TEXT, lacking), .default_text = "",
     .meaning = "what each row has where there is no such column: a text in which {COLUMN} is the "
                "row's value, or NA, nothing; an error when absent"},
    {AT "name", CP_IN(CP_T_BOOLEAN, is_name), .default_text = "no",
     .meaning = "it is a name of the plan, in which blanks are written -"},
};
static const struct cp_schema accept_schema = {CP_ROWS(accept), .name = CP_AT(name),
                                               .pos = CP_AT(pos), .plain = "as"};
#undef AT
#undef OF

#define OF struct cp_import_where
#define AT "where/"
static const struct cp_field where[] = {
    {AT "column", CP_IN(CP_T_TEXT, column), .default_text = NULL,
     .meaning = "column that is asked"},
    {AT "like", CP_IN(CP_T_NAMES, like), CP_N(nlike), .default_text = "",
     .meaning = "texts, one of which it must be like; * is any text, ? any character"},
    {AT "unlike", CP_IN(CP_T_NAMES, unlike), CP_N(nunlike), .default_text = "",
     .meaning = "texts that it must not be like"},
};
static void check_where(struct cp_binder *b, const struct cp_plan_node *node, void *base) {
    const struct cp_import_where *w = base;
    if (!w->nlike && !w->nunlike)
        cp_plan_fail(b, node->pos, "missing key 'like' or 'unlike': which rows are taken");
}
static const struct cp_schema where_schema = {CP_ROWS(where), .pos = CP_AT(pos),
                                              .check = check_where};
#undef AT
#undef OF

#define OF struct cp_import_derived
#define AT "derive/NAME/"
static const struct cp_field derived[] = {
    {AT "of", CP_IN(CP_T_TEXT, of), .default_text = NULL, .meaning = "column that it is a part of"},
    {AT "after", CP_IN(CP_T_NAMES, after), CP_N(nafter), .default_text = "",
     .meaning = "texts that it stands after, one after another; nothing where they are not there"},
    {AT "until", CP_IN(CP_T_TEXT, until), .default_text = "",
     .meaning = "characters, the first of which ends it"},
    {AT "each", CP_IN(CP_T_CHOICE, each), .choice = eaches, .default_text = "first",
     .meaning = "where that is there more than once: the first, the sum of them, or all, joined by "
                "+"},
    {AT "or", CP_IN(CP_T_TEXT, instead), .default_text = "",
     .meaning = "column that is taken where nothing is there"},
    {AT "clock", CP_IN(CP_T_BOOLEAN, clock), .default_text = "no",
     .meaning = "it is a length of time as 1-02:03:04 or 02:03:04, and becomes seconds"},
};
static const struct cp_schema derived_schema = {CP_ROWS(derived), .name = CP_AT(name),
                                                .pos = CP_AT(pos)};
#undef AT
#undef OF

#define OF struct cp_import_names
#define AT "names/NAME/"
static const struct cp_field names[] = {
    {AT "file", CP_IN(CP_T_FILE, file), .default_text = NULL,
     .meaning = "table with tabs of two columns: from, their name, and to, ours"},
    {AT "unknown", CP_IN(CP_T_CHOICE, unknown), .choice = unknowns, .default_text = "error",
     .meaning = "a name that is not there: error, keep it, or drop the row"},
};
static const struct cp_schema names_schema = {CP_ROWS(names), .name = CP_AT(name),
                                              .pos = CP_AT(pos), .plain = "file"};
#undef AT
#undef OF

#define OF struct cp_import_text
#define TEXT                                                                                       \
    {                                                                                              \
        AT "text", CP_IN(CP_T_TEXT, text),                                                         \
            .default_text = NULL,                                                                  \
            .meaning = "its name: a text in which {COLUMN} is the row's value"                     \
    }
#define AT "dims/DIMENSION/"
static const struct cp_field dims[] = {TEXT};
static const struct cp_schema dims_schema = {CP_ROWS(dims), .name = CP_AT(name), .pos = CP_AT(pos),
                                             .plain = "text"};
#undef AT
#define AT "rows/dims/DIMENSION/"
static const struct cp_field row_dims[] = {TEXT};
static const struct cp_schema row_dims_schema = {CP_ROWS(row_dims), .name = CP_AT(name),
                                                 .pos = CP_AT(pos), .plain = "text"};
#undef AT
#define AT "plan/keys/KEY/"
static const struct cp_field keys[] = {TEXT};
static const struct cp_schema keys_schema = {CP_ROWS(keys), .name = CP_AT(name), .pos = CP_AT(pos),
                                             .plain = "text"};
#undef AT
#undef OF

#define OF struct cp_import_row
#define AT "rows/"
static const struct cp_field row[] = {
    {AT "value", CP_IN(CP_T_TEXT, value), .default_text = "",
     .meaning = "column of the value; *: every column that nothing else names; 1 when absent"},
    {AT "measure", CP_IN(CP_T_TEXT, measure), .default_text = NULL,
     .meaning = "measure of the fact; {COLUMN} is the row's value, {} the name of its column"},
    {AT "unit", CP_IN(CP_T_TEXT, unit), .default_text = "1", .meaning = "unit of the file"},
    {AT "as", CP_IN(CP_T_TEXT, as), .default_text = "",
     .meaning = "unit that it is converted to; the same when absent"},
    {AT "times", CP_IN(CP_T_NAMES, times), CP_N(ntimes), .default_text = "",
     .meaning = "columns that the value is multiplied by"},
    {AT "over", CP_IN(CP_T_NAMES, over), CP_N(nover), .default_text = "",
     .meaning = "columns that the value is divided by"},
    {AT "scale", CP_IN(CP_T_NUMBER, scale), .unit = "1", .default_text = "1", .flags = CP_F_SIGNED,
     .meaning = "number that the value is multiplied by"},
    {AT "dims", CP_IN(CP_T_TABLE, dim), CP_N(ndim), .default_text = "", .of = &row_dims_schema,
     .meaning = "dimensions of this fact, beside those of every row"},
    {AT "how", CP_IN(CP_T_CHOICE, how), .choice = hows, .default_text = "mean",
     .meaning = "how the values of a longer period become one: mean, sum, median, min, max, first "
                "or last"},
};
static void check_row(struct cp_binder *b, const struct cp_plan_node *node, void *base) {
    const struct cp_import_row *r = base;
    if (r->how == CP_HOW_ERROR)
        cp_plan_fail(b, cp_plan_node_child(node, "how")->pos, "how: 'error' makes no value");
}
static const struct cp_schema row_schema = {CP_ROWS(row), .pos = CP_AT(pos), .check = check_row};
#undef AT
#undef OF

#define OF struct cp_import_part
#define AT "plan/"
static const struct cp_field part[] = {
    {AT "path", CP_IN(CP_T_TEXT, path), .default_text = NULL,
     .meaning = "where in the plan: 'suppliers/{supplier}/offers/{offer}'"},
    {AT "is", CP_IN(CP_T_TEXT, is), .default_text = "",
     .meaning = "the value there: '{price} USD'; nothing where a column is empty"},
    {AT "keys", CP_IN(CP_T_TABLE, key), CP_N(nkey), .default_text = "", .of = &keys_schema,
     .meaning = "keys there and their values; one with an empty column is left out"},
};
static void check_part(struct cp_binder *b, const struct cp_plan_node *node, void *base) {
    const struct cp_import_part *p = base;
    if (!p->is == !p->nkey)
        cp_plan_fail(b, node->pos, "wanted one of 'is', a value, and 'keys'");
}
static const struct cp_schema part_schema = {CP_ROWS(part), .pos = CP_AT(pos), .check = check_part};
#undef AT
#undef OF

#define OF struct cp_map
#define AT "time/"
static const struct cp_field when[] = {
    {AT "column", CP_IN(CP_T_TEXT, map.time.column), .default_text = NULL,
     .meaning = "column of the time, or of the date where the hour stands in another"},
    {AT "format", CP_IN(CP_T_TEXT, map.time.format), .default_text = "",
     .meaning = "of its text, as %m/%d/%Y %I:%M:%S %p; a period like 2027-03-14 when absent"},
    {AT "hour", CP_IN(CP_T_TEXT, map.time.hour), .default_text = "",
     .meaning = "column of the hour: 7, 07:00, 24:00, 02a00"},
    {AT "is", CP_IN(CP_T_CHOICE, map.time.is), .choice = meanings, .default_text = "beginning",
     .meaning =
         "what the hour says: when it begins, when it ends, or which of its day it is (nth)"},
    {AT "first", CP_IN(CP_T_COUNT, map.time.first), .default_text = "1", .max = 1,
     .meaning = "number of the first hour of a day, with nth"},
    {AT "clock_from", CP_IN(CP_T_DATE, map.time.clock_from), .default_text = "",
     .flags = CP_F_NEVER, .meaning = "with nth: the day from which hours are those of the clock"},
    {AT "zone", CP_IN(CP_T_TEXT, map.time.zone), .default_text = "UTC",
     .meaning = "whose clock: UTC, America/Chicago, or -06:00 for one without summer time"},
    {AT "repeated", CP_IN(CP_T_TEXT, map.time.repeated), .default_text = "",
     .meaning = "column that marks the second of the two hours when clocks go back; when absent "
                "the first that comes is the first"},
    {AT "mark", CP_IN(CP_T_NAMES, map.time.mark), CP_N(map.time.nmark), .default_text = "",
     .meaning = "what stands there then; Y, true, 1 when absent"},
    {AT "every", CP_IN(CP_T_CHOICE, map.time.every), .choice = lengths, .default_text = "hour",
     .meaning = "how long the period of a value is: 5, 15 or 30 minutes, hour, day, week, month, "
                "quarter, year; instant: it has no length"},
    {AT "workdays", CP_IN(CP_T_BOOLEAN, map.time.workdays), .default_text = "no",
     .meaning = "days are Monday to Friday: no other is missing"},
};
static const struct cp_schema when_schema = {CP_ROWS(when)};
#undef AT

#define AT ""
static const struct cp_field map[] = {
    {"separator", CP_IN(CP_T_CHOICE_TEXT, map.form.separator), .choice = separators,
     .default_text = ",", .meaning = "between fields: ',' ';' '|' ' ' or tab"},
    {"decimal", CP_IN(CP_T_CHOICE_TEXT, map.form.decimal), .choice = decimals, .default_text = ".",
     .meaning = "mark of decimals"},
    {"thousands", CP_IN(CP_T_CHOICE_TEXT, map.form.thousands), .choice = thousands,
     .default_text = "",
     .meaning = "mark between thousands: ',' '.' ' ' or \"'\"; none when absent"},
    {"bom", CP_IN(CP_T_BOOLEAN, map.form.bom), .default_text = "no",
     .meaning = "the file may begin with a byte order mark"},
    {"header", CP_IN(CP_T_COUNT, map.form.header), .default_text = "1", .max = 1000,
     .meaning = "line of the names of columns, above which nothing is read; 0: there is none"},
    {"columns", CP_IN(CP_T_NAMES, map.form.column), CP_N(map.form.ncolumn), .default_text = "",
     .meaning = "names of the columns of a file without a header"},
    {"accept", CP_IN(CP_T_TABLE, map.accept), CP_N(map.naccept), .default_text = "",
     .of = &accept_schema,
     .meaning = "what is taken for a column that a file has by another name, "
                "or has not; what was taken is told"},
    {"comment", CP_IN(CP_T_TEXT, map.form.comment), .default_text = "",
     .meaning = "lines that begin so are passed over"},
    {"missing", CP_IN(CP_T_NAMES, map.form.missing), CP_N(map.form.nmissing), .default_text = "",
     .meaning = "texts that are read as if nothing stood there; when absent NA and - of values"},
    {"time", CP_T_MAP, 0, .default_text = "", .of = &when_schema,
     .meaning = "of what time a row is; without, facts have no period"},
    {"where", CP_IN(CP_T_LIST, map.where), CP_N(map.nwhere), .default_text = "",
     .of = &where_schema, .meaning = "which rows are taken"},
    {"derive", CP_IN(CP_T_TABLE, map.derived), CP_N(map.nderived), .default_text = "",
     .of = &derived_schema, .meaning = "columns that are a part of another"},
    {"names", CP_IN(CP_T_TABLE, map.names), CP_N(map.nnames), .default_text = "",
     .of = &names_schema,
     .meaning = "names of a dimension, and of plan those in a column, that are others of ours"},
    {"dims", CP_IN(CP_T_TABLE, map.dim), CP_N(map.ndim), .default_text = "", .of = &dims_schema,
     .meaning = "dimensions of every fact"},
    {"rows", CP_IN(CP_T_LIST, map.row), CP_N(map.nrow), .default_text = "", .of = &row_schema,
     .meaning = "facts that are made of each row"},
    {"plan", CP_IN(CP_T_LIST, map.part), CP_N(map.npart), .default_text = "", .of = &part_schema,
     .meaning = "what each row says of a plan, with --to yaml"},
    {"to", CP_IN(CP_T_CHOICE, map.to), .choice = targets, .default_text = "same",
     .meaning = "periods of the facts: hour, day, month, quarter, year, or the file's"},
    {"gaps", CP_IN(CP_T_CHOICE, map.gaps), .choice = gaps, .default_text = "say",
     .meaning = "periods that are missing between others: say, error, or NA as their value"},
    {"duplicates", CP_IN(CP_T_CHOICE, map.duplicates), .choice = hows, .default_text = "error",
     .meaning = "two values of one key: error, mean, sum, median, min, max, first or last"},
    {"cover", CP_IN(CP_T_NUMBER, map.cover), .unit = "1", .default_text = "0", .max = 1,
     .meaning = "least part of its values that a longer period must have"},
    {"whole_days", CP_IN(CP_T_BOOLEAN, map.whole_days), .default_text = "no",
     .meaning = "days of the zone that lack one of their hours are left out, and told"},
};

/* Columns that a stream has of its own are no dimensions. */
static void check_dims(struct cp_binder *b, const struct cp_import_text *dim, size_t n,
                       bool timed) {
    static const char *const own[] = {"measure", "value", "unit", "period"};
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < (timed ? 4 : 3); k++)
            if (strcmp(dim[i].name, own[k]) == 0)
                cp_plan_fail(b, dim[i].pos, "dims: '%s' is no dimension but a column of its own",
                             own[k]);
}

static void check_map(struct cp_binder *b, const struct cp_plan_node *node, void *base) {
    /* what values of a length can become */
    static const enum cp_import_to shortest[] = {
        [CP_EVERY_HOUR] = CP_TO_HOUR,       [CP_EVERY_INSTANT] = CP_TO_HOUR,
        [CP_EVERY_5_MINUTES] = CP_TO_HOUR,  [CP_EVERY_15_MINUTES] = CP_TO_HOUR,
        [CP_EVERY_30_MINUTES] = CP_TO_HOUR, [CP_EVERY_DAY] = CP_TO_DAY,
        [CP_EVERY_WEEK] = CP_TO_MONTH,      [CP_EVERY_MONTH] = CP_TO_MONTH,
        [CP_EVERY_QUARTER] = CP_TO_QUARTER, [CP_EVERY_YEAR] = CP_TO_YEAR};
    const struct cp_import_map *m = &((struct cp_map *)base)->map;
    const struct cp_plan_node *time = cp_plan_node_child(node, "time");
    bool counted = m->time.every == CP_EVERY_INSTANT || m->time.every >= CP_EVERY_DAY;
    check_dims(b, m->dim, m->ndim, time);
    for (size_t i = 0; i < m->nrow; i++)
        check_dims(b, m->row[i].dim, m->row[i].ndim, time);
    if (!m->nrow && !m->npart)
        cp_plan_fail(b, node->pos, "missing key 'rows' or 'plan': what becomes of a row");
    if (!m->form.header && !m->form.ncolumn)
        cp_plan_fail(b, cp_plan_node_child(node, "header")->pos,
                     "header: 0 wants the names in 'columns'");
    if (m->form.header && m->form.ncolumn)
        cp_plan_fail(b, cp_plan_node_child(node, "columns")->pos,
                     "columns: are for a file without a header; say header: 0");
    if (strcmp(m->form.decimal, m->form.thousands ? m->form.thousands : "") == 0)
        cp_plan_fail(b, node->pos, "thousands: is the mark of decimals as well");
    if (time && m->time.hour && counted)
        cp_plan_fail(b, cp_plan_node_child(time, "hour")->pos,
                     "hour: a date with an hour is of an hour or a part of it; mend 'every'");
    if (m->time.is == CP_IS_NTH && !m->time.hour)
        cp_plan_fail(b, cp_plan_node_child(time, "is")->pos, "nth: wants the column 'hour'");
    if (time && m->time.every == CP_EVERY_INSTANT && m->to == CP_TO_SAME)
        cp_plan_fail(b, time->pos,
                     "every: instants have no length; say with 'to' what they become");
    if (m->to != CP_TO_SAME && shortest[m->time.every] > m->to)
        cp_plan_fail(b, cp_plan_node_child(node, "to")->pos, "to: is shorter than 'every'");
    if (m->whole_days && (!time || counted))
        cp_plan_fail(b, cp_plan_node_child(node, "whole_days")->pos,
                     "whole_days: are of values by the hour, or a part of it");
    if (m->to != CP_TO_SAME && !m->time.column)
        cp_plan_fail(b, cp_plan_node_child(node, "to")->pos, "to: wants 'time'");
}
const struct cp_schema cp_plan_schema_map = {CP_ROWS(map), .check = check_map};
#undef AT
#undef OF
