/* Every allocation of building a report, and of writing it, fails once. */
#include "report/report.h"
#include "starve.h"

static const char stream[] = "scenario\tperiod\tsite\tsku\tsupplier\toffer\tstep\tcontract\tworkloa"
                             "d\tentity\ttranche\tkind\t"
                             "measure\tvalue\tunit\n"
                             "low\t2027\t-\t-\t-\t-\t-\t-\tads\t-\t-\t-\tdemand\t10\tEFLOP/s\n"
                             "low\t2027\t-\t-\t-\t-\t-\t-\tads\t-\t-\t-\tserved\t9\tEFLOP/s\n"
                             "low\t2027\t-\t-\t-\t-\t-\t-\tads\t-\t-\t-\tunmet\t1\tEFLOP/s\n"
                             "low\t2027\t-\t-\t-\t-\t-\t-\tads\t-\t-\t-\ttokens\t1e6\ttoken/s\n"
                             "low\t2027\tx\t-\t-\t-\t-\t-\t-\t-\t-\t-\thalls\t100\tMW\n"
                             "low\t2027\tx\t-\t-\t-\t-\t-\t-\t-\t-\t-\tenergised\t50\tMW\n"
                             "low\t2027\tx\t-\t-\t-\t-\t-\t-\t-\t-\t-\tpower\t40\tMW\n"
                             "low\t2027\tx\tA\t-\t-\t-\t-\t-\t-\t-\t-\tstock\t1000\tGPU\n"
                             "low\t2027\tx\tA\t-\t-\t-\t-\t-\t-\t-\t-\tinventory\t10\tGPU\n"
                             "low\t2027\t-\tA\ts\to\t1\t-\t-\t-\t-\t-\tsupply\t10\tGPU\n"
                             "low\t2027\t-\tA\ts\to\t1\t-\t-\t-\t-\t-\tprice\t10\tUSD/GPU\n"
                             "low\t-\t-\t-\ts\t-\t-\t-\t-\t-\t-\t-\tsupplier_exposure\t1e9\tUSD\n"
                             "low\t-\t-\t-\ts\t-\t-\t-\t-\t-\t-\t-\tsupplier_share\t1\t1\n"
                             "low\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\tsupplier\thhi\t1e4\t1\n"
                             "low\t2027\tx\t-\t-\t-\t-\tpjm\t-\t-\t-\tgrid\tenergy\t10\tMWh\n"
                             "low\t2027\t-\t-\t-\t-\t-\t-\t-\t-\t-\tgpu\tcost\t10\tUSD\n"
                             "low\t2027\tx\tA\t-\t-\t-\t-\tads\t-\t-\t-\tgpu_hours\t10\tGPU.h\n"
                             "low\t2027\t-\t-\t-\t-\t-\t-\t-\tspv\ta\t-\tdebt\t10\tUSD\n"
                             "low\t2027\t-\t-\t-\t-\t-\t-\t-\tspv\ta\t-\tdscr\t1.1\t1\n"
                             "low\t-\t-\t-\t-\t-\t-\t-\t-\tspv\ta\t-\tllcr\t1.1\t1\n"
                             "low\t2027\tx\t-\t-\t-\t-\t-\t-\t-\t-\tsite-power\tbinding\t10\tUSD\n"
                             "low\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\tobjective\t10\tUSD\n"
                             "low\t2027\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\tmine\t10\tUSD\n";

static int report(const void *with, struct cp_error *err) {
    struct cp_str text = {0};
    struct cp_page *page = cp_page_new();
    int rc = cp_report_build(with, &(struct cp_report_options){.pictures = true}, page, err);
    if (rc == 0)
        rc = cp_page_write(page, "text", &(struct cp_page_options){.bold = true}, &text, err);
    if (rc == 0 && (!strstr(text.s, "Debt") || !strstr(text.s, "mine")))
        rc = cp_fail(err, CP_EINTERNAL, "something is left out without a word");
    cp_str_release(&text);
    cp_page_free(page);
    return rc;
}

static const char planned[] = "period\tworkload\tcontract\tkind\tmeasure\tvalue\tunit\n"
                              "2027-Q1\tads\t-\t-\tdemand\t10\tEFLOP/s\n"
                              "2027-Q1\t-\tg\t-\tenergy\t90\tMWh\n"
                              "2027-Q1\t-\tg\tenergy\tcost\t900\tUSD\n";
static const char came[] = "period\tworkload\tkind\tmeasure\tvalue\tunit\n"
                           "2027-01\tads\t-\tdemand\t11\tEFLOP/s\n"
                           "2027-01\t-\t-\tenergy\t40\tMWh\n"
                           "2027-01\t-\tenergy\tcost\t500\tUSD\n"
                           "2027-01\tother\t-\tdemand\t1\tEFLOP/s\n";

struct both {
    struct cp_facts *plan, *actual;
};

static int compare(const void *with, struct cp_error *err) {
    const struct both *b = with;
    struct cp_str text = {0};
    struct cp_page *page = cp_page_new();
    int rc = cp_report_actual(b->plan, b->actual, page, err);
    if (rc == 0)
        rc = cp_page_write(page, "md", &(struct cp_page_options){0}, &text, err);
    if (rc == 0 && (!strstr(text.s, "demand of ads, 10.0 % above") ||
                    !strstr(text.s, "by the price") || !strstr(text.s, "demand other")))
        rc = cp_fail(err, CP_EINTERNAL, "something is left out without a word");
    cp_str_release(&text);
    cp_page_free(page);
    return rc;
}

static struct cp_facts *facts_of(const char *text, size_t len) {
    struct cp_error err = {0};
    struct cp_facts *facts = cp_facts_new();
    FILE *in = fmemopen((void *)(uintptr_t)text, len, "r");
    ok_rc(cp_facts_read(facts, in, "stream", &err), &err, "a stream");
    fclose(in);
    return facts;
}

int main(void) {
    struct both both = {facts_of(planned, sizeof planned - 1), facts_of(came, sizeof came - 1)};
    starve(compare, &both, "plan and actual");
    cp_facts_free(both.plan);
    cp_facts_free(both.actual);
    struct cp_error err = {0};
    struct cp_facts *facts = cp_facts_new();
    FILE *in = fmemopen((void *)(uintptr_t)stream, sizeof stream - 1, "r");
    ok_rc(cp_facts_read(facts, in, "stream", &err), &err, "a stream of every section");
    fclose(in);
    starve(report, facts, "a report");
    cp_facts_free(facts);
    return done();
}
