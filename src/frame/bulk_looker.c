#include "frame/bulk_looker.h"

#include "base/alloc.h"
#include "frame/bulk_kind.h"

#include <pthread.h>

#define NOT_ANSWERED (-1)

struct bulk_looker {
    struct bulk_options opts;
    struct peel peel;
    /* The thread's. */
    struct bulk_prefixes prefixes;
    uint32_t generation;
    bool answered[BULK_PREFIXES_MAX];
    struct bulk_marks marks;
    struct bulk_heads heads;
    /* Of both. */
    pthread_mutex_t lock;
    bool wanted, in_message;
    uint32_t answers_generation;
    int32_t answers[BULK_PREFIXES_MAX];
};

/* --- notes ------------------------------------------------------------------------------ */

static void *note_new(void)
{
    struct bulk_note *note = alloc_zeroed(1, sizeof *note);
    note->lines = alloc_zeroed(BULK_NOTE_LINES_MAX, sizeof *note->lines);
    return note;
}

static void note_free(void *self)
{
    struct bulk_note *note = self;
    alloc_free(note->lines);
    alloc_free(note);
}

/* --- the thread's ----------------------------------------------------------------------- */

static void forget_answers(int32_t answers[BULK_PREFIXES_MAX])
{
    for (size_t i = 0; i < BULK_PREFIXES_MAX; i++)
        answers[i] = NOT_ANSWERED;
}

/* Streams come and go. */
static void start_anew(struct bulk_looker *l)
{
    bulk_prefixes_release(&l->prefixes);
    bulk_prefixes_init(&l->prefixes);
    memset(l->answered, 0, sizeof l->answered);
    l->generation++;
}

/* What the owner says by now. False: it wants no notes. */
static bool listen(struct bulk_looker *l, struct bulk_note *note)
{
    if (l->prefixes.count == BULK_PREFIXES_MAX)
        start_anew(l);
    pthread_mutex_lock(&l->lock);
    const bool wanted = l->wanted;
    note->in_message = l->in_message;
    for (size_t i = 0; i < l->prefixes.count && l->answers_generation == l->generation; i++)
        if (l->answers[i] != NOT_ANSWERED) {
            l->prefixes.items[i].asked = (uint16_t)l->answers[i];
            l->answered[i] = true;
        }
    pthread_mutex_unlock(&l->lock);
    note->generation = l->generation;
    return wanted;
}

static bool look(void *self, struct slice bytes, void *to)
{
    struct bulk_looker *l = self;
    struct bulk_note *note = to;
    /* The first line may have begun in the block before. */
    const size_t before = slice_find_byte(bytes, '\n', 0);
    if (!listen(l, note) || before == SLICE_NONE)
        return false;
    const struct bulk_asker no_leads = { .ask = l->opts.asker.ask, .self = l->opts.asker.self };
    const struct bulk_judge judge = { &l->peel,  &l->prefixes, l->opts.latest_us, note->in_message,
                                      &no_leads, &l->marks,    &l->heads };
    size_t learned = 0;
    note->count = bulk_kinds(&judge, bytes, before + 1, note->lines, BULK_NOTE_LINES_MAX, &learned);
    for (size_t i = 0; i < note->count; i++)
        if (note->lines[i].kind == BULK_WHOLE && !l->answered[note->lines[i].prefix])
            note->lines[i].may_tell = true;
    return note->count > 0;
}

/* --- its owner's ------------------------------------------------------------------------ */

struct bulk_looker *bulk_looker_new(const struct peel *peel, const struct bulk_options *opts)
{
    struct bulk_looker *l = alloc_zeroed(1, sizeof *l);
    l->opts = *opts;
    l->peel = *peel; /* what lines leave behind in it is not looked at by bulk_kind */
    bulk_prefixes_init(&l->prefixes);
    forget_answers(l->answers);
    pthread_mutex_init(&l->lock, NULL);
    return l;
}

void bulk_looker_free(struct bulk_looker *l)
{
    if (!l)
        return;
    pthread_mutex_destroy(&l->lock);
    bulk_prefixes_release(&l->prefixes);
    bulk_marks_release(&l->marks);
    alloc_free(l);
}

struct looker bulk_looker_hooks(struct bulk_looker *l)
{
    return (struct looker){ note_new, note_free, look, l };
}

void bulk_looker_want(struct bulk_looker *l, bool in_message)
{
    pthread_mutex_lock(&l->lock);
    l->wanted = true;
    l->in_message = in_message;
    pthread_mutex_unlock(&l->lock);
}

void bulk_looker_rest(struct bulk_looker *l)
{
    pthread_mutex_lock(&l->lock);
    l->wanted = false;
    pthread_mutex_unlock(&l->lock);
}

void bulk_looker_answer(struct bulk_looker *l, const struct bulk_note *note, uint16_t prefix,
                        uint16_t asked)
{
    pthread_mutex_lock(&l->lock);
    if (l->answers_generation != note->generation)
        forget_answers(l->answers);
    l->answers_generation = note->generation;
    l->answers[prefix] = asked;
    pthread_mutex_unlock(&l->lock);
}
