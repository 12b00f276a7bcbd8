#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "frame/native_error.h"
#include "frame/unwrap.h"
#include "frame/unwrap_rule.h"
#include "frame/unwrap_signs.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

/* Two lines, and whether the first goes on in the second where lines have `width` cells. */
static const struct {
    const char *line, *next;
    size_t width;
    enum unwrap_style style;
    bool fresh, want;
} pairs[] = {
    { "docker : INFO:     Will watch for changes in these ", "directories: ['/app']", 57,
      UNWRAP_EITHER, false, true },
    { "short ", "word", 57, UNWRAP_EITHER, false, false },
    { "  File \"/usr/local/lib/python3.11/site-packages/uvicorn/_", "subprocess.py\", line 78", 57,
      UNWRAP_WORDS, false, true },
    /* A short word is not broken between words, but at any cell it is. */
    { "AggregateError [ECONNR", "EFUSED]", 22, UNWRAP_WORDS, false, false },
    { "AggregateError [ECONNR", "EFUSED]", 22, UNWRAP_CELLS, false, true },
    { "AggregateError [ECONNR", "EFUSED]", 22, UNWRAP_EITHER, false, true },
    { "AggregateError [ECONNR", "EFUSED]", 23, UNWRAP_CELLS, false, false },
    { "a line of 22 cells, ok", "INFO: another one", 22, UNWRAP_CELLS, true, false },
    { "a line of 22 cells, ok", "    at f (a.js:1:2)", 22, UNWRAP_CELLS, false, false },
    { "a line of 22 cells, ok", " and on", 22, UNWRAP_CELLS, false, true },
    /* Escape sequences count as cells in Windows PowerShell. */
    { "\033[1;91merror\033[0m: ", "\033[1mError ", 18, UNWRAP_EITHER, false, true },
    { "\033[31mAggregateError [ECONNR", "EFUSED]\033[0m", 22, UNWRAP_CELLS, false, true },
    { "Connexion refus\xC3\xA9"
      "e \xC3\xA0 l'h",
      "\xC3\xB4te", 22, UNWRAP_CELLS, false, false },
    /* Padding: the text itself must reach the end. */
    { "fixflow-database    ", "Recreate", 22, UNWRAP_EITHER, false, true },
    { "done                  ", "next", 22, UNWRAP_EITHER, false, false },
    { "           ", "^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^", 57, UNWRAP_EITHER,
      false, true },
    { "           ", "self.fetch_command(subcommand).run_from_argv(self)", 57, UNWRAP_EITHER, false,
      true },
    { "                      ", "self.fetch_command", 22, UNWRAP_EITHER, false, false },
    /* Rows of a table. */
    { "448744 node-102 status", "18624 node-205 status", 22, UNWRAP_EITHER, false, false },
    { "448744 node-102 statu1", "18 nodes", 22, UNWRAP_EITHER, false, false },
    { "cannot run /bin/x/loca", "/x of it", 22, UNWRAP_EITHER, false, true },
    { "cannot run /bin/x/loca", "/x of it", 22, UNWRAP_WORDS, false, false },
    { "task: StoppedReason:Cn", "Tab", 22, UNWRAP_EITHER, false, true },
    { "listening on port 3000", "0 is what it says", 22, UNWRAP_EITHER, false, true },
    { "", "x", 22, UNWRAP_EITHER, false, false },
    { "x", "", 22, UNWRAP_EITHER, false, false },
};

static void test_rule(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(pairs); i++) {
        struct unwrap_rule rule = { pairs[i].style, pairs[i].width, true };
        if (unwrap_rule_joins(&rule, slice_cstr(pairs[i].line), slice_cstr(pairs[i].next),
                              pairs[i].fresh)
            != pairs[i].want)
            fail_msg("\"%s\" and \"%s\" at %zu: want %d", pairs[i].line, pairs[i].next,
                     pairs[i].width, pairs[i].want);
    }
}

/* The width is not known, only that it is 40 or more; a broken word tells it. */
static void test_rule_learns(void **state)
{
    (void)state;
    struct unwrap_rule rule = { UNWRAP_EITHER, 40, false };
    assert_true(unwrap_rule_joins(&rule, SLICE("a name at the end of forty-two cells, a "),
                                  SLICE("word"), false));
    assert_false(rule.exact);
    assert_true(unwrap_rule_joins(&rule, SLICE("/usr/local/lib/python3.11/site-packages/uvi"),
                                  SLICE("corn/_subprocess.py"), false));
    assert_true(rule.exact && rule.width == 43);
}

