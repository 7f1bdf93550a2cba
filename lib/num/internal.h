/* num, within the room. */
#ifndef CAPPLAN_NUM_INTERNAL_H
#define CAPPLAN_NUM_INTERNAL_H

/* GSL's default handler aborts the process: off, once, before the first call that can fail. */
void cp_num_quiet_gsl(void);

#endif
