#include "report/report.h"

#include "report/formats.h"

const struct report_format *const report_format_table[] = {
    &report_text_format,     &report_json_format, &report_jsonl_format,
    &report_markdown_format, &report_html_format, NULL,
};

const struct report_format *report_format_find(const char *name)
{
    for (size_t i = 0; report_format_table[i]; i++) {
        if (strcmp(report_format_table[i]->name, name) == 0)
            return report_format_table[i];
    }
    return NULL;
}