#define BLOCK                                                                                      \
    "At line:1 char:1\n+ docker logs api\n+ ~~~~~~~~~~~~~~~\n"                                     \
    "    + CategoryInfo          : NotSpecified: (INFO:     W \n"                                  \
    "   ill ...['/app']:String) [], RemoteException\n"                                             \
    "    + FullyQualifiedErrorId : NativeCommandError\n \n"

/* Lines by LF; the lines that come out, with the number of their first line. A line that begins
 * with '!', blanks aside, is fresh. Lines that unwrap does not want pass by and are given as they
 * are. */
static const struct {
    const char *name, *lines, *want;
} rows[] = {
    { "plain lines pass by", "one\ntwo\n\nthree\n", "1:one|2:two|3:|4:three|" },
    { "block, wrapped between words",
      "docker : INFO:     Will watch for changes in these \ndirectories: ['/app']\n" BLOCK
      "INFO:     Uvicorn running on http://0.0.0.0:8000 (Press \nCTRL+C to quit)\nlast\n",
      "1:INFO:     Will watch for changes in these directories: ['/app']|10:INFO:     Uvicorn "
      "running on http://0.0.0.0:8000 (Press CTRL+C to quit)|12:last|" },
    { "block at 18 columns",
      "node.exe : Loaded \nPrisma config \nfrom \nprisma.config.js.\nAt line:1 char:1\n"
      "+ & \"C:\\Program Fi\nles\\nodejs/node.ex\ne\" ...\n+ ~~~~~~~~~~~~~~~~\n~~~~~~~~\n"
      "    + CategoryInf \n   o          :   \n  NotSpecified:   \n  (Loaded Pris    \n"
      "ma c...isma.c    \nonfig.js.:Str    \ning) [], Remo    \nteException\n    + FullyQualif \n"
      "   iedErrorId :   \n  NativeCommand   \n Error\n \n\nError: Prisma \nschema validation \n"
      "- (validate wasm)\nError code: P1012\n",
      "1:Loaded Prisma config from prisma.config.js.|24:|25:Error: Prisma schema validation "
      "- (validate wasm)|28:Error code: P1012|" },
    { "block whose end looks like a head",
      "node : cash.js:107\nAt line:1 char:1\n+ node src/server.js \n"
      "2>&1\n+ \n~~~~~~~~~~~~~~~~~~~~~~~\n    + CategoryInfo      \n"
      "        : NotSpecified: \n(D:\\    \nWork....cash.js:107:Stri\nng) [], RemoteException \n"
      "    + \nFullyQualifiedErrorI    \nd : NativeCommandError\n \n\n"
      "SyntaxError: Unexpected \nend of input\nlast\n",
      "1:cash.js:107|16:|17:SyntaxError: Unexpected end of "
      "input|19:last|" },
    { "words, one line of which ends with a blank of its own",
      "AI Plan Generation failed \nafter 6 attempts: 429 You \nexceeded your current \n"
      "quota, please check your \nplan and billing details. \nFor more information on \n"
      "this error, head to: https\n://ai.sample.org/gemini-ap\ni/docs/rate-limits. To \n"
      "monitor your current \nusage, head to: https://ai\n.sample.org/limit. \n* Quota exceeded\n"
      "as usual. Then a line for \neach model was written.\n",
      "1:AI Plan Generation failed after 6 attempts: 429 You exceeded your current quota, please "
      "check your plan and billing details. For more information on this error, head to: https"
      "://ai.sample.org/gemini-api/docs/rate-limits. To monitor your current usage, head to: "
      "https://ai.sample.org/limit. |13:* Quota exceeded|14:as usual. Then a line for each model "
      "was written.|" },
    { "block in French, position wrapped",
      "docker-compose :  fixf\nlow-filerouge-backend \n Built\nAu caract\xC3\xA8re Ligne:1 \n: 1\n"
      "+ docker-compose up \n-d\n+ ~~~~~~~~~~~~~~~~~~~~\n    + CategoryInfo    \n"
      "          : NotSpeci  \n  fied: (x) []    \n, RemoteException\n    + FullyQualifiedE \n"
      "   rrorId : NativeCo  \n  mmandError\n \nError response from \ndaemon: ports are not \n"
      "available: exposing \nport TCP\n",
      "1: fixflow-filerouge-backend  Built|17:Error response from daemon: ports are not "
      "available: exposing port TCP|" },
    { "block with a time in a field",
      "docker : 2026/04/04 00:22:58 [error] 1#1: connect() \nfailed while connecting\n"
      "At line:1 char:1\n+ docker logs api\n+ ~~~~~~~~~~~~~~~\n"
      "    + CategoryInfo          : NotSpecified: (2026/04/0 \n"
      "   !00:22:58 ...ting:String) [], RemoteException\n"
      "    + FullyQualifiedErrorId : NativeCommandError\n \nlast\n",
      "1:2026/04/04 00:22:58 [error] 1#1: connect() failed while connecting|10:last|" },
    { "block, not wrapped",
      "python : Traceback (most recent call last):\nEn l\xC3\xADnea: 1 Car\xC3\xA1"
      "cter: 13\n+ python manage.py\n+ ~~~~\n    + CategoryInfo          : NotSpecified: "
      "(Traceback (most recent call last)::String) [], RemoteException\n    + "
      "FullyQualifiedErrorId : NativeCommandError\n \n  File \"x.py\"\n",
      "1:Traceback (most recent call last):|8:  File \"x.py\"|" },
    { "message that ends in a blank",
      "docker :  Image \nag-ecommerce-users-service Building \nNo linha:1 caractere:1\n"
      "+ docker compose build frontend 2>&1 \n...\n+ ~~~~~~\n    + CategoryInfo          : NotSpe "
      "\n   cified: (x:String) [], RemoteExc   \n eption\n    + FullyQualifiedErrorId : Native \n"
      "   CommandError\n \n Image ag-ecommerce-product-service \nBuilding \n",
      "1: Image ag-ecommerce-users-service Building |13: Image ag-ecommerce-product-service "
      "Building |" },
    { "an error of PowerShell's own",
      "docker : The term 'docker' is not recognized\nAt line:1 char:1\n+ docker ps\n+ ~~~~~~\n"
      "    + CategoryInfo          : ObjectNotFound: (docker:String) [], Exception\n"
      "    + FullyQualifiedErrorId : CommandNotFoundException\nnext\n",
      "1:docker : The term 'docker' is not recognized|2:At line:1 char:1|3:+ docker ps|4:+ "
      "~~~~~~|5:    + CategoryInfo          : ObjectNotFound: (docker:String) [], "
      "Exception|6:    + FullyQualifiedErrorId : CommandNotFoundException|7:next|" },
    { "no block", "INFO : one\nmore\n\nINFO : two\n", "1:INFO : one|2:more|3:|4:INFO : two|" },
    { "no block, a fresh line", "INFO : one\n!fresh\n", "1:INFO : one|2:!fresh|" },
    { "at any cell",
      "AggregateError [ECONNR\nEFUSED]\nconnect ECONNREFUSED 1\n27.0.0.1:5432\n"
      "listening on port 3000\n0\nok\nthe server was not fou\nnd at all\n",
      "1:AggregateError [ECONNREFUSED]|3:connect ECONNREFUSED 127.0.0.1:5432|5:listening on port "
      "30000|7:ok|8:the server was not found at all|" },
    { "one line at a usual width",
      "ok\nCannot start service api: driver failed programming external connectivity on end\npoint "
      "api: Bind for 0.0.0.0:8081 failed: port is already allocated\ndone\n",
      "1:ok|2:Cannot start service api: driver failed programming external connectivity on "
      "endpoint api: Bind for 0.0.0.0:8081 failed: port is already allocated|4:done|" },
    { "one line at another width",
      "ok\nCannot start service api: driver failed programming external connectivity o\nn endpoint "
      "api: Bind for 0.0.0.0:8081 failed: port is already allocated\ndone\n",
      "1:ok|2:Cannot start service api: driver failed programming external connectivity o|3:n "
      "endpoint api: Bind for 0.0.0.0:8081 failed: port is already allocated|4:done|" },
    { "equal lengths are no sign",
      "3a4b5c6d7e8f: Pull complete\n4b5c6d7e8f90: Pull complete\n5c6d7e8f9001: Pull complete\n"
      "Digest: sha256:0011223344556677\ndone\n",
      "1:3a4b5c6d7e8f: Pull complete|2:4b5c6d7e8f90: Pull complete|3:5c6d7e8f9001: Pull "
      "complete|4:Digest: sha256:0011223344556677|5:done|" },
    { "between words, without a block",
      "Error validating field \n`folder` in model \n`Activity`: The relation \nfield `folder` on "
      "model \n`Activity` is missing an \nopposite relation field on \nthe model `Folder`. Either "
      "\n"
      "run `prisma format`\nend\n",
      "1:Error validating field `folder` in model `Activity`: The relation field `folder` on "
      "model `Activity` is missing an opposite relation field on the model `Folder`. Either run "
      "`prisma format`|9:end|" },
};

