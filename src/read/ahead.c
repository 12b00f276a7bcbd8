#include "read/ahead.h"

#include "base/alloc.h"

#include <pthread.h>
#include <signal.h>

/* Fewer, and their taker runs out of blocks while one is looked at; he looks himself meanwhile. */
#define LOOK_FROM 3

struct ahead {
    struct byte_reader below;
    struct ahead_options opts;
    pthread_t thread;
    pthread_mutex_t lock; /* of all that follows */
    pthread_cond_t filled, emptied, looked;
    /* Filled ones wait in a queue; of the empty ones the last comes first: it is still in cache. */
    struct ahead_block *queue[AHEAD_BLOCKS_MAX], *empty[AHEAD_BLOCKS_MAX];
    unsigned first, filled_count, empty_count;
    bool stop;
    struct looker looker; /* look is NULL: none */
    bool is_looking;
    struct ahead_block blocks[AHEAD_BLOCKS_MAX];
};

/* --- the thread ------------------------------------------------------------------------ */

/* NULL: it is time to stop. */
static struct ahead_block *take_empty(struct ahead *a)
{
    struct ahead_block *b = NULL;
    pthread_mutex_lock(&a->lock);
    while (a->empty_count == 0 && !a->stop)
        pthread_cond_wait(&a->emptied, &a->lock);
    if (!a->stop)
        b = a->empty[--a->empty_count];
    pthread_mutex_unlock(&a->lock);
    return b;
}

static void put_filled(struct ahead *a, struct ahead_block *b)
{
    pthread_mutex_lock(&a->lock);
    a->queue[(a->first + a->filled_count++) % AHEAD_BLOCKS_MAX] = b;
    pthread_cond_signal(&a->filled);
    pthread_mutex_unlock(&a->lock);
}

/* Nobody waits for this block, and nothing has to be waited for. */
static bool may_go_on(struct ahead *a)
{
    pthread_mutex_lock(&a->lock);
    const bool is_awaited = a->filled_count == 0 || a->stop;
    pthread_mutex_unlock(&a->lock);
    return !is_awaited && a->opts.is_ready(a->opts.self);
}

static void fill_block(struct ahead *a, struct ahead_block *b)
{
    const size_t size = a->opts.block_bytes;
    b->len = 0;
    err_init(&b->err);
    do {
        size_t got = 0;
        b->status = a->below.read(a->below.self, b->base + AHEAD_ROOM_BYTES + b->len, size - b->len,
                                  &got, &b->err);
        b->len += got;
    } while (b->status == STATUS_OK && b->len < size - size / 4 && may_go_on(a));
    const size_t mark = slice_find_byte(ahead_bytes(b), AHEAD_MARK[0], 0);
    b->unmarked = mark == SLICE_NONE ? b->len : mark;
}

/* Is there a looker, and time for it? As long as so many blocks wait already. */
static bool begin_look(struct ahead *a, struct ahead_block *b)
{
    pthread_mutex_lock(&a->lock);
    b->is_noted = false;
    a->is_looking = b->len > 0 && a->looker.look && a->filled_count >= LOOK_FROM && !a->stop;
    const bool is_looking = a->is_looking;
    pthread_mutex_unlock(&a->lock);
    return is_looking;
}

static void end_look(struct ahead *a)
{
    pthread_mutex_lock(&a->lock);
    a->is_looking = false;
    pthread_cond_signal(&a->looked);
    pthread_mutex_unlock(&a->lock);
}

static void look_at(struct ahead *a, struct ahead_block *b)
{
    if (!begin_look(a, b))
        return;
    if (!b->note)
        b->note = a->looker.note_new();
    b->is_noted = a->looker.look(a->looker.self, ahead_bytes(b), b->note);
    end_look(a);
}

