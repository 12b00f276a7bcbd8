#include "report/redact_rules.h"

enum charset { CHARS_UPPER_DIGIT, CHARS_ALNUM, CHARS_WORD, CHARS_BASE64, CHARS_PATH };

struct vendor {
    struct slice prefix;
    uint16_t min, max; /* bytes behind the prefix; max 0: as many as there are */
    uint8_t chars;
    bool mixed; /* must hold a digit and a letter: the prefix alone proves little */
    const char *kind;
};

/* Sources: AWS IAM User Guide, "Unique identifiers" (AKIA, ASIA, ABIA, ACCA); GitHub Docs, "About
 * authentication", token formats; Slack API, "Token types"; Stripe API, "Keys"; GitLab Docs, "Token
 * overview"; Google Cloud, "API keys"; npm Docs, "About access tokens"; Hugging Face, "User access
 * tokens"; OpenAI and Anthropic API references; SendGrid, "API keys"; Docker Hub, "Access tokens";
 * HashiCorp Vault, "Tokens"; Shopify, "Access tokens". */
static const struct vendor vendors[] = {
    { { "AKIA", 4 }, 16, 16, CHARS_UPPER_DIGIT, false, "aws-access-key" },
    { { "ASIA", 4 }, 16, 16, CHARS_UPPER_DIGIT, false, "aws-access-key" },
    { { "ABIA", 4 }, 16, 16, CHARS_UPPER_DIGIT, false, "aws-access-key" },
    { { "ACCA", 4 }, 16, 16, CHARS_UPPER_DIGIT, false, "aws-access-key" },
    { { "IQoJb3JpZ2lu", 12 }, 60, 0, CHARS_BASE64, false, "aws-session-token" },
    { { "FwoGZXIvYXdz", 12 }, 60, 0, CHARS_BASE64, false, "aws-session-token" },
    { { "sk_live_", 8 }, 10, 0, CHARS_WORD, false, "stripe-key" },
    { { "sk_test_", 8 }, 10, 0, CHARS_WORD, false, "stripe-key" },
    { { "rk_live_", 8 }, 10, 0, CHARS_WORD, false, "stripe-key" },
    { { "rk_test_", 8 }, 10, 0, CHARS_WORD, false, "stripe-key" },
    { { "whsec_", 6 }, 16, 0, CHARS_WORD, true, "stripe-key" },
    { { "sk-", 3 }, 20, 0, CHARS_WORD, true, "api-key" },
    { { "hf_", 3 }, 30, 0, CHARS_ALNUM, false, "huggingface-token" },
    { { "ghp_", 4 }, 30, 0, CHARS_ALNUM, false, "github-token" },
    { { "gho_", 4 }, 30, 0, CHARS_ALNUM, false, "github-token" },
    { { "ghu_", 4 }, 30, 0, CHARS_ALNUM, false, "github-token" },
    { { "ghs_", 4 }, 30, 0, CHARS_ALNUM, false, "github-token" },
    { { "ghr_", 4 }, 30, 0, CHARS_ALNUM, false, "github-token" },
    { { "github_pat_", 11 }, 22, 0, CHARS_WORD, false, "github-token" },
    { { "glpat-", 6 }, 20, 0, CHARS_WORD, false, "gitlab-token" },
    { { "xoxb-", 5 }, 10, 0, CHARS_WORD, true, "slack-token" },
    { { "xoxa-", 5 }, 10, 0, CHARS_WORD, true, "slack-token" },
    { { "xoxp-", 5 }, 10, 0, CHARS_WORD, true, "slack-token" },
    { { "xoxr-", 5 }, 10, 0, CHARS_WORD, true, "slack-token" },
    { { "xoxs-", 5 }, 10, 0, CHARS_WORD, true, "slack-token" },
    { { "hooks.slack.com/services/", 25 }, 20, 0, CHARS_PATH, false, "slack-webhook" },
    { { "AIza", 4 }, 35, 35, CHARS_WORD, false, "google-api-key" },
    { { "ya29.", 5 }, 20, 0, CHARS_WORD, false, "google-token" },
    { { "npm_", 4 }, 36, 36, CHARS_ALNUM, false, "npm-token" },
    { { "dckr_pat_", 9 }, 20, 0, CHARS_WORD, false, "docker-token" },
    { { "hvs.", 4 }, 20, 0, CHARS_WORD, true, "vault-token" },
    { { "shpat_", 6 }, 32, 32, CHARS_ALNUM, false, "shopify-token" },
    { { "pypi-AgEI", 9 }, 40, 0, CHARS_WORD, false, "pypi-token" },
};

