/* Files of markets, venue by venue: what is read of them, and what is told of those that are none.
 */
#include "odds/odds.h"
#include "tap.h"

static const struct {
    const char *what, *shape, *text,
        *markets; /* venue|event|name|bid|ask|last|said|resolved, flags */
} good[] = {
    {"an event of Polymarket with its markets, the yes where it stands", NULL,
     "{\"slug\": \"who\", \"negRisk\": true, \"markets\": ["
     "{\"conditionId\": \"1\", \"slug\": \"a\", \"outcomes\": \"[\\\"No\\\", \\\"Yes\\\"]\","
     " \"outcomePrices\": \"[\\\"0.7\\\", \\\"0.3\\\"]\", \"bestBid\": 0.68, \"bestAsk\": 0.72},"
     "{\"conditionId\": \"2\", \"id\": \"b\", \"outcomePrices\": \"[\\\"1\\\", \\\"0\\\"]\","
     " \"closed\": true, \"umaResolutionStatus\": \"resolved\"}]}",
     "polymarket|who|a|0.28|0.32|0.3|nan|nan|exclusive\n"
     "polymarket|who|b|nan|nan|1|nan|1|exclusive closed\n"},
    {"a page of markets, of which one is not settled though closed", NULL,
     "{\"data\": [{\"conditionId\": \"1\", \"slug\": \"a\", \"events\": [{\"slug\": \"e\"}],"
     " \"outcomePrices\": \"[\\\"0.5\\\", \\\"0.5\\\"]\", \"closed\": true,"
     " \"umaResolutionStatus\": \"resolved\"}]}",
     "polymarket|e|a|nan|nan|0.5|nan|nan|closed\n"},
    {"a book of Polymarket, its best anywhere", NULL,
     "{\"asset_id\": \"7\", \"market\": \"0x\", \"bids\": [{\"price\": \"0.2\", \"size\": \"5\"},"
     " {\"price\": \"0.4\", \"size\": \"6\"}, {\"price\": \"0.1\", \"size\": \"7\"}],"
     " \"asks\": [{\"price\": \"0.9\", \"size\": \"5\"}, {\"price\": \"0.5\", \"size\": \"6\"},"
     " {\"price\": \"0.6\", \"size\": \"6\"}], \"last_trade_price\": \"0.45\"}",
     "polymarket|0x|7|0.4|0.5|0.45|nan|nan|\n"},
    {"a book with one side", NULL, "{\"asset_id\": \"7\", \"asks\": [{\"price\": \"0.9\"}]}",
     "polymarket|7|7|nan|0.9|nan|nan|nan|\n"},
    {"a question of Manifold with answers, settled by one", NULL,
     "[{\"id\": \"q\", \"outcomeType\": \"MULTIPLE_CHOICE\", \"mechanism\": \"cpmm-multi-1\","
     " \"isResolved\": true, \"token\": \"CASH\", \"shouldAnswersSumToOne\": true, \"answers\": ["
     "{\"text\": \"x\", \"probability\": 0.9, \"resolution\": \"YES\"},"
     "{\"text\": \"y\", \"probability\": 0.1, \"resolution\": \"NO\"},"
     "{\"text\": \"z\", \"probability\": 0, \"resolution\": \"CANCEL\"}]}]",
     "manifold|q|x|nan|nan|nan|0.9|1|exclusive closed\n"
     "manifold|q|y|nan|nan|nan|0.1|0|exclusive closed\n"
     "manifold|q|z|nan|nan|nan|0|nan|exclusive closed\n"},
    {"a number of Manifold, which is no probability", NULL,
     "{\"id\": \"q\", \"outcomeType\": \"PSEUDO_NUMERIC\", \"mechanism\": \"cpmm-1\","
     " \"probability\": 0.3, \"resolution\": \"NO\"}",
     "manifold|q|q|nan|nan|nan|nan|0|play\n"},
    {"a binary post of Metaculus, by its centers", NULL,
     "{\"id\": 5, \"question\": {\"type\": \"binary\", \"status\": \"open\", \"resolution\": "
     "\"no\","
     " \"aggregations\": {\"recency_weighted\": {\"latest\": {\"centers\": [0.25]}}}}}",
     "metaculus|5|5|nan|nan|nan|0.25|0|\n"},
    {"a page of posts: by what is forecast, and one that nobody may see", NULL,
     "{\"results\": [{\"id\": 5, \"question\": {\"type\": \"binary\", \"resolution\": \"yes\","
     " \"aggregations\": {\"recency_weighted\": {\"latest\": {\"forecast_values\": [0.9, 0.1]}}}}},"
     " {\"id\": 6, \"group_of_questions\": {\"questions\": [{\"id\": 61, \"type\": "
     "\"binary\"}]}}]}",
     "metaculus|5|5|nan|nan|nan|0.1|1|closed\nmetaculus|6|61|nan|nan|nan|nan|nan|\n"},
    {"a choice that came out as one of its options", NULL,
     "{\"id\": 7, \"question\": {\"type\": \"multiple_choice\", \"options\": [\"a\", \"b\"],"
     " \"resolution\": \"b\", \"aggregations\": {\"recency_weighted\": {\"latest\":"
     " {\"forecast_values\": [0.4, 0.6]}}}}}",
     "metaculus|7|a|nan|nan|nan|0.4|0|exclusive closed\n"
     "metaculus|7|b|nan|nan|nan|0.6|1|exclusive closed\n"},
    {"a choice that was called off", NULL,
     "{\"id\": 7, \"question\": {\"type\": \"multiple_choice\", \"options\": [\"a\"],"
     " \"resolution\": \"annulled\", \"aggregations\": {\"recency_weighted\": {\"latest\":"
     " {\"forecast_values\": [1]}}}}}",
     "metaculus|7|a|nan|nan|nan|1|nan|exclusive closed\n"},
    /* position of 1/2 from 1 to 100 over 0: 1 + 99 (100^(1/2) - 1) / (100 - 1) = 10 */
    {"a number on a logarithmic range, in parts of it", NULL,
     "{\"id\": 8, \"question\": {\"type\": \"numeric\", \"scaling\": {\"range_min\": 1,"
     " \"range_max\": 100, \"zero_point\": 0}, \"aggregations\": {\"recency_weighted\": "
     "{\"latest\":"
     " {\"forecast_values\": [0.1, 0.5, 0.9]}}}}}",
     "metaculus|8|8 below 1|nan|nan|nan|0.1|nan|exclusive -inf..1\n"
     "metaculus|8|8 below 10|nan|nan|nan|0.4|nan|exclusive 1..10\n"
     "metaculus|8|8 below 100|nan|nan|nan|0.4|nan|exclusive 10..100\n"
     "metaculus|8|8 below inf|nan|nan|nan|0.1|nan|exclusive 100..inf\n"},
    {"a market that nobody has traded has no price, whatever is shown", NULL,
     "[{\"conditionId\": \"1\", \"slug\": \"a\", \"outcomePrices\": \"[\\\"0.5\\\", \\\"0.5\\\"]\","
     " \"bestBid\": 0, \"bestAsk\": 1, \"lastTradePrice\": 0, \"volumeNum\": 0},"
     "{\"conditionId\": \"2\", \"slug\": \"b\", \"outcomePrices\": \"[\\\"0.5\\\", \\\"0.5\\\"]\","
     " \"volume\": \"0\"},"
     "{\"conditionId\": \"3\", \"slug\": \"c\", \"outcomePrices\": \"[\\\"0.5\\\", \\\"0.5\\\"]\","
     " \"volume\": \"9\"},"
     "{\"conditionId\": \"4\", \"slug\": \"d\", \"outcomes\": \"\", \"outcomePrices\": \"\","
     " \"lastTradePrice\": 0.3}]",
     "polymarket|a|a|0|1|0|nan|nan|\npolymarket|b|b|nan|nan|nan|nan|nan|\n"
     "polymarket|c|c|nan|nan|0.5|nan|nan|\npolymarket|d|d|nan|nan|0.3|nan|nan|\n"},
    {"put away, not yet open, and settled just short of 1; a name kept for who may still come",
     NULL,
     "{\"events\": [{\"slug\": \"none\", \"markets\": []}, {\"slug\": \"e\", \"negRisk\": true,"
     " \"markets\": ["
     "{\"conditionId\": \"1\", \"slug\": \"a\", \"archived\": true, \"lastTradePrice\": 0.2},"
     "{\"conditionId\": \"2\", \"slug\": \"b\", \"active\": false},"
     "{\"conditionId\": \"3\", \"slug\": \"c\", \"closed\": true, \"umaResolutionStatus\": "
     "\"resolved\","
     " \"outcomePrices\": \"[\\\"0.9995\\\", \\\"0.0005\\\"]\", \"lastTradePrice\": 0.1},"
     "{\"conditionId\": \"4\", \"slug\": \"d\", \"closed\": true, \"umaResolutionStatus\": "
     "\"disputed\","
     " \"outcomePrices\": \"[\\\"1\\\", \\\"0\\\"]\"}]}]}",
     "polymarket|e|a|nan|nan|0.2|nan|nan|exclusive "
     "closed\npolymarket|e|b|nan|nan|nan|nan|nan|closed\n"
     "polymarket|e|c|nan|nan|0.9995|nan|1|exclusive closed\n"
     "polymarket|e|d|nan|nan|1|nan|nan|exclusive closed\n"},
    {"several books", NULL,
     "[{\"asset_id\": \"7\", \"bids\": [{\"price\": \"0.4\"}]}, {\"asset_id\": \"8\", \"asks\": "
     "[]}]",
     "polymarket|7|7|0.4|nan|nan|nan|nan|\npolymarket|8|8|nan|nan|nan|nan|nan|\n"},
    {"events of which the first has no market; cents where dollars are null; a result in dispute",
     NULL,
     "{\"events\": [{\"event_ticker\": \"N\", \"markets\": []}, {\"markets\": ["
     "{\"ticker\": \"a\", \"yes_bid_dollars\": null, \"yes_ask_dollars\": null, \"yes_bid\": 30,"
     " \"yes_ask\": 34},"
     "{\"ticker\": \"b\", \"status\": \"disputed\", \"result\": \"yes\"},"
     "{\"ticker\": \"c\", \"strike_type\": \"between\", \"floor_strike\": 4}]}]}",
     "kalshi|a|a|0.3|0.34|nan|nan|nan|\nkalshi|b|b|nan|nan|nan|nan|nan|closed\n"
     "kalshi|c|c|nan|nan|nan|nan|nan|\n"},
    {"candlesticks of several markets", NULL,
     "{\"markets\": [{\"market_ticker\": \"a\", \"candlesticks\": [{\"end_period_ts\": 1788220800,"
     " \"yes_bid\": {\"close\": 10}}]}, {\"market_ticker\": \"b\", \"candlesticks\": []}]}",
     "kalshi|a|a|0.1|nan|nan|nan|nan|\n"},
    {"answers of one text, of none, and the one that came by its number", NULL,
     "[{\"id\": \"q\", \"outcomeType\": \"MULTIPLE_CHOICE\", \"mechanism\": \"m\","
     " \"isResolved\": true, \"resolution\": \"i2\", \"closeTime\": 8640000000000000, \"answers\": "
     "["
     "{\"id\": \"i1\", \"text\": \"x\"}, {\"id\": \"i2\", \"text\": \"x\"}, {\"id\": \"i3\", "
     "\"text\": \"\"}]}]",
     "manifold|q|x|nan|nan|nan|nan|0|closed play\nmanifold|q|i2|nan|nan|nan|nan|1|closed play\n"
     "manifold|q|i3|nan|nan|nan|nan|0|closed play\n"},
    {"a date that is forecast is a rung for every tenth of its range, and rises", NULL,
     "{\"id\": 8, \"status\": \"open\", \"question\": {\"type\": \"date\", \"scaling\": "
     "{\"range_min\":"
     " 1767225600, \"range_max\": 1830297600}, \"aggregations\": {\"recency_weighted\": "
     "{\"latest\":"
     " {\"forecast_values\": [0.1, 0.4, 0.3]}}}}}",
     "metaculus|8|8 by 2026-01-01|nan|nan|nan|0.1|nan|\nmetaculus|8|8 by "
     "2027-01-01|nan|nan|nan|0.4|nan|\n"
     "metaculus|8|8 by 2028-01-01|nan|nan|nan|0.4|nan|\n"},
    {"a range of a few days, and of numbers that are close, names each once", NULL,
     "{\"results\": [{\"id\": 8, \"question\": {\"type\": \"date\", \"status\": \"open\","
     " \"scaling\": {\"range_min\": 1798761600, \"range_max\": 1798891200}, \"aggregations\":"
     " {\"recency_weighted\": {\"latest\": {\"forecast_values\": [0.1, 0.2, 0.3, 0.4]}}}}},"
     " {\"id\": 9, \"question\": {\"type\": \"numeric\", \"status\": \"open\","
     " \"scaling\": {\"range_min\": 1000000, \"range_max\": 1000004}, \"aggregations\":"
     " {\"recency_weighted\": {\"latest\": {\"forecast_values\": [0.1, 0.5, 0.9]}}}}},"
     /* doubles at 1e16 are 2 apart: a part without width is of the next */
     " {\"id\": 10, \"question\": {\"type\": \"numeric\", \"status\": \"open\","
     " \"scaling\": {\"range_min\": 1e16, \"range_max\": 10000000000000002}, \"aggregations\":"
     " {\"recency_weighted\": {\"latest\": {\"forecast_values\": [0, 0.5, 1]}}}}}]}",
     "metaculus|8|8 by 2027-01-01|nan|nan|nan|0.2|nan|\n"
     "metaculus|8|8 by 2027-01-02|nan|nan|nan|0.4|nan|\n"
     "metaculus|9|9 below 1000000|nan|nan|nan|0.1|nan|exclusive -inf..1e+06\n"
     "metaculus|9|9 below 1000002|nan|nan|nan|0.4|nan|exclusive 1e+06..1e+06\n"
     "metaculus|9|9 below 1000004|nan|nan|nan|0.4|nan|exclusive 1e+06..1e+06\n"
     "metaculus|9|9 below inf|nan|nan|nan|0.1|nan|exclusive 1e+06..inf\n"
     "metaculus|10|10 below 10000000000000002|nan|nan|nan|1|nan|exclusive 1e+16..1e+16\n"},
    {"a range of dates to the last day that has a name", NULL,
     "{\"id\": 8, \"question\": {\"type\": \"date\", \"status\": \"open\", \"scaling\":"
     " {\"range_min\": 1767225600, \"range_max\": 253402300799}, \"aggregations\":"
     " {\"recency_weighted\": {\"latest\": {\"forecast_values\": [0.1, 0.4]}}}}}",
     "metaculus|8|8 by 2026-01-01|nan|nan|nan|0.1|nan|\n"
     "metaculus|8|8 by 9999-12-31|nan|nan|nan|0.4|nan|\n"},
    {"a number and a date without their range, on a page with another", NULL,
     "{\"results\": [{\"id\": 8, \"question\": {\"type\": \"numeric\", \"status\": \"open\","
     " \"aggregations\": {\"recency_weighted\": {\"latest\": {\"forecast_values\": [0, 1]}}}}},"
     " {\"id\": 9, \"question\": {\"type\": \"date\", \"status\": \"open\","
     " \"aggregations\": {\"recency_weighted\": {\"latest\": {\"forecast_values\": [0, 1]}}}}},"
     " {\"id\": 5, \"question\": {\"type\": \"binary\", \"status\": \"open\","
     " \"aggregations\": {\"recency_weighted\": {\"latest\": {\"centers\": [0.25]}}}}}]}",
     "metaculus|8|8|nan|nan|nan|nan|nan|\nmetaculus|9|9|nan|nan|nan|nan|nan|\n"
     "metaculus|5|5|nan|nan|nan|0.25|nan|\n"},
    {"a date that came out, on a rung", NULL,
     "{\"id\": 8, \"question\": {\"type\": \"date\", \"status\": \"resolved\","
     " \"resolution\": \"2027-01-01T00:00:00Z\", \"scaling\":"
     " {\"range_min\": 1767225600, \"range_max\": 1830297600}, \"aggregations\":"
     " {\"recency_weighted\": {\"latest\": {\"forecast_values\": [0.1, 0.4, 0.4]}}}}}",
     "metaculus|8|8 by 2026-01-01|nan|nan|nan|0.1|0|closed\n"
     "metaculus|8|8 by 2027-01-01|nan|nan|nan|0.4|1|closed\n"
     "metaculus|8|8 by 2028-01-01|nan|nan|nan|0.4|1|closed\n"},
    {"a second after it", NULL,
     "{\"id\": 8, \"question\": {\"type\": \"date\", \"status\": \"resolved\","
     " \"resolution\": \"2027-01-01T00:00:01Z\", \"scaling\":"
     " {\"range_min\": 1767225600, \"range_max\": 1830297600}, \"aggregations\":"
     " {\"recency_weighted\": {\"latest\": {\"forecast_values\": [0.1, 0.4, 0.4]}}}}}",
     "metaculus|8|8 by 2026-01-01|nan|nan|nan|0.1|0|closed\n"
     "metaculus|8|8 by 2027-01-01|nan|nan|nan|0.4|0|closed\n"
     "metaculus|8|8 by 2028-01-01|nan|nan|nan|0.4|1|closed\n"},
    {"a date behind its range", NULL,
     "{\"id\": 8, \"question\": {\"type\": \"date\", \"status\": \"resolved\","
     " \"resolution\": \"above_upper_bound\", \"scaling\":"
     " {\"range_min\": 1767225600, \"range_max\": 1830297600}, \"aggregations\":"
     " {\"recency_weighted\": {\"latest\": {\"forecast_values\": [0.1, 0.4, 0.4]}}}}}",
     "metaculus|8|8 by 2026-01-01|nan|nan|nan|0.1|0|closed\n"
     "metaculus|8|8 by 2027-01-01|nan|nan|nan|0.4|0|closed\n"
     "metaculus|8|8 by 2028-01-01|nan|nan|nan|0.4|0|closed\n"},
    {"before it", NULL,
     "{\"id\": 8, \"question\": {\"type\": \"date\", \"status\": \"resolved\","
     " \"resolution\": \"below_lower_bound\", \"scaling\":"
     " {\"range_min\": 1767225600, \"range_max\": 1830297600}, \"aggregations\":"
     " {\"recency_weighted\": {\"latest\": {\"forecast_values\": [0.1, 0.4, 0.4]}}}}}",
     "metaculus|8|8 by 2026-01-01|nan|nan|nan|0.1|1|closed\n"
     "metaculus|8|8 by 2027-01-01|nan|nan|nan|0.4|1|closed\n"
     "metaculus|8|8 by 2028-01-01|nan|nan|nan|0.4|1|closed\n"},
    {"a date that was called off", NULL,
     "{\"id\": 8, \"question\": {\"type\": \"date\", \"status\": \"resolved\","
     " \"resolution\": \"annulled\", \"scaling\":"
     " {\"range_min\": 1767225600, \"range_max\": 1830297600}, \"aggregations\":"
     " {\"recency_weighted\": {\"latest\": {\"forecast_values\": [0.1, 0.4, 0.4]}}}}}",
     "metaculus|8|8 by 2026-01-01|nan|nan|nan|0.1|nan|closed\n"
     "metaculus|8|8 by 2027-01-01|nan|nan|nan|0.4|nan|closed\n"
     "metaculus|8|8 by 2028-01-01|nan|nan|nan|0.4|nan|closed\n"},
    {"a distribution that falls is made to rise", NULL,
     "{\"id\": 8, \"question\": {\"type\": \"numeric\", \"status\": \"closed\", \"scaling\": "
     "{\"range_min\":"
     " 1, \"range_max\": 3}, \"aggregations\": {\"recency_weighted\": {\"latest\":"
     " {\"forecast_values\": [0, 0.7, 0.4]}}}}}",
     "metaculus|8|8 below 2|nan|nan|nan|0.7|nan|exclusive closed 1..2\n"
     "metaculus|8|8 below inf|nan|nan|nan|0.3|nan|exclusive closed 3..inf\n"},
    {"a table with its marks and quotes", NULL,
     "\xef\xbb\xbf# of x\n#\nmarket,event,bid,ask,resolved\r\n\"a \"\"b\"\"\",e,0.1,NA,yes\r\n"
     "\"c\nd\",-,,0.3,no\r\nf,e,,,0.5\n\n",
     "table|e|a \"b\"|0.1|nan|nan|nan|1|\ntable|c\nd|c\nd|nan|0.3|nan|nan|0|\n"
     "table|e|f|nan|nan|nan|nan|nan|\n"},
};

