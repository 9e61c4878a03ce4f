/* What report/web/ becomes when it is built (report/web/embed.sh). */
#ifndef REPORT_WEB_FILES_H
#define REPORT_WEB_FILES_H

/* The lines of page.html with its style and its scripts, closed by NULL: before the replays and after them. */
extern const char *const page_before[], *const page_after[];
/* The same of report.html, before and after what a run is. */
extern const char *const run_page_before[], *const run_page_after[];

#endif
