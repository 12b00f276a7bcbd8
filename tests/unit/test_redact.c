#include "report/redact.h"

/* cmocka.h needs the others before it. */
/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include "base/alloc.h"

#include <stdio.h>
#include <string.h>

struct secret_case {
    const char *text;
    const char *secret; /* must not be in the result */
    const char *kept;   /* must be */
};

/* None of these is a live secret: they are made up, or the vendors' own documentation examples. */
static const struct secret_case secrets[] = {
    { "key AKIAIOSFODNN7EXAMPLE used", "AKIAIOSFODNN7EXAMPLE", "key [redacted:aws-access-key:" },
    { "ASIAIOSFODNN7EXAMPLE", "ASIAIOSFODNN7EXAMPLE", "[redacted:aws-access-key:" },
    { "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "wJalr",
      "aws_secret_access_key = [redacted:aws-secret-key:" },
    { "\"SecretAccessKey\": \"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\",", "wJalr",
      "\"SecretAccessKey\": \"[redacted:aws-secret-key:" },
    { "{\"SessionToken\":\"IQoJb3JpZ2luX2VjEHoaCXVzLWVhc3QtMSJ\"}", "IQoJ",
      "[redacted:session-token:" },
    { "AWS_SESSION_TOKEN=FwoGZXIvYXdzEHQaDkR", "FwoG",
      "AWS_SESSION_TOKEN=[redacted:session-token" },
    { "Authorization: Bearer abc123def456", "abc123", "Authorization: Bearer [redacted:" },
    { "authorization: Basic dXNlcjpodW50ZXIy", "dXNl", "authorization: Basic [redacted:" },
    { "-H 'Authorization: Bearer abc.def-123'", "abc.def", "Bearer [redacted:authorization:" },
    { "sent Bearer 9f8e7d6c5b4a to api", "9f8e7d", "sent Bearer [redacted:authorization:" },
    { "{\"Authorization\":\"Basic dXNlcjpwYXNz\"}", "dXNl", "\"Basic [redacted:authorization:" },
    { "got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N end", "eyJ",
      "got [redacted:jwt:" },
    { "postgres://app:hunter2@db:5432/x", "hunter2", "postgres://app:[redacted:url-password:" },
    { "redis://:s3cr3t@cache:6379/0", "s3cr3t", "redis://:[redacted:url-password:" },
    { "mysql://root:p@ss:w0rd@db/x?a=b", "w0rd", "@db/x?a=b" },
    { "parse \"mysql://merico:Ab#c/12@db:3306/lake\": invalid port", "Ab#c", "@db:3306/lake" },
    { "https://0123456789abcdef0123456789abcdef@sentry.io/1", "0123456789abcdef",
      "https://[redacted:url-token:" },
    { "root:hunter2@tcp(db:3306)/app", "hunter2", "root:[redacted:dsn-password:" },
    { "Server=db;User Id=sa;Password=Str0ng!;", "Str0ng", "Password=[redacted:password:" },
    { "Uid=sa;Pwd=Str0ng;", "Str0ng", "Pwd=[redacted:password:" },
    { "host=db user=app password=hunter2 sslmode=require", "hunter2", " sslmode=require" },
    { "host=db password='two words' dbname=x", "two words", " dbname=x" },
    { "\"password\": \"correct horse\"", "correct", "\"password\": \"[redacted:password:" },
    { "{\\\"password\\\":\\\"hunter2\\\",\\\"user\\\":\\\"u\\\"}", "hunter2", "\\\"user\\\"" },
    { "{\"password\":\"a\\\"b1\",\"user\":1}", "b1", "\"user\":1" },
    { "POSTGRES_PASSWORD: postgres", "postgres", "POSTGRES_PASSWORD: [redacted:password:" },
    { "DB_PASS=changeme", "changeme", "DB_PASS=[redacted:password:" },
    { "SECRET_KEY=django-insecure-abc", "insecure", "SECRET_KEY=[redacted:secret:" },
    { "client_secret=8f2b1c", "8f2b1c", "client_secret=[redacted:secret:" },
    { "OPENAI_API_KEY: k-93jd8", "93jd8", "OPENAI_API_KEY: [redacted:api-key:" },
    { "x-api-key: da2-abcdef123", "da2-", "x-api-key: [redacted:api-key:" },
    { "?access_token=1234567890abcdef&x=1", "1234567890", "&x=1" },
    { "X-Amz-Signature=0f1e2d3c4b5a&X-Amz-Date=1", "0f1e2d", "&X-Amz-Date=1" },
    { "mysql --password hunter2 --host db", "hunter2", " --host db" },
    { "login --token=abc123 --x", "abc123", " --x" },
    { "ENV[\"DB_PASSWORD\"] = \"hunter2\"", "hunter2", "[redacted:password:" },
    { "{ \"name\": \"DB_PASSWORD\", \"value\": \"hunter2\" }", "hunter2",
      "\"value\": \"[redacted:" },
    { "\"name\": \"API_TOKEN\",\n        \"value\": \"zzz\"", "zzz", "\"value\": \"[redacted:" },
    { "a -----BEGIN RSA PRIVATE KEY-----\nMIIEow\nabc\n-----END RSA PRIVATE KEY----- b", "MIIEow",
      "a [redacted:private-key:" },
    { "-----BEGIN PRIVATE KEY-----\\nMIIEvQ", "MIIEvQ", "[redacted:private-key:" },
    { "sk-proj-abcdEFGH1234567890abcdEFGH", "abcdEFGH", "[redacted:api-key:" },
    { "sk_live_4eC39HqLyjWDarjtT1", "4eC39", "[redacted:stripe-key:" },
    { "rk_live_4eC39HqLyjWDarjtT1", "4eC39", "[redacted:stripe-key:" },
    { "hf_abcdefghijABCDEFGHIJabcdefghijABCD", "abcdefghij", "[redacted:huggingface-token:" },
    { "clone https://ghp_abcdefghijABCDEFGHIJabcdefghij012345@github.com", "ghp_", "@github.com" },
    { "github_pat_11ABCDEFG0123456789_abcdef", "11ABCD", "[redacted:github-token:" },
    { "xoxb-123456789012-abcdef", "123456789012", "[redacted:slack-token:" },
    { "glpat-abcdefghij0123456789", "abcdefghij", "[redacted:gitlab-token:" },
    { "key=AIzaSyA0123456789abcdefghijABCDEFGHIJ01", "SyA0", "[redacted:google-api-key:" },
    { "//registry/:_authToken=npm_abcdefghijABCDEFGHIJabcdefghijABCDEF", "npm_", "_authToken=[" },
    { "SG.abcdefghijABCDEFGHIJ01.abcdefghijABCDEFGHIJ0123456789", "abcdefghij",
      "[redacted:sendgrid-key:" },
    { "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXX", "XXXX",
      "https://[redacted:slack-webhook:" },
};