static const struct {
    const char *shape, *text;
    unsigned line, col;
    const char *says;
} bad[] = {
    {NULL, "", 0, 0, "it is empty"},
    {NULL, " \n\t", 0, 0, "it is empty"},
    {NULL, "<html>", 0, 0, "an HTML page"},
    {NULL, "[]", 0, 0, "an empty list"},
    {NULL, "{\"error\": \"x\"}", 0, 0, "an error that the venue sent"},
    {NULL, "{\"detail\": \"x\"}", 0, 0, "an error that the venue sent"},
    {NULL, "{\"message\": \"x\"}", 0, 0, "an error that the venue sent"},
    {NULL, "{\"markets\": []}", 0, 0, "no market in it"},
    {NULL, "{\"password\": hunter2}", 1, 19, "no JSON: invalid token; save"},
    {NULL, "{\"x\": 1}", 0, 0, "JSON of no shape that is known"},
    {NULL, "{\"results\": []}", 0, 0, "no market in it"},
    {NULL, "{\"candlesticks\": []}", 0, 0, "no price in it"},
    {NULL, "{\"events\": [{\"event_ticker\": \"A\"}]}", 0, 0, "events without their markets"},
    {NULL, "{\"markets\": [{\"a\": 1}, {\"ticker\": \"A\"}]}", 0, 0,
     "markets/0: no market: it has no"},
    {NULL, "{\"markets\": [{\"ticker\": \"A\", \"close_time\": \"tomorrow\"}]}", 0, 0,
     "markets/0/close_time: 'tomorrow' is no time"},
    {NULL,
     "{\"question\": {\"type\": \"numeric\", \"aggregations\": {\"recency_weighted\": {\"latest\":"
     " {\"forecast_values\": [0, 1]}}}, \"scaling\": {\"range_min\": 1, \"range_max\": 2,"
     " \"zero_point\": 1}}}",
     0, 0, "question/scaling: no range"},
    {"manifold", "{\"x\": 1}", 0, 0, "JSON of no shape that is known"},
    {NULL, "{\"history\": []}", 0, 0, "no price in it"},
    {NULL, "{\"history\": [{\"t\": 1788220800, \"p\": 1.5}]}", 0, 0,
     "history/0/p: what stands there is no number from 0 to 1"},
    {NULL, "{\"history\": [{\"t\": 1788220800, \"p\": \"x\"}]}", 0, 0,
     "history/0/p: x is no number from 0 to 1"},
    {NULL, "{\"history\": [{\"t\": \"x\", \"p\": 0.5}]}", 0, 0, "history/0/t: "},
    {NULL, "{\"history\": [{\"t\": \"2027-13-01\", \"p\": 0.5}]}", 0, 0, "history/0/t: "},
    {NULL, "{\"id\": 5, \"question\": {\"type\": \"binary\"}}", 0, 0,
     "question/aggregations has no forecast"},
    {NULL, "market,bid\na,2\n", 2, 3, "no number from 0 to 1"},
    {NULL, "market,bid\na,x\n", 2, 3, "no number from 0 to 1"},
    {NULL, "market,bid\na,-1\n", 2, 3, "no number from 0 to 1"},
    {NULL, "market,volume\na,-1\n", 2, 3, "no number from 0 up"},
    {NULL, "market,bid,closes\na,0.5,2027-13-01\n", 2, 7, "no day or time, as 2027-01-31"},
    {NULL, "market,bid,closes\na,0.5,2027-03-14T25\n", 2, 7, "no day or time, as 2027-01-31"},
    {NULL, "market,bid,closes\na,0.5,2027-03-14x05\n", 2, 7, "no day or time, as 2027-01-31"},
    {NULL, "market,bid,closes\na,0.5,27-3-1\n", 2, 7, "no day or time, as 2027-01-31"},
    {NULL, "market,bid\n\"a\"x,0.5\n", 2, 4, "text after the quote that ends a field"},
    {NULL, "market,bid\n\"a,0.5\n", 2, 1, "a quote that is not closed"},
    {NULL, "bid,ask\n0.1,0.2\n", 1, 0, "no column says of which market"},
    {NULL, "market,bid,bid\na,0.1,0.2\n", 1, 12, "column"},
    {NULL, "market,bid\na\n", 2, 0, ""},
    {NULL, "# nothing\n", 0, 0, ""},
};

