#include "report/advice.h"
#include "report/fields.h"
#include "report/text_parts.h"

#define INDENT 3
#define LABEL_COLUMNS 10

static const uint32_t body = INDENT + LABEL_COLUMNS;

static void add_command(struct show *show, struct slice command)
{
    style_add_cstr(show->style, TONE_DIM, "$ ", show->out);
    wrap_add_command((struct wrap){ show->width, body + 2, body + 4, 0 }, command, show->out);
}

/* Lines of advice under one label, commands marked by "$". */
static void add_list(struct show *show, const char *label, const struct sig_list *list,
                     const struct hypothesis *h)
{
    for (uint32_t i = 0; i < list->count; i++) {
        const bool is_command = advice_is_command(list->items[i]);
        const struct slice text = show_filled(show, list->items[i], h, is_command);
        show_label(show, INDENT, i == 0 ? label : "", LABEL_COLUMNS, TONE_STRONG);
        if (is_command) {
            add_command(show, text);
            continue;
        }
        const uint32_t column = list->count > 1 ? body + 2 : body;
        buf_add_cstr(show->out, list->count > 1 ? "- " : "");
        wrap_add(show->style, (struct wrap){ show->width, column, column, 0 }, text, show->out);
    }
}

static void add_rollback(struct show *show, const struct sig *sig, const struct hypothesis *h)
{
    if (sig->rollback.count == 0)
        return;
    struct buf text;
    buf_init(&text);
    buf_add(&text, sig->rollback.items[0]);
    for (uint32_t i = 1; i < sig->rollback.count; i++) {
        buf_add_cstr(&text, i == 1 ? ": " : " ");
        buf_add(&text, sig->rollback.items[i]);
    }
    show_label(show, INDENT, "Roll back", LABEL_COLUMNS, TONE_STRONG);
    wrap_add(show->style, (struct wrap){ show->width, body, body, 0 },
             show_filled(show, buf_slice(&text), h, false), show->out);
    buf_release(&text);
}

/* The unknown cause: what would show more. */
static void add_fetches(struct show *show)
{
    struct buf command;
    buf_init(&command);
    for (uint32_t i = 0; fields_fetch(show->report, i, &command); i++) {
        show_label(show, INDENT, i == 0 ? "Fetch" : "", LABEL_COLUMNS, TONE_STRONG);
        add_command(show, show_safe(show, buf_slice(&command)));
        buf_reset(&command);
    }
    buf_release(&command);
}

void text_next_add(struct show *show, const struct hypothesis *h)
{
    const struct sig *sig = h ? fields_sig(show->report, h->sig) : NULL;
    if (sig && sig->confirm.count + sig->fix.count + sig->rollback.count == 0)
        return;
    buf_add_byte(show->out, '\n');
    if (!sig) {
        add_fetches(show);
        return;
    }
    add_list(show, "Check", &sig->confirm, h);
    add_list(show, "Fix", &sig->fix, h);
    add_rollback(show, sig, h);
}
