/* latency EVENTS GAP-MS NOISE BEFORE PROGRAM ARGUMENT...: how long does it take from the last byte
 * of an event on a pipe until PROGRAM tells of it on its standard output?
 *
 * Writes EVENTS events with random gaps between them, exponentially distributed with a mean of
 * GAP-MS, and NOISE lines a second of other streams that show nothing; the file BEFORE comes first
 * (- for none). Of each event one word occurs nowhere else; PROGRAM prints it. Prints a row of a
 * table per kind of event: count, median, 99th percentile and maximum, milliseconds. Exit status 1
 * when a word never came, 2 when something else failed. */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define WORD_LETTERS 6
#define WORD_MARK "zq"
#define LETTERS "ghjklmnprstvwxyz" /* 16, none of them a hexadecimal digit */
#define PATIENCE_MS 5000.0

enum kind { ERROR_LINE, KNOWN_LINE, TRACE, KIND_COUNT };
static const char *const kind_names[] = { "a line, an error nobody knows",
                                          "a line, a known failure", "a trace, line by line" };

struct sent {
    double at, took; /* ms; took < 0: not yet */
    enum kind kind;
};

struct run {
    int to, from;
    struct sent *sent;
    size_t count, capacity, open;
    uint64_t seed;
    double mean_gap, noise_gap, start;
    char pending[1 << 16];
    size_t pending_len;
};

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* xorshift64*, Vigna 2016; in [0, 1). */
static double next_random(struct run *r)
{
    r->seed ^= r->seed >> 12;
    r->seed ^= r->seed << 25;
    r->seed ^= r->seed >> 27;
    return (double)(r->seed * UINT64_C(2685821657736338717) >> 11) / 9007199254740992.0;
}

static void spell(size_t n, char *word)
{
    memcpy(word, WORD_MARK, 2);
    for (int i = 0; i < WORD_LETTERS; i++, n /= 16)
        word[2 + i] = LETTERS[n % 16];
    word[2 + WORD_LETTERS] = '\0';
}

static bool read_word(const char *letters, size_t *n)
{
    *n = 0;
    for (int i = WORD_LETTERS; i-- > 0;) {
        const char *at = strchr(LETTERS, letters[i]);
        if (!letters[i] || !at)
            return false;
        *n = *n * 16 + (size_t)(at - LETTERS);
    }
    return true;
}

static void put(struct run *r, unsigned stream, const char *message, const char *word)
{
    char line[512];
    struct timespec t;
    struct tm tm;
    clock_gettime(CLOCK_REALTIME, &t);
    gmtime_r(&t.tv_sec, &tm);
    char stamp[32];
    strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%S", &tm);
    int len = snprintf(line, sizeof line, "%s.%03ld000+00:00 api/web/%032x ", stamp,
                       t.tv_nsec / 1000000, stream);
    len += snprintf(line + len, sizeof line - (size_t)len, "%s%s\n", message, word);
    if (write(r->to, line, (size_t)len) != len) {
        perror("latency: write");
        exit(2);
    }
}

/* --- what comes back -------------------------------------------------------------------------- */

static void look_for_words(struct run *r, double now)
{
    char *at = r->pending;
    r->pending[r->pending_len] = '\0';
    const char *last = r->pending + r->pending_len;
    while ((at = strstr(at, WORD_MARK)) && last - at >= 2 + WORD_LETTERS) {
        size_t n;
        at += 2;
        if (!read_word(at, &n) || n >= r->count || r->sent[n].took >= 0)
            continue;
        r->sent[n].took = now - r->sent[n].at;
        r->open--;
    }
    const size_t keep = r->pending_len < 2 + WORD_LETTERS ? r->pending_len : 1 + WORD_LETTERS;
    memmove(r->pending, last - keep, keep);
    r->pending_len = keep;
}

/* Until a moment, or until all came. */
static void listen_until(struct run *r, double until, bool for_all)
{
    for (;;) {
        const double left = until - now_ms();
        if (left <= 0 || (for_all && r->open == 0))
            return;
        struct pollfd p = { .fd = r->from, .events = POLLIN };
        if (poll(&p, 1, (int)ceil(left)) <= 0)
            continue;
        const ssize_t n =
            read(r->from, r->pending + r->pending_len, sizeof r->pending - 1 - r->pending_len);
        if (n <= 0) {
            fprintf(stderr, "latency: the program has ended\n");
            exit(2);
        }
        r->pending_len += (size_t)n;
        look_for_words(r, now_ms());
    }
}

/* --- what is sent ----------------------------------------------------------------------------- */

