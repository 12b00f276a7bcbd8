/* Line shapes of Kubernetes' and Swarm's tools. */
#include "frame/line_parts.h"

/* "[pod/api-7d9f/app] message". Source: kubernetes/kubectl, pkg/cmd/logs/logs.go (--prefix). */
static bool parse_kubectl(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    (void)zone_s;
    size_t close = slice_find_byte(line, ']', 0);
    if (!slice_starts(line, SLICE("[pod/")) || close == SLICE_NONE
        || !line_rest(line, close + 1, &out->rest))
        return false;
    struct slice name = slice_sub(line, 5, close - 5);
    size_t slash = slice_find_byte(name, '/', 0);
    if (slash == SLICE_NONE || slice_find_byte(name, ' ', 0) != SLICE_NONE)
        return false;
    out->stream = slice_sub(name, 0, slash);
    out->container = slice_from(name, slash + 1);
    return true;
}

const struct line_shape line_kubectl = {
    .name = "kubectl-logs",
    .help = "kubectl logs --prefix: [pod/POD/CONTAINER] message",
    .first = "[",
    .specificity = 105,
    .parse = parse_kubectl,
};

/* Letters and digits in a row that a generated name may have. Source: kubernetes/apimachinery,
 * pkg/util/rand/rand.go (alphanums: no vowels, no 0, 1, 3). */
static size_t random_part(struct slice name, size_t at)
{
    size_t n = 0;
    while (at + n < name.len && memchr("bcdfghjklmnpqrstvwxz2456789", name.ptr[at + n], 27))
        n++;
    return n;
}

/* Pod of a deployment: NAME-HASH-RANDOM, where the random part has five characters. */
static bool is_pod(struct slice name)
{
    size_t last = slice_find_last_byte(name, '-');
    if (last == SLICE_NONE || last + 6 != name.len || random_part(name, last + 1) != 5)
        return false;
    size_t hash = slice_find_last_byte(slice_sub(name, 0, last), '-');
    return hash != SLICE_NONE && hash > 0 && last - hash > 6
           && random_part(name, hash + 1) == last - hash - 1;
}

/* POD CONTAINER MESSAGE. Source: stern/stern, cmd/cmd.go (default template). */
static bool parse_stern(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    (void)zone_s;
    struct slice pod = line_word(line, 0);
    if (!is_pod(pod) || pod.len == line.len)
        return false;
    struct slice container = line_word(line, pod.len + 1);
    if (container.len == 0 || !line_rest(line, pod.len + 1 + container.len, &out->rest))
        return false;
    for (size_t i = 0; i < container.len; i++)
        if (!ascii_is_alnum(container.ptr[i]) && container.ptr[i] != '-')
            return false;
    out->stream = pod;
    out->container = container;
    return true;
}

const struct line_shape line_stern = {
    .name = "stern",
    .help = "stern: POD CONTAINER message",
    .first = LINE_DIGITS "abcdefghijklmnopqrstuvwxyz",
    .specificity = 102,
    .parse = parse_stern,
};

static size_t skip_blanks(struct slice line, size_t at)
{
    while (slice_byte(line, at) == ' ' || slice_byte(line, at) == '\t')
        at++;
    return at;
}

/* "2m30s", "5d1h", "<unknown>": an age, from which no time can be had. */
static bool is_age(struct slice word)
{
    if (slice_eq(word, SLICE("<unknown>")) || slice_eq(word, SLICE("<invalid>")))
        return true;
    size_t at = 0;
    while (at < word.len) {
        size_t n = slice_digits(word, at);
        char unit = slice_byte(word, at + n);
        if (n == 0 || !memchr("smhdy", unit ? unit : ' ', 5))
            return false;
        at += n + 1;
    }
    return word.len > 1;
}

/* Rows of `kubectl get events` (LAST SEEN, TYPE, REASON, OBJECT, MESSAGE) and of the events under
 * `kubectl describe` (TYPE, REASON, AGE, FROM, MESSAGE). They stay whole: signatures match the
 * reason, too. Source: output of both in public repositories. */
static bool parse_events(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    (void)zone_s;
    size_t at = skip_blanks(line, 0);
    struct slice word = line_word(line, at);
    bool get = at == 0 && is_age(word);
    if (get) {
        at = skip_blanks(line, word.len);
        word = line_word(line, at);
    } else if (at < 2) {
        return false;
    }
    bool warning = slice_eq(word, SLICE("Warning"));
    if (!warning && !slice_eq(word, SLICE("Normal")))
        return false;
    size_t reason_at = skip_blanks(line, at + word.len);
    struct slice reason = line_word(line, reason_at);
    if (reason_at < at + word.len + 2 || reason.len < 3 || reason.ptr[0] < 'A'
        || reason.ptr[0] > 'Z')
        return false;
    if (get)
        out->stream = line_word(line, skip_blanks(line, reason_at + reason.len));
    out->level = warning ? LEVEL_WARN : LEVEL_INFO;
    out->rest = slice_from(line, get ? 0 : skip_blanks(line, 0));
    return true;
}

const struct line_shape line_kube_events = {
    .name = "kubernetes-events",
    .help = "kubectl get events, events of kubectl describe",
    .first = " \t<" LINE_DIGITS,
    .specificity = 95,
    .parse = parse_events,
};

/* "NAME.SLOT.TASKID@NODE    | message". Source: docker/cli, cli/command/service/logs.go
 * (taskFormatter.format). */
static bool parse_service(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    (void)zone_s;
    struct slice name = line_word(line, 0);
    size_t at = slice_find_byte(name, '@', 0);
    size_t bar = skip_blanks(line, name.len);
    size_t dot = slice_find_byte(name, '.', 0);
    if (at == SLICE_NONE || dot == SLICE_NONE || dot == 0 || dot > at
        || slice_byte(line, bar) != '|' || slice_digits(name, dot + 1) == 0
        || !line_rest(line, bar + 1, &out->rest))
        return false;
    out->service = slice_sub(name, 0, dot);
    out->container = slice_sub(name, 0, at);
    return true;
}

const struct line_shape line_docker_service = {
    .name = "docker-service",
    .help = "docker service logs: NAME.SLOT.ID@NODE | message",
    .specificity = 108,
    .parse = parse_service,
    .flags = LINE_INNER,
};