static int read_text(const char *text, size_t len, const char *shape, struct cp_odds_markets *all,
                     struct cp_error *err) {
    FILE *in = len ? fmemopen((void *)(uintptr_t)text, len, "r") : fopen("/dev/null", "r");
    int rc = cp_odds_read(all, in, "file", shape, err);
    fclose(in);
    return rc;
}

static void write_market(struct cp_str *out, const struct cp_odds_market *m) {
    const struct cp_odds_quote *q = &m->quote;
    cp_str_addf(out, "%s|%s|%s|%g|%g|%g|%g|%g|", m->venue, m->event, m->name, q->bid, q->ask,
                q->last, fabs(q->said) < 1e-12 ? 0 : q->said, m->resolved);
    cp_str_addf(out, "%s%s%s%s%s", m->exclusive ? "exclusive" : "",
                m->exclusive && (m->closed || m->play) ? " " : "", m->closed ? "closed" : "",
                m->closed && m->play ? " " : "", m->play ? "play" : "");
    if (!isnan(m->from))
        cp_str_addf(out, " %g..%g", m->from, m->until);
    cp_str_addc(out, '\n');
}

static void test_good(size_t k) {
    struct cp_odds_markets all = {0};
    struct cp_error err = {0};
    struct cp_str out = {0};
    ok_rc(read_text(good[k].text, strlen(good[k].text), good[k].shape, &all, &err), &err,
          good[k].what);
    for (size_t i = 0; i < all.n; i++)
        write_market(&out, &all.market[i]);
    ok_str(out.s, good[k].markets, "its markets");
    cp_str_release(&out);
    cp_odds_release(&all);
}