static const char *const innocent[] = {
    "",
    "x",
    "token expired",
    "Token expired: exp is in the past",
    "invalid token: signature has expired",
    "SyntaxError: Unexpected token: punc (()",
    "Unexpected token } in JSON at position 4",
    "password authentication failed for user \"app\"",
    "Access denied for user 'app'@'10.0.0.1' (using password: YES)",
    "fe_sendauth: no password supplied",
    ("secretsmanager:GetSecretValue on resource: arn:aws:secretsmanager:eu-west-1:123456789012:"
     "secret:prod/db/password-AbCdEf because no identity-based policy allows it"),
    "arn:aws:secretsmanager:us-east-1:123456789012:secret:rds!db-a57bd929-5fa6-42c0:password::",
    "unable to pull secrets or registry auth",
    "SECRET_KEY must be set",
    "KeyError: 'DB_PASSWORD'",
    "DB_PASSWORD: Field required",
    "DB_PASSWORD: required",
    "DB_PASSWORD is missing",
    "Missing environment variables: SECRET_KEY, API_KEY",
    "password=",
    "password: \"\"",
    "password: null",
    "password: ***",
    "\"password\": \"<password>\"",
    "MARIADB_PASSWORD=<redacted>",
    "DB_PASSWORD=${DB_PASSWORD}",
    "password=$DB_PASSWORD",
    "password=%s",
    "ssl.key.password = null",
    "password=os.environ['DB_PASSWORD']",
    "api_key = settings.API_KEY",
    "password=getenv(\"X\")",
    "def login(user: str, password: str)",
    "max_tokens: 4096",
    "max_token=4096",
    "\"NextToken\": \"eyJOZXh0VG9rZW4iOiBudWxsLCAiYm90b190cnVuY2F0ZV9hbW91bnQiOiAxfQ==\"",
    "(RequestToken: 4d0b4507-d7b3-81ed-2953-256cf69b098b, HandlerErrorCode: X)",
    "RequestId: 8f7e6d5c-1234-5678-9abc-def012345678",
    "task 0123456789abcdef0123456789abcdef stopped",
    "image app@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "HEAD is now at 27de922c4f3b0a6e4d1b2c3a4f5e6d7c8b9a0f1e",
    "secret=\"default/db-credentials\" not found",
    "secret \"prod/db\" not found",
    "pwd=/usr/src/app",
    "http://localhost:8080/path?mail=a@b.c",
    "mongodb://a:27017,b:27017/?authSource=x@y",
    "http://[::1]:8080/@x",
    "https://github.com/org/repo.git",
    "postgres://user@host/db",
    "rediss://:PASSWORD@HOST:6379",
    "DB_PASSWORD=…",
    "Basic authentication failed",
    "WWW-Authenticate: Bearer realm=\"https://auth.docker.io/token\"",
    "WRONGPASS invalid username-password pair or user is disabled.",
    "bypass=1 compass=north",
    "risk-assessment-of-the-new-release-candidate",
    "AKIA is the prefix of a key id",
    "-----BEGIN CERTIFICATE-----",
    "://://://",
    "@tcp(:@tcp(",
};