static void drain(struct unwrap *u, struct buf *out)
{
    struct unwrap_line whole;
    while (unwrap_next(u, &whole)) {
        assert_true(whole.piece_count > 0 && whole.pieces[0].start == 0);
        for (size_t i = 0; i < whole.piece_count; i++)
            assert_true(whole.pieces[i].start <= whole.text.len
                        && whole.pieces[i].offset < whole.end);
        buf_printf(out, "%d:%.*s|", (int)whole.pieces[0].line, SLICE_ARG(whole.text));
    }
}

static void run(struct slice lines, struct buf *out)
{
    struct unwrap *u = unwrap_new();
    struct slice rest = lines, text;
    uint64_t number = 0, offset = 0;
    while (slice_next_line(&rest, &text)) {
        struct raw_line raw = { text, ++number, offset };
        offset = lines.len - rest.len;
        struct slice after = rest, next = slice_empty();
        bool more = slice_next_line(&after, &next);
        enum unwrap_answer answer = unwrap_ask(u, text);
        if (answer == UNWRAP_TAKE
            || (answer == UNWRAP_PEEK && more && unwrap_ask_pair(u, text, next))) {
            unwrap_push(u, &raw, offset, slice_starts(slice_trim(text), SLICE("!")));
            drain(u, out);
        } else {
            assert_false(unwrap_holds(u));
            buf_printf(out, "%d:%.*s|", (int)number, SLICE_ARG(text));
        }
    }
    unwrap_flush(u);
    drain(u, out);
    assert_false(unwrap_holds(u));
    unwrap_free(u);
}