static void *run(void *self)
{
    struct ahead *a = self;
    for (struct ahead_block *b; (b = take_empty(a)) != NULL;) {
        fill_block(a, b);
        look_at(a, b);
        const bool is_last = b->status == STATUS_END || b->status == STATUS_FAIL;
        put_filled(a, b);
        if (is_last)
            break;
    }
    return NULL;
}

/* --- its owner ------------------------------------------------------------------------- */

static void release(struct ahead *a)
{
    for (unsigned i = 0; i < a->opts.blocks; i++)
        alloc_free(a->blocks[i].base);
    pthread_cond_destroy(&a->looked);
    pthread_cond_destroy(&a->emptied);
    pthread_cond_destroy(&a->filled);
    pthread_mutex_destroy(&a->lock);
    alloc_free(a);
}

struct ahead *ahead_open(struct byte_reader below, const struct ahead_options *opts)
{
    struct ahead *a = alloc_zeroed(1, sizeof *a);
    a->below = below;
    a->opts = *opts;
    a->opts.blocks = opts->blocks < 2                  ? 2
                     : opts->blocks < AHEAD_BLOCKS_MAX ? opts->blocks
                                                       : AHEAD_BLOCKS_MAX;
    pthread_mutex_init(&a->lock, NULL);
    pthread_cond_init(&a->filled, NULL);
    pthread_cond_init(&a->emptied, NULL);
    pthread_cond_init(&a->looked, NULL);
    for (unsigned i = 0; i < a->opts.blocks; i++) {
        a->blocks[i].base = alloc_bytes(ahead_base_bytes(a)); /* takes no memory until filled */
        a->empty[a->empty_count++] = &a->blocks[i];
    }
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    const int failed = pthread_create(&a->thread, NULL, run, a);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (!failed)
        return a;
    release(a);
    return NULL;
}

void ahead_close(struct ahead *a)
{
    pthread_mutex_lock(&a->lock);
    a->stop = true;
    pthread_cond_signal(&a->emptied);
    pthread_mutex_unlock(&a->lock);
    pthread_join(a->thread, NULL);
    a->below.close(a->below.self);
    release(a);
}

void ahead_look(struct ahead *a, const struct looker *looker)
{
    pthread_mutex_lock(&a->lock);
    while (a->is_looking)
        pthread_cond_wait(&a->looked, &a->lock);
    for (unsigned i = 0; i < a->opts.blocks; i++) {
        struct ahead_block *b = &a->blocks[i];
        if (b->note)
            a->looker.note_free(b->note);
        b->note = NULL;
        b->is_noted = false;
    }
    a->looker = looker ? *looker : (struct looker){ .look = NULL };
    pthread_mutex_unlock(&a->lock);
}

struct ahead_block *ahead_next(struct ahead *a)
{
    pthread_mutex_lock(&a->lock);
    while (a->filled_count == 0)
        pthread_cond_wait(&a->filled, &a->lock);
    struct ahead_block *b = a->queue[a->first];
    a->first = (a->first + 1) % AHEAD_BLOCKS_MAX;
    a->filled_count--;
    pthread_mutex_unlock(&a->lock);
    return b;
}

void ahead_give(struct ahead *a, struct ahead_block *block)
{
    pthread_mutex_lock(&a->lock);
    a->empty[a->empty_count++] = block;
    /* To wake the thread takes time: not before it is worth it, unless it is soon awaited. */
    if (a->empty_count >= a->opts.blocks / 2 || a->filled_count == 0)
        pthread_cond_signal(&a->emptied);
    pthread_mutex_unlock(&a->lock);
}

bool ahead_has(struct ahead *a)
{
    pthread_mutex_lock(&a->lock);
    const bool has = a->filled_count > 0;
    pthread_mutex_unlock(&a->lock);
    return has;
}

size_t ahead_base_bytes(const struct ahead *a)
{
    return AHEAD_ROOM_BYTES + a->opts.block_bytes;
}

struct slice ahead_bytes(const struct ahead_block *block)
{
    return slice_make(block->base + AHEAD_ROOM_BYTES, block->len);
}
