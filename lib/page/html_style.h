/* Private to the page room: how a page of HTML looks. */
#ifndef CAPPLAN_PAGE_HTML_STYLE_H
#define CAPPLAN_PAGE_HTML_STYLE_H

extern const char cp_page_html_style[];

#endif
