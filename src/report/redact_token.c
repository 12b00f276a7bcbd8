#include "report/redact_rules.h"

enum charset {
    CHARS_UPPER_DIGIT,
    CHARS_HEX,
    CHARS_ALNUM,
    CHARS_WORD,
    CHARS_BASE64,
    CHARS_BASE64_URL,
    CHARS_PATH,
    CHARS_PATH_DOT
};

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
 * HashiCorp Vault, "Tokens"; Shopify, "Access tokens"; GitLab, "Token prefixes"; Twilio, "API
 * keys"; the pages on API keys of the other vendors named. */
static const struct vendor vendors[] = {
    { { "AKIA", 4 }, 16, 16, CHARS_UPPER_DIGIT, false, "aws-access-key" },
    { { "ASIA", 4 }, 16, 16, CHARS_UPPER_DIGIT, false, "aws-access-key" },
    { { "ABIA", 4 }, 16, 16, CHARS_UPPER_DIGIT, false, "aws-access-key" },
    { { "ACCA", 4 }, 16, 16, CHARS_UPPER_DIGIT, false, "aws-access-key" },
    { { "AIza", 4 }, 35, 35, CHARS_WORD, false, "google-api-key" },
    { { "ABSK", 4 }, 100, 0, CHARS_BASE64, true, "aws-bedrock-key" },
    { { "ATATT3", 6 }, 40, 0, CHARS_BASE64_URL, false, "atlassian-token" },
    { { "ATBB", 4 }, 24, 0, CHARS_ALNUM, true, "bitbucket-token" },
    { { "AGE-SECRET-KEY-1", 16 }, 58, 58, CHARS_UPPER_DIGIT, false, "age-key" },
    { { "FwoGZXIvYXdz", 12 }, 60, 0, CHARS_BASE64, false, "aws-session-token" },
    { { "GOCSPX-", 7 }, 20, 0, CHARS_WORD, false, "google-client-secret" },
    { { "IQoJb3JpZ2lu", 12 }, 60, 0, CHARS_BASE64, false, "aws-session-token" },
    { { "NRAK-", 5 }, 27, 27, CHARS_UPPER_DIGIT, false, "newrelic-key" },
    { { "PMAK-", 5 }, 24, 0, CHARS_WORD, false, "postman-key" },
    { { "SK", 2 }, 32, 32, CHARS_HEX, true, "twilio-key" },
    { { "dckr_pat_", 9 }, 20, 0, CHARS_WORD, false, "docker-token" },
    { { "dop_v1_", 7 }, 64, 64, CHARS_HEX, false, "digitalocean-token" },
    { { "doo_v1_", 7 }, 64, 64, CHARS_HEX, false, "digitalocean-token" },
    { { "dapi", 4 }, 32, 32, CHARS_HEX, true, "databricks-token" },
    { { "dp.pt.", 6 }, 40, 0, CHARS_ALNUM, false, "doppler-token" },
    { { "dp.st.", 6 }, 40, 0, CHARS_PATH_DOT, false, "doppler-token" },
    { { "figd_", 5 }, 40, 0, CHARS_WORD, false, "figma-token" },
    { { "ghp_", 4 }, 30, 0, CHARS_ALNUM, false, "github-token" },
    { { "gho_", 4 }, 30, 0, CHARS_ALNUM, false, "github-token" },
    { { "ghu_", 4 }, 30, 0, CHARS_ALNUM, false, "github-token" },
    { { "ghs_", 4 }, 30, 0, CHARS_ALNUM, false, "github-token" },
    { { "ghr_", 4 }, 30, 0, CHARS_ALNUM, false, "github-token" },
    { { "github_pat_", 11 }, 22, 0, CHARS_WORD, false, "github-token" },
    { { "glpat-", 6 }, 20, 0, CHARS_WORD, false, "gitlab-token" },
    { { "gldt-", 5 }, 20, 0, CHARS_WORD, false, "gitlab-token" },
    { { "glrt-", 5 }, 20, 0, CHARS_WORD, false, "gitlab-token" },
    { { "glcbt-", 6 }, 20, 0, CHARS_WORD, false, "gitlab-token" },
    { { "glptt-", 6 }, 20, 0, CHARS_WORD, false, "gitlab-token" },
    { { "glsoat-", 7 }, 20, 0, CHARS_WORD, false, "gitlab-token" },
    { { "glagent-", 8 }, 20, 0, CHARS_WORD, false, "gitlab-token" },
    { { "gsk_", 4 }, 40, 0, CHARS_ALNUM, true, "api-key" },
    { { "glsa_", 5 }, 32, 0, CHARS_WORD, false, "grafana-token" },
    { { "hf_", 3 }, 30, 0, CHARS_ALNUM, false, "huggingface-token" },
    { { "hooks.slack.com/services/", 25 }, 20, 0, CHARS_PATH, false, "slack-webhook" },
    { { "hvs.", 4 }, 20, 0, CHARS_WORD, true, "vault-token" },
    { { "hvb.", 4 }, 20, 0, CHARS_WORD, true, "vault-token" },
    { { "key-", 4 }, 32, 32, CHARS_HEX, true, "mailgun-key" },
    { { "lin_api_", 8 }, 32, 0, CHARS_ALNUM, false, "linear-key" },
    { { "npm_", 4 }, 36, 36, CHARS_ALNUM, false, "npm-token" },
    { { "pypi-AgEI", 9 }, 40, 0, CHARS_WORD, false, "pypi-token" },
    { { "pplx-", 5 }, 40, 0, CHARS_ALNUM, true, "api-key" },
    { { "pscale_tkn_", 11 }, 30, 0, CHARS_WORD, false, "planetscale-token" },
    { { "pscale_pw_", 10 }, 30, 0, CHARS_WORD, false, "planetscale-password" },
    { { "pul-", 4 }, 40, 40, CHARS_HEX, false, "pulumi-token" },
    { { "rk_live_", 8 }, 10, 0, CHARS_WORD, false, "stripe-key" },
    { { "rk_test_", 8 }, 10, 0, CHARS_WORD, false, "stripe-key" },
    { { "r8_", 3 }, 37, 37, CHARS_ALNUM, true, "api-key" },
    { { "rubygems_", 9 }, 48, 48, CHARS_HEX, false, "rubygems-key" },
    { { "sk_live_", 8 }, 10, 0, CHARS_WORD, false, "stripe-key" },
    { { "sk_test_", 8 }, 10, 0, CHARS_WORD, false, "stripe-key" },
    { { "sk-", 3 }, 20, 0, CHARS_WORD, true, "api-key" },
    { { "shpat_", 6 }, 32, 32, CHARS_ALNUM, false, "shopify-token" },
    { { "shpca_", 6 }, 32, 32, CHARS_ALNUM, false, "shopify-token" },
    { { "shppa_", 6 }, 32, 32, CHARS_ALNUM, false, "shopify-token" },
    { { "shpss_", 6 }, 32, 32, CHARS_ALNUM, false, "shopify-token" },
    { { "sntrys_", 7 }, 40, 0, CHARS_BASE64, false, "sentry-token" },
    { { "sntryu_", 7 }, 40, 0, CHARS_HEX, false, "sentry-token" },
    { { "sbp_", 4 }, 40, 40, CHARS_HEX, false, "supabase-token" },
    { { "sq0csp-", 7 }, 40, 0, CHARS_WORD, false, "square-token" },
    { { "sq0atp-", 7 }, 22, 0, CHARS_WORD, false, "square-token" },
    { { "tskey-", 6 }, 20, 0, CHARS_WORD, true, "tailscale-key" },
    { { "whsec_", 6 }, 16, 0, CHARS_WORD, true, "stripe-key" },
    { { "xoxb-", 5 }, 10, 0, CHARS_WORD, true, "slack-token" },
    { { "xoxa-", 5 }, 10, 0, CHARS_WORD, true, "slack-token" },
    { { "xoxp-", 5 }, 10, 0, CHARS_WORD, true, "slack-token" },
    { { "xoxr-", 5 }, 10, 0, CHARS_WORD, true, "slack-token" },
    { { "xoxs-", 5 }, 10, 0, CHARS_WORD, true, "slack-token" },
    { { "xapp-", 5 }, 10, 0, CHARS_WORD, true, "slack-token" },
    { { "xoxe-", 5 }, 10, 0, CHARS_WORD, true, "slack-token" },
    { { "xoxe.xox", 8 }, 10, 0, CHARS_WORD, true, "slack-token" },
    { { "xai-", 4 }, 60, 0, CHARS_ALNUM, true, "api-key" },
    { { "ya29.", 5 }, 20, 0, CHARS_WORD, false, "google-token" },
};