static void redact(struct buf *out, const char *text)
{
    buf_reset(out);
    redact_add(out, slice_cstr(text));
}

static void test_secrets_are_masked(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out);
    for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++) {
        redact(&out, secrets[i].text);
        const char *got = buf_cstr(&out);
        if (strstr(got, secrets[i].secret) || !strstr(got, secrets[i].kept))
            fail_msg("%s\nbecame %s", secrets[i].text, got);
        struct buf again;
        buf_init(&again);
        redact(&again, got);
        assert_string_equal(buf_cstr(&again), got); /* a mask is not masked again */
        buf_release(&again);
    }
    buf_release(&out);
}

static void test_innocent_text_is_kept(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out);
    for (size_t i = 0; i < sizeof innocent / sizeof *innocent; i++) {
        redact(&out, innocent[i]);
        assert_string_equal(buf_cstr(&out), innocent[i]);
    }
    buf_release(&out);
}

/* The hash lets a reader see that two masks hide the same secret. */
static void test_same_secret_same_mask(void **state)
{
    (void)state;
    struct buf a, b, c;
    buf_init(&a);
    buf_init(&b);
    buf_init(&c);
    redact(&a, "DB_PASSWORD=hunter2");
    redact(&b, "DB_PASSWORD=\"hunter2\"");
    redact(&c, "DB_PASSWORD=hunter3");
    const size_t mask = sizeof "[redacted:password:0000]" - 1;
    assert_int_equal(a.len, 12 + mask);
    assert_memory_equal(a.ptr + 12, b.ptr + 13, mask);
    assert_memory_not_equal(a.ptr + 12, c.ptr + 12, mask);
    buf_release(&a);
    buf_release(&b);
    buf_release(&c);
}

/* Texts that make a scanner read the same bytes over and over; would take minutes if it did. */
static void test_linear(void **state)
{
    (void)state;
    static const char *const units[] = { "password=$(",
                                         "a.",
                                         "://",
                                         "://a:",
                                         "eyJ",
                                         "sk-",
                                         "@tcp(",
                                         "token=\"<",
                                         "--",
                                         "bearer ",
                                         "arn:",
                                         "-----BEGIN ",
                                         "SG.aaaaaaaaaaaaaaaaaaaa.",
                                         "\"token\", ",
                                         "token: \\\\'" };
    const size_t size = 1 << 20;
    char *text = alloc_bytes(size);
    struct buf out;
    buf_init(&out);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        const size_t len = strlen(units[i]);
        for (size_t at = 0; at < size; at++)
            text[at] = units[i][at % len];
        buf_reset(&out);
        redact_add(&out, slice_make(text, size));
        assert_true(out.len > 0);
    }
    alloc_free(text);
    buf_release(&out);
}

/* Every prefix of every secret, in memory of exactly that size, for the sanitizer. */
static void test_cut_anywhere(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out);
    for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++) {
        for (size_t len = 0; len <= strlen(secrets[i].text); len++) {
            char *copy = alloc_bytes(len);
            memcpy(copy, secrets[i].text, len);
            redact_add(&out, slice_make(copy, len));
            alloc_free(copy);
        }
    }
    redact_add(&out, SLICE("password=\0\xff\xfe:\0"));
    buf_release(&out);
}

/* A zero byte ends whatever stands before it, an ARN as well, and hides nothing behind it. */
static void test_behind_a_zero(void **state)
{
    (void)state;
    const struct slice before = SLICE("arn:aws:s3:::shop\0");
    struct buf text, out;
    buf_init(&text);
    buf_init(&out);
    for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++) {
        buf_reset(&text);
        buf_reset(&out);
        buf_add(&text, before);
        buf_add_cstr(&text, secrets[i].text);
        redact_add(&out, slice_make(text.ptr, text.len));
        const struct slice got = slice_make(out.ptr, out.len);
        assert_true(slice_starts(got, before));
        if (slice_find(got, slice_cstr(secrets[i].secret), 0) != SLICE_NONE)
            fail_msg("%s is not masked", secrets[i].text);
    }
    buf_release(&text);
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_behind_a_zero),
        cmocka_unit_test(test_secrets_are_masked),
        cmocka_unit_test(test_innocent_text_is_kept),
        cmocka_unit_test(test_same_secret_same_mask),
        cmocka_unit_test(test_linear),
        cmocka_unit_test(test_cut_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