static void test_rows(void **state)
{
    (void)state;
    struct buf got;
    buf_init(&got);
    for (size_t i = 0; i < COUNT(rows); i++) {
        buf_reset(&got);
        run(slice_cstr(rows[i].lines), &got);
        if (!slice_eq(buf_slice(&got), slice_cstr(rows[i].want)))
            fail_msg("%s: got\n%.*s\nwant\n%s", rows[i].name, SLICE_ARG(buf_slice(&got)),
                     rows[i].want);
    }
    buf_release(&got);
}

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* Lines of any kind, also more than are held: each comes out once, in order. */
static void test_random(void **state)
{
    (void)state;
    struct buf in, out;
    buf_init(&in);
    buf_init(&out);
    uint32_t seed = 7;
    for (int round = 0; round < 300; round++) {
        buf_reset(&in);
        buf_reset(&out);
        for (uint32_t n = next_random(&seed) % 8; n > 0; n--) {
            struct slice s = slice_cstr(rows[next_random(&seed) % COUNT(rows)].lines);
            buf_add(&in, slice_from(s, next_random(&seed) % s.len));
            if (next_random(&seed) % 4 == 0)
                buf_add_fill(&in, 'x', next_random(&seed) % 50000);
            for (uint32_t k = next_random(&seed) % 200; round % 3 == 0 && k > 0; k--)
                buf_add_cstr(&in, next_random(&seed) % 2 ? "docker : \n" : "word \n");
        }
        for (uint32_t n = next_random(&seed) % 5; n > 0 && in.len > 0; n--)
            in.ptr[next_random(&seed) % in.len] = (char)next_random(&seed);
        run(buf_slice(&in), &out);
    }
    buf_release(&in);
    buf_release(&out);
}

