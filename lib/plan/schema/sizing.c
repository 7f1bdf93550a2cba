/* Keys of `sizing:`, the cases that a tranche is sized by. */
#include "plan/schema/schema.h"

#define AT "entities/NAME/tranches/NAME/sizing/NAME/"
#define OF struct cp_sizing_case
static const struct cp_field sizing[] = {
    {AT "dscr", CP_IN(CP_T_NUMBER, dscr), .unit = "1", .default_text = NULL, .flags = CP_F_POSITIVE,
     .meaning = "that the case must leave"},
    {AT "set", CP_T_OVERRIDES, 0, .default_text = "",
     .meaning = "values of the plan that are other ones in it, by path, as --set does"},
    {AT "scenario", CP_IN(CP_T_TEXT, scenario), .default_text = "",
     .meaning = "of settlement and repricing facts that count in it; those of none when absent"},
};
const struct cp_schema cp_plan_schema_sizing = {CP_ROWS(sizing), .name = CP_AT(name),
                                                .pos = CP_AT(pos)};
#undef AT
#undef OF