/* Pauses, with noise meanwhile. */
static void pause_for(struct run *r, double ms)
{
    const double end = now_ms() + ms;
    while (r->noise_gap > 0 && now_ms() + r->noise_gap < end) {
        listen_until(r, now_ms() + r->noise_gap, false);
        put(r, 7 + (unsigned)(next_random(r) * 8), "INFO request for /orders took 12 ms", "");
    }
    listen_until(r, end, false);
}

static void send_event(struct run *r, enum kind kind)
{
    char word[2 + WORD_LETTERS + 2];
    const size_t n = r->count;
    spell(n, word);
    if (kind == ERROR_LINE)
        put(r, 1, "ERROR the frobnicator has refused ", word);
    if (kind == KNOWN_LINE) {
        strcat(word, "'");
        put(r, 2, "Error: Cannot find module '", word);
    }
    if (kind == TRACE) {
        put(r, 3, "Traceback (most recent call last):", "");
        pause_for(r, next_random(r) * 20);
        put(r, 3, "  File \"/app/main.py\", line 3, in <module>", "");
        pause_for(r, next_random(r) * 20);
        put(r, 3, "frobnicate.FrobError: refused ", word);
    }
    r->sent[n] = (struct sent){ now_ms(), -1, kind };
    r->count++;
    r->open++;
}

/* --- figures ---------------------------------------------------------------------------------- */

static int order(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void print_kind(const struct run *r, enum kind kind)
{
    double *took = calloc(r->count + 1, sizeof *took);
    size_t n = 0;
    if (!took)
        exit(2);
    for (size_t i = 0; i < r->count; i++)
        if (r->sent[i].kind == kind && r->sent[i].took >= 0)
            took[n++] = r->sent[i].took;
    qsort(took, n, sizeof *took, order);
    if (n > 0)
        printf("| %s | %zu | %.1f | %.1f | %.1f |\n", kind_names[kind], n, took[n / 2],
               took[n * 99 / 100], took[n - 1]);
    free(took);
}

static pid_t start(struct run *r, char **command)
{
    int in[2], out[2];
    if (pipe(in) != 0 || pipe(out) != 0)
        exit(2);
    const pid_t pid = fork();
    if (pid == 0) {
        dup2(in[0], STDIN_FILENO);
        dup2(out[1], STDOUT_FILENO);
        close(in[0]);
        close(in[1]);
        close(out[0]);
        close(out[1]);
        execvp(command[0], command);
        _exit(127);
    }
    close(in[0]);
    close(out[1]);
    r->to = in[1];
    r->from = out[0];
    return pid;
}

/* While the program takes it, what it prints must be taken, too. */
static void put_before(struct run *r, const char *name)
{
    char block[4096];
    size_t n;
    FILE *f = strcmp(name, "-") == 0 ? NULL : fopen(name, "r");
    while (f && (n = fread(block, 1, sizeof block, f)) > 0) {
        struct pollfd p = { .fd = r->to, .events = POLLOUT };
        while (poll(&p, 1, 0) == 0)
            listen_until(r, now_ms() + 1, false);
        if (write(r->to, block, n) != (ssize_t)n)
            exit(2);
    }
    if (f)
        fclose(f);
    listen_until(r, now_ms() + 2000, false);
}

int main(int argc, char **argv)
{
    static struct run r;
    if (argc < 6)
        return 2;
    r.capacity = strtoul(argv[1], NULL, 10);
    r.mean_gap = strtod(argv[2], NULL);
    r.noise_gap = strtod(argv[3], NULL) > 0 ? 1e3 / strtod(argv[3], NULL) : 0;
    r.seed = 88172645463325252u;
    r.sent = calloc(r.capacity + 1, sizeof *r.sent);
    signal(SIGPIPE, SIG_IGN);
    const pid_t pid = start(&r, argv + 5);
    if (pid < 0 || !r.sent)
        return 2;
    put_before(&r, argv[4]);
    put(&r, 7, "INFO: Application startup complete.", "");
    pause_for(&r, 500);
    while (r.count < r.capacity) {
        send_event(&r, (enum kind)(r.count % KIND_COUNT));
        pause_for(&r, -log(1 - next_random(&r)) * r.mean_gap);
    }
    listen_until(&r, now_ms() + PATIENCE_MS, true);
    for (enum kind kind = 0; kind < KIND_COUNT; kind++)
        print_kind(&r, kind);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    if (r.open > 0)
        printf("%zu of %zu events were never told\n", r.open, r.count);
    return r.open > 0;
}
