/* Dimensions that measures of the registry have, by what they are of. Private to the registry. */
#ifndef CAPPLAN_FACTS_DIMENSIONS_H
#define CAPPLAN_FACTS_DIMENSIONS_H

#define D(d) (1u << CP_##d)
#define T D(PERIOD)
#define OFFER (T | D(SUPPLIER) | D(OFFER) | D(STEP) | D(SKU))
#define STOCK (T | D(LAYER) | D(SITE) | D(SKU) | D(VINTAGE) | D(TENANT))
#define WORK (T | D(REGION) | D(WORKLOAD) | D(TENANT) | D(LAYER) | D(QUANTILE))
#define SERVE (T | D(SLICE) | D(REGION) | D(SITE) | D(SKU) | D(WORKLOAD) | D(TENANT) | D(LAYER))
#define ENERGY (T | D(SLICE) | D(REGION) | D(SITE) | D(NODE) | D(CONTRACT) | D(KIND) | D(LAYER))
#define RESERVE (T | D(SLICE) | D(LAYER) | D(NAME))
#define WAY (D(WORKLOAD) | D(TENANT) | D(NAME))
#define MONEY                                                                                      \
    (T | D(REGION) | D(SITE) | D(NODE) | D(PHASE) | D(SKU) | D(SUPPLIER) | D(OFFER) | D(STEP) |    \
     D(CONTRACT) | D(WORKLOAD) | D(TENANT) | D(KIND) | D(NAME))
#define BOOK (T | D(ENTITY) | D(TRANCHE) | D(KIND))
#define FIRM (D(ENTITY) | D(TRANCHE) | D(KIND) | D(QUANTILE))
#define HELD (T | D(SITE) | D(SKU) | D(OFFER) | D(CONTRACT) | D(WORKLOAD) | D(TENANT) | D(KIND))
#define EXPOSED                                                                                    \
    (T | D(SLICE) | D(SITE) | D(NODE) | D(SKU) | D(SUPPLIER) | D(OFFER) | D(STEP) | D(CONTRACT) |  \
     D(WORKLOAD) | D(TENANT) | D(ENTITY) | D(TRANCHE) | D(KIND) | D(NAME) | D(CURVE))
#define TRADE (D(NAME) | D(CURVE) | D(POSITION) | D(COUNTERPARTY))
#define TRADED (T | D(CURVE) | D(BOOK) | D(POSITION))
#define PROGRAM (D(KIND) | D(NAME))
#define PARENT (D(SITE) | D(PHASE) | D(CONTRACT) | D(SKU))
#define PART (PARENT | D(ITEM) | D(NAME) | D(VINTAGE))
#define PRODUCT (T | D(SITE) | D(OFFER) | D(SKU) | D(KIND))

#endif