static void test_bad(size_t k) {
    struct cp_odds_markets all = {0};
    struct cp_error err = {0};
    int rc = read_text(bad[k].text, strlen(bad[k].text), bad[k].shape, &all, &err);
    ok_fails(rc, &err, bad[k].says, *bad[k].says ? bad[k].says : "a row that is not whole");
    ok(all.n == 0 && err.at[0].line == bad[k].line && err.at[0].col == bad[k].col &&
           strcmp(err.at[0].file, "file") == 0,
       "at %u:%u, and nothing is taken of it", bad[k].line, bad[k].col);
    if (err.at[0].line != bad[k].line || err.at[0].col != bad[k].col)
        printf("# %u:%u: %s\n", err.at[0].line, err.at[0].col, err.at[0].msg);
    cp_odds_release(&all);
}

/* A byte of 0, and more columns than there can be. */
static void test_long(void) {
    struct cp_odds_markets all = {0};
    struct cp_error err = {0};
    char wide[400] = "market";
    ok_fails(read_text("ma\0rket", 7, NULL, &all, &err), &err, "no text in UTF-8", "a byte of 0");
    for (size_t i = 0; i < 70; i++)
        strcat(wide, ",a");
    err = (struct cp_error){0};
    ok_fails(read_text(wide, strlen(wide), NULL, &all, &err), &err, "more than 64 columns",
             "a table that is too wide");
    ok(err.at[0].line == 1, "in its first line");
    cp_odds_release(&all);
}

static void test_shapes(void) {
    size_t n = 0;
    const char *last = NULL;
    for (const char *name; (name = cp_odds_shape_name(n)); n++)
        last = name;
    ok(n >= 6 && last && strcmp(last, "table") == 0 && !cp_odds_shape_name(n + 1),
       "shapes have names, the table's last");
}

int main(void) {
    for (size_t k = 0; k < sizeof good / sizeof *good; k++)
        test_good(k);
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++)
        test_bad(k);
    test_long();
    test_shapes();
    return done();
}