/* A JWT's header and payload are JSON objects, so both start with base64url of '{"' (RFC 7519). */
#define JWT_PART_MIN 10

#define AWS_ID_LEN 20
#define AWS_SECRET_LEN 40
#define AWS_BETWEEN_MAX 16 /* blanks, commas, quotes between a key id and its secret */

static bool in_charset(char c, enum charset chars)
{
    switch (chars) {
    case CHARS_UPPER_DIGIT: return ascii_is_digit(c) || (c >= 'A' && c <= 'Z');
    case CHARS_HEX: return ascii_is_hex(c);
    case CHARS_ALNUM: return ascii_is_alnum(c);
    case CHARS_WORD: return ascii_is_alnum(c) || c == '_' || c == '-';
    case CHARS_BASE64: return ascii_is_alnum(c) || c == '+' || c == '/' || c == '=' || c == '%';
    case CHARS_BASE64_URL: return in_charset(c, CHARS_WORD) || c == '=';
    case CHARS_PATH_DOT: return in_charset(c, CHARS_WORD) || c == '.';
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

/* A 40-character secret key just behind its key id, as in "AKIA… wJalr…" or a credentials.csv: it
 * has no prefix of its own, so the id must be there. Source: AWS IAM User Guide, "Manage access
 * keys". */
static bool aws_secret_at(struct slice s, size_t at, struct redact_span *span)
{
    if (at < AWS_ID_LEN + 1)
        return false;
    size_t id_end = at;
    while (id_end > AWS_ID_LEN && at - id_end < AWS_BETWEEN_MAX
           && !in_charset(s.ptr[id_end - 1], CHARS_UPPER_DIGIT))
        id_end--;
    const struct slice id = slice_sub(s, id_end - AWS_ID_LEN, AWS_ID_LEN);
    if (!(slice_starts(id, SLICE("AKIA")) || slice_starts(id, SLICE("ASIA")))
        || run_end(id, 0, CHARS_UPPER_DIGIT) != id.len)
        return false;
    const size_t end = run_end(slice_sub(s, 0, at + AWS_SECRET_LEN + 1), at, CHARS_BASE64);
    if (end - at != AWS_SECRET_LEN || !has_digit_and_letter(slice_sub(s, at, AWS_SECRET_LEN)))
        return false;
    *span = (struct redact_span){ at, end, "aws-secret-key" };
    return true;
}

/* The value of a client secret of Microsoft Entra: three characters, a digit, "Q~", and 31 to 34
 * more. Source: their shape as Microsoft's credential scanner documents it. */
static bool azure_at(struct slice s, size_t at, struct redact_span *span)
{
    const struct slice mark = slice_sub(s, at + 3, 3);
    if (mark.len < 3 || !ascii_is_digit(mark.ptr[0]) || mark.ptr[1] != 'Q' || mark.ptr[2] != '~')
        return false;
    size_t end = at + 6;
    while (end < s.len && (in_charset(s.ptr[end], CHARS_PATH_DOT) || s.ptr[end] == '~'))
        end++;
    if (end - at < 37 || end - at > 40)
        return false;
    *span = (struct redact_span){ at, end, "azure-client-secret" };
    return true;
}

#define VENDORS (sizeof vendors / sizeof *vendors)

/* The first vendor whose prefix does not begin with a byte before c. */
static size_t first_vendor(char c)
{
    size_t low = 0, high = VENDORS;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (vendors[middle].prefix.ptr[0] < c)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool redact_token_at(struct slice s, size_t at, struct redact_span *span)
{
    for (size_t i = first_vendor(s.ptr[at]); i < VENDORS; i++) {
        if (vendors[i].prefix.ptr[0] != s.ptr[at])
            break;
        if (vendor_at(s, at, &vendors[i], span))
            return true;
    }
    return jwt_at(s, at, span) || sendgrid_at(s, at, span) || azure_at(s, at, span)
           || aws_secret_at(s, at, span);
}