static void test_program(void **state)
{
    (void)state;
    assert_int_equal(native_error_program(SLICE("docker : x")), 9);
    assert_int_equal(native_error_program(SLICE("..\\venv\\python :  File")), 17);
    assert_int_equal(native_error_program(SLICE("docker :")), 8);
    assert_int_equal(native_error_program(SLICE("two words : x")), 0);
    assert_int_equal(native_error_program(SLICE("a:b")), 0);
    assert_int_equal(native_error_program(SLICE(" : x")), 0);
    assert_true(native_error_is_position(SLICE("At line:1 char:13")));
    assert_true(native_error_is_position(SLICE("Au caract\xC3\xA8re Ligne:1 : 1")));
    assert_true(native_error_is_position(SLICE("En l\xC3\xADnea: 1 Car\xC3\xA1"
                                               "cter: 13")));
    assert_false(native_error_is_position(SLICE("char:1")));
    assert_false(native_error_is_position(SLICE(": 1")));
    assert_true(native_error_is_tail(SLICE("    + CategoryInf ")));
    assert_false(native_error_is_tail(SLICE("    + other")));
}

static enum unwrap_verdict judge(const char *const *texts, size_t count, struct unwrap_rule *rule)
{
    struct slice lines[16];
    bool fresh[16] = { false };
    for (size_t i = 0; i < count; i++)
        lines[i] = slice_cstr(texts[i]);
    struct unwrap_signs signs = { 0 };
    return unwrap_signs_judge(&signs, lines, fresh, count, true, rule);
}

/* Lines with the heads of a logger, cut at a width that is no usual one, and hardly ever within a
 * word. is_cut: else one line without a head stands behind a shorter one. */
static void test_signs_between_heads(void **state)
{
    (void)state;
    for (int is_cut = 0; is_cut < 2; is_cut++) {
        struct slice lines[16];
        bool fresh[16];
        const char *const texts[] = { "12:00:01 [error] connect to \"http://10",
                                      ".0.0.5\", host: \"x\"" };
        for (size_t i = 0; i < COUNT(lines); i++) {
            lines[i] = slice_cstr(texts[i % 2]);
            fresh[i] = i % 2 == 0;
        }
        if (!is_cut)
            lines[8] = SLICE("12:00:01 [error] panic:");
        struct unwrap_signs signs = { 0 };
        struct unwrap_rule rule;
        assert_int_equal(unwrap_signs_judge(&signs, lines, fresh, COUNT(lines), true, &rule),
                         is_cut ? UNWRAP_SIGNS_YES : UNWRAP_SIGNS_NO);
        assert_true(!is_cut || rule.width == strlen(texts[0]));
    }
}

/* A line that ends with a blank by itself says nothing about the lines behind it, and few of the
 * breaks of addresses are within what looks like a word. */
static void test_signs_of_the_widest(void **state)
{
    (void)state;
    static const char *const blank[] = {
        "Starting the proxy of this compose ... ",
        "done, all of the services are up",
        "ERROR: Cannot create container for service proxy: Conflict. The container name i",
        "s already in use by another one.",
        "Remove or rename that container to be able to reuse its name, and start the rest",
        "art of the services.",
    };
    static const char *const few[] = {
        "connect() to the upstream failed (111: Connection refused) while connecting to u",
        "pstream of this server",
        "connect() to the upstream failed (111: Connection refused) while connecting, \"/a",
        "\"/b and so on",
        "connect() to the upstream failed (111: Connection refused) while connecting: \"/a",
        ":5050/api",
        "connect() to the upstream failed (111: Connection refused) while connecting, \"/a",
        "pi/auth",
    };
    struct unwrap_rule rule;
    assert_int_equal(judge(blank, COUNT(blank), &rule), UNWRAP_SIGNS_YES);
    assert_int_equal(rule.width, 80);
    assert_int_equal(judge(few, COUNT(few), &rule), UNWRAP_SIGNS_YES);
    static const char *const chance[] = {
        "Starting the proxy of this compose ... ",
        "done, all of the services are up",
        "one long line of a log that happens to be as wide as a console is, and no more c",
        "Another line",
    };
    assert_int_equal(judge(chance, COUNT(chance), &rule), UNWRAP_SIGNS_NO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rule),
        cmocka_unit_test(test_rule_learns),
        cmocka_unit_test(test_program),
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_signs_of_the_widest),
        cmocka_unit_test(test_signs_between_heads),
        cmocka_unit_test(test_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
