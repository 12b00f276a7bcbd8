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

/* What follows from the decision to roll back has a section of its own. */
static bool is_of_rollback(enum outline_step_kind kind)
{
    return kind == OUTLINE_SAVE || kind == OUTLINE_GO_BACK || kind == OUTLINE_LEAVE;
}

static void add_steps(struct show *show, const struct hypothesis *h, bool of_rollback)
{
    struct outline_step step, before = { 0 };
    bool is_first = true;
    struct buf text;
    buf_init(&text);
    for (uint32_t i = 0; outline_step(show->report, h, i, &step, &text); i++) {
        if (is_of_rollback(step.kind) == of_rollback) {
            if (is_first && of_rollback)
                show_heading(show, "Rolling back", "what to save before, how to do it");
            else if (is_first)
                buf_add_byte(show->out, '\n');
            add_step(show, &step, is_first || step.kind != before.kind,
                     show_safe(show, buf_slice(&text)));
            before = step;
            is_first = false;
        }
        buf_reset(&text);
    }
    buf_release(&text);
}

void text_next_add(struct show *show, const struct hypothesis *h)
{
    add_steps(show, h, false);
}

void text_rollback_add(struct show *show, const struct hypothesis *h)
{
    add_steps(show, h, true);
}
