/* formats: the rows of report_format_table, one per file report_*.c. Internal to report/. */
#ifndef REPORT_FORMATS_H
#define REPORT_FORMATS_H

#include "report/report.h"

extern const struct report_format report_text_format, report_json_format, report_jsonl_format,
    report_markdown_format, report_html_format;

#endif
