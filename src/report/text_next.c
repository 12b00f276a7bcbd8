#include "report/outline.h"
#include "report/text_parts.h"

#define INDENT 3
#define LABEL_COLUMNS 10

static const uint32_t body = INDENT + LABEL_COLUMNS;

static void add_command(struct show *show, struct slice command)
{
    style_add_cstr(show->style, TONE_DIM, "$ ", show->out);
    wrap_add_command((struct wrap){ show->width, body + 2, body + 4, 0 }, command, show->out);
}

static void add_step(struct show *show, const struct outline_step *step, bool is_first,
                     struct slice text)
{
    show_label(show, INDENT, is_first ? outline_step_name(step->kind) : "", LABEL_COLUMNS,
               TONE_STRONG);
    if (step->is_command) {
        add_command(show, text);
        return;
    }
    const uint32_t column = step->siblings > 1 ? body + 2 : body;
    buf_add_cstr(show->out, step->siblings > 1 ? "- " : "");
    wrap_add(show->style, (struct wrap){ show->width, column, column, 0 }, text, show->out);
}

void text_next_add(struct show *show, const struct hypothesis *h)
{
    struct outline_step step, before = { 0 };
    struct buf text;
    buf_init(&text);
    for (uint32_t i = 0; outline_step(show->report, h, i, &step, &text); i++) {
        if (i == 0)
            buf_add_byte(show->out, '\n');
        add_step(show, &step, i == 0 || step.kind != before.kind,
                 show_safe(show, buf_slice(&text)));
        before = step;
        buf_reset(&text);
    }
    buf_release(&text);
}