/* A JWT's header and payload are JSON objects, so both start with base64url of '{"' (RFC 7519). */
#define JWT_PART_MIN 10

static bool in_charset(char c, enum charset chars)
{
    switch (chars) {
    case CHARS_UPPER_DIGIT: return ascii_is_digit(c) || (c >= 'A' && c <= 'Z');
    case CHARS_ALNUM: return ascii_is_alnum(c);
    case CHARS_WORD: return ascii_is_alnum(c) || c == '_' || c == '-';
    case CHARS_BASE64: return ascii_is_alnum(c) || c == '+' || c == '/' || c == '=' || c == '%';
    case CHARS_PATH: return ascii_is_alnum(c) || c == '/';
    }
    return false;
}

static size_t run_end(struct slice s, size_t at, enum charset chars)
{
    while (at < s.len && in_charset(s.ptr[at], chars))
        at++;
    return at;
}

static bool has_digit_and_letter(struct slice s)
{
    bool digit = false, letter = false;
    for (size_t i = 0; i < s.len; i++) {
        digit |= ascii_is_digit(s.ptr[i]);
        letter |= ascii_is_alpha(s.ptr[i]);
    }
    return digit && letter;
}

static bool vendor_at(struct slice s, size_t at, const struct vendor *v, struct redact_span *span)
{
    if (!slice_starts(slice_from(s, at), v->prefix))
        return false;
    const size_t body = at + v->prefix.len;
    const size_t end = run_end(s, body, (enum charset)v->chars);
    const size_t len = end - body;
    if (len < v->min || (v->max && len > v->max))
        return false;
    if (v->max && end < s.len && ascii_is_alnum(s.ptr[end]))
        return false;
    if (v->mixed && !has_digit_and_letter(slice_sub(s, body, len)))
        return false;
    *span = (struct redact_span){ at, end, v->kind };
    return true;
}

static bool jwt_at(struct slice s, size_t at, struct redact_span *span)
{
    if (!slice_starts(slice_from(s, at), SLICE("eyJ")))
        return false;
    const size_t header = run_end(s, at, CHARS_WORD);
    if (header - at < JWT_PART_MIN || !slice_starts(slice_from(s, header), SLICE(".eyJ")))
        return false;
    size_t end = run_end(s, header + 1, CHARS_WORD);
    if (end - header < JWT_PART_MIN)
        return false;
    if (end < s.len && s.ptr[end] == '.')
        end = run_end(s, end + 1, CHARS_WORD);
    *span = (struct redact_span){ at, end, "jwt" };
    return true;
}

/* SG.id.key: SendGrid's keys are 22 and 43 characters. */
static bool sendgrid_at(struct slice s, size_t at, struct redact_span *span)
{
    if (!slice_starts(slice_from(s, at), SLICE("SG.")))
        return false;
    const size_t dot = run_end(s, at + 3, CHARS_WORD);
    if (dot - at - 3 < 16 || dot >= s.len || s.ptr[dot] != '.')
        return false;
    const size_t end = run_end(s, dot + 1, CHARS_WORD);
    if (end - dot - 1 < 16)
        return false;
    *span = (struct redact_span){ at, end, "sendgrid-key" };
    return true;
}

bool redact_token_at(struct slice s, size_t at, struct redact_span *span)
{
    for (size_t i = 0; i < sizeof vendors / sizeof *vendors; i++) {
        if (vendors[i].prefix.ptr[0] == s.ptr[at] && vendor_at(s, at, &vendors[i], span))
            return true;
    }
    return jwt_at(s, at, span) || sendgrid_at(s, at, span);
}
