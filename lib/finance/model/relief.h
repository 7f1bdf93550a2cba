/* Members of a tax group in a year: what each has of the losses of others, and of a limit of
 * interest on all, as far as the year has come. */
#ifndef CAPPLAN_FINANCE_RELIEF_H
#define CAPPLAN_FINANCE_RELIEF_H

#include "finance/model/settle.h"
#include "plan/plan.h"

struct cp_book;
struct cp_finance_model;

/* What others have to know of a member. */
struct cp_tax_position {
    double net;         /* its profit; before net interest where the group limits that */
    double interest;    /* that, with what is carried into the year */
    double base;        /* what the group's limit is a part of */
    double own, shared; /* losses carried into the year: for itself alone, and for all */
};

/* What it has of the group. */
struct cp_tax_relief {
    bool together;    /* it files with others this year, */
    bool pooled;      /* whose interest is limited together */
    double allowed;   /* net interest deducted, where the group limits it */
    double deducted;  /* losses: its own that were carried, and those of others */
    double claimed;   /* of these, those of others */
    double used;      /* of what it carried, by itself and by others */
    double given;     /* losses that others deduct */
    double given_now; /* of these, the ones of the year */
    double paid;      /* to others for losses, less what they pay */
};

struct cp_tax_filer {
    struct cp_book *book;
    int first, last;                       /* years in the group */
    struct cp_tax_position *taken, *found; /* by period: by its run of others, and of it */
};
struct cp_tax_filing {
    const struct cp_tax_group *terms;
    struct cp_tax_filer *filer;
    size_t n;
    struct cp_settling settling;
};
struct cp_tax_filings {
    struct cp_tax_filing *at;
    size_t n;
};

/* What may be deducted, for a part of it, of what all have: rates that are the same for all
 * members. */
struct cp_tax_shares {
    double interest;    /* of a member's positive net interest: deducted */
    double claim, give; /* of a profit and of a loss of the year: set against each other */
    double use, lend;   /* the same of what is left of profits and of shared losses carried */
};

int cp_finance_filings_make(struct cp_finance_model *m);
/* Whether a book files with others in a year. */
bool cp_finance_files_together(const struct cp_book *b, int year);
/* `now`: of the book itself, by the end of period t. */
struct cp_tax_relief cp_finance_relief(const struct cp_book *b, size_t t, int year,
                                       struct cp_tax_position now);
/* What runs of members took of each other and then found: the largest difference; and what the next
 * ones take. CP_ENOMEM (no message). */
double cp_finance_filings_gap(struct cp_finance_model *m);
int cp_finance_filings_move(struct cp_finance_model *m, bool extrapolate);

#endif
