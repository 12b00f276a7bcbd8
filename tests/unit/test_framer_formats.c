/* Every format of `culprit formats`, none left out (test_all_have_a_sample): a sample of it is read
 * as this format, also when it is forced; any block size from one byte up gives the same events;
 * and of each mutant of it every byte is accounted for, the same for any block size. And traces of
 * every language stay one event each where streams interleave. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "frame/framer.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))
#define TASK "3f1c0d2e4b5a69788796a5b4c3d2e1f0"
#define UUID "5d3f9a10-7c2e-4b81-a6f4-2e19c07d8b35"
#define MUTANTS 300 /* of each sample */
#define MUTANT_CUTS 4

static const struct {
    const char *format, *input;
    unsigned events; /* at least */
} samples[] = {
    { "filter-log-events",
      "{\"events\":[{\"logStreamName\":\"s\",\"timestamp\":1759329912123,\"message\":\"ERROR: "
      "a\\n  b\",\"ingestionTime\":1759329912999,\"eventId\":\"1\"},{\"logStreamName\":\"s\","
      "\"timestamp\":1759329913123,\"message\":\"two\",\"eventId\":\"2\"}]}\n",
      2 },
    { "cloudwatch-subscription",
      "{\"messageType\":\"DATA_MESSAGE\",\"logGroup\":\"g\",\"logStream\":\"s\",\"logEvents\":[{"
      "\"id\":\"1\",\"timestamp\":1759329912123,\"message\":\"a\"}]}{\"messageType\":"
      "\"DATA_MESSAGE\",\"logGroup\":\"g\",\"logStream\":\"s\",\"logEvents\":[{\"id\":\"2\","
      "\"timestamp\":1759329913123,\"message\":\"b\"}]}",
      2 },
    { "get-log-events",
      "{\n    \"events\": [\n        {\n            \"timestamp\": 1759329912123,\n            "
      "\"message\": \"ERROR: boom\",\n            \"ingestionTime\": 1759329914001\n        }\n    "
      "],\n    \"nextForwardToken\": \"f/1\"\n}\n",
      1 },
    { "cloudwatch-query", "[\n    [\n        1759329912123,\n        \"ERROR: boom\"\n    ]\n]\n",
      1 },
    { "insights-results",
      "{\"results\":[[{\"field\":\"@timestamp\",\"value\":\"2025-10-01 14:45:12.123\"},{\"field\":"
      "\"@message\",\"value\":\"ERROR: boom\"}]],\"status\":\"Complete\"}\n",
      1 },
    { "insights-json",
      "[\n    {\n        \"@timestamp\": \"2025-10-01 14:45:12.123\",\n        \"@message\": {\n"
      "            \"level\": \"error\",\n            \"msg\": \"boom\"\n        }\n    }\n]\n",
      1 },
    { "describe-services",
      "{\"services\":[{\"serviceName\":\"api\",\"serviceArn\":\"arn:aws:ecs:eu-west-1:1:service/p/"
      "api\",\"events\":[{\"id\":\"1\",\"createdAt\":\"2025-10-01T14:41:02Z\",\"message\":"
      "\"(service api) has reached a steady state.\"}]}],\"failures\":[]}\n",
      1 },
    { "describe-service-deployments",
      "{\"serviceDeployments\":[{\"serviceDeploymentArn\":\"arn:aws:ecs:eu-west-1:1:service-"
      "deployment/p/api/x\",\"serviceArn\":\"arn:aws:ecs:eu-west-1:1:service/p/api\",\"createdAt\":"
      "\"2025-10-01T14:41:02Z\",\"status\":\"ROLLBACK_FAILED\",\"statusReason\":\"x\","
      "\"targetServiceRevision\":{\"arn\":\"a\"}}],\"failures\":[]}\n",
      1 },
    { "describe-tasks",
      "{\"tasks\":[{\"taskArn\":\"arn:aws:ecs:eu-west-1:1:task/prod/3f1c\",\"taskDefinitionArn\":"
      "\"arn:aws:ecs:eu-west-1:1:task-definition/api:42\",\"clusterArn\":\"c\",\"lastStatus\":"
      "\"STOPPED\",\"stoppedAt\":\"2025-10-01T14:45:40Z\",\"stopCode\":"
      "\"EssentialContainerExited\","
      "\"containers\":[{\"name\":\"app\",\"exitCode\":1,\"lastStatus\":\"STOPPED\"}]}]}\n",
      1 },
    { "describe-task-definition",
      "{\"taskDefinition\":{\"taskDefinitionArn\":\"arn:aws:ecs:eu-west-1:1:task-definition/"
      "api:42\",\"family\":\"api\",\"revision\":42,\"containerDefinitions\":[{\"name\":\"app\","
      "\"image\":\"api:1\"}]}}\n",
      1 },
    { "eventbridge",
      "{\"version\":\"0\",\"id\":\"x\",\"detail-type\":\"ECS Service Action\",\"source\":"
      "\"aws.ecs\",\"time\":\"2025-10-01T14:45:41Z\",\"region\":\"r\",\"resources\":[\"arn:aws:ecs:"
      "eu-west-1:1:service/prod/api\"],\"detail\":{\"eventType\":\"WARN\",\"eventName\":"
      "\"SERVICE_TASK_START_IMPAIRED\",\"createdAt\":\"2025-10-01T14:46:10.087Z\"}}\n",
      1 },
    { "describe-events",
      "{\"OperationEvents\":[{\"StackId\":\"arn:aws:cloudformation:eu-west-1:1:stack/checkout/d0\","
      "\"EventId\":\"e\",\"EventType\":\"STACK_EVENT\",\"OperationType\":\"CREATE_STACK\","
      "\"LogicalResourceId\":\"Api\",\"ResourceType\":\"AWS::ECS::Service\",\"Timestamp\":"
      "\"2025-10-01T14:47:40Z\",\"ResourceStatus\":\"CREATE_FAILED\"}]}\n",
      1 },
    { "describe-stack-events",
      "{\"StackEvents\":[{\"StackId\":\"arn:aws:cloudformation:eu-west-1:1:stack/checkout/d0\","
      "\"EventId\":\"e\",\"StackName\":\"checkout\",\"LogicalResourceId\":\"Api\",\"ResourceType\":"
      "\"AWS::ECS::Service\",\"Timestamp\":\"2025-10-01T14:47:40Z\",\"ResourceStatus\":"
      "\"UPDATE_FAILED\",\"ResourceStatusReason\":\"x\"}]}\n",
      1 },
    { "describe-target-health",
      "{\"TargetHealthDescriptions\":[{\"Target\":{\"Id\":\"10.0.1.23\",\"Port\":8080},"
      "\"TargetHealth\":{\"State\":\"unhealthy\",\"Reason\":\"Target.Timeout\"}}]}\n",
      1 },
    { "cloudtrail",
      "{\"Records\":[{\"eventVersion\":\"1.08\",\"userIdentity\":{\"type\":\"AWSService\"},"
      "\"eventTime\":\"2025-10-01T14:40:02Z\",\"eventSource\":\"ecs.amazonaws.com\",\"eventName\":"
      "\"UpdateService\",\"errorCode\":\"AccessDenied\"}]}\n",
      1 },
    { "cloudtrail-lookup-events",
      "{\"Events\":[{\"EventId\":\"1\",\"EventName\":\"UpdateService\",\"EventTime\":"
      "\"2025-10-01T14:40:02Z\",\"Username\":\"ci\",\"CloudTrailEvent\":\"{\\\"eventTime\\\":"
      "\\\"2025-10-01T14:40:02Z\\\",\\\"eventSource\\\":\\\"ecs.amazonaws.com\\\","
      "\\\"eventName\\\":"
      "\\\"UpdateService\\\",\\\"userIdentity\\\":{\\\"type\\\":\\\"x\\\"}}\"}]}\n",
      1 },
    { "lambda-platform",
      "{\"time\":\"2025-10-01T14:45:12.766Z\",\"type\":\"platform.report\",\"record\":{"
      "\"requestId\":\"8f3c\",\"metrics\":{\"durationMs\":3000.5},\"status\":\"timeout\"}}\n",
      1 },
    { "docker-inspect",
      "[{\"Id\":\"0a\",\"Name\":\"/api\",\"Created\":\"2025-10-01T14:45:12Z\",\"State\":{"
      "\"Status\":\"exited\",\"OOMKilled\":true,\"ExitCode\":137,\"Error\":\"\",\"StartedAt\":"
      "\"2025-10-01T14:45:12Z\",\"FinishedAt\":\"2025-10-01T14:46:12Z\"},\"Image\":\"sha256:a\","
      "\"RestartCount\":3,\"Config\":{\"Image\":\"api:1\"}}]\n",
      1 },
    { "kubectl-events",
      "{\"items\":[{\"kind\":\"Event\",\"involvedObject\":{\"kind\":\"Pod\",\"name\":\"api-1\"},"
      "\"reason\":\"BackOff\",\"message\":\"Back-off restarting\",\"type\":\"Warning\",\"count\":3,"
      "\"firstTimestamp\":\"2025-10-01T14:45:12Z\",\"lastTimestamp\":\"2025-10-01T14:46:12Z\"}]}\n",
      1 },
    { "kubectl-pods",
      "{\"items\":[{\"kind\":\"Pod\",\"metadata\":{\"name\":\"api-1\"},\"status\":{"
      "\"containerStatuses\":[{\"name\":\"app\",\"image\":\"a:1\",\"imageID\":\"i\",\"ready\":"
      "false,\"restartCount\":3,\"state\":{"
      "\"waiting\":{\"reason\":\"CrashLoopBackOff\",\"message\":\"x\"}},\"lastState\":{"
      "\"terminated\":{\"exitCode\":137,\"reason\":\"OOMKilled\",\"finishedAt\":"
      "\"2025-10-01T14:46:12Z\"}}}]}}]}\n",
      1 },
    { "kubectl-objects",
      "{\"items\":[{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\"api\"},"
      "\"spec\":{}}]}\n",
      1 },
    { "alb-access-log",
      "https 2025-10-01T14:45:12.123641Z app/shop/7b 203.0.113.7:41522 10.0.1.23:8080 0.000 0.001 "
      "-1 502 - 34 366 \"GET https://x:443/ HTTP/1.1\" \"curl\" - -\n",
      1 },
    { "gh-run-log", "build\tTest\t2025-10-01T14:45:12.1234567Z ##[error]x\n", 1 },
    { "docker-json-file",
      "{\"log\":\"ERROR: a\\n\",\"stream\":\"stderr\",\"time\":\"2025-10-01T14:45:12.1Z\"}\n"
      "{\"log\":\"  b\\n\",\"stream\":\"stderr\",\"time\":\"2025-10-01T14:45:12.1Z\"}\n",
      1 },
    { "docker-json-file",
      "{\"log\":\"a\",\"stream\":\"stdout\",\"_p\":\"F\",\"time\":\"2025-10-01T14:45:12.1Z\","
      "\"kubernetes\":{\"pod_name\":\"p\",\"container_name\":\"c\"}}\n"
      "{\"log\":\"b\",\"stream\":\"stdout\",\"_p\":\"P\",\"time\":\"2025-10-01T14:45:12.1Z\"}\n"
      "{\"log\":\"c\",\"stream\":\"stdout\",\"_p\":\"F\",\"time\":\"2025-10-01T14:45:12.1Z\"}\n",
      2 },
    { "firelens",
      "{\"container_id\":\"3f1c\",\"container_name\":\"app\",\"source\":\"stderr\",\"log\":"
      "\"ERROR: boom\",\"ecs_cluster\":\"prod\"}\n",
      1 },
    { "cri",
      "2025-10-01T14:45:12.123456789Z stdout P ha\n2025-10-01T14:45:12.123456789Z stdout F lf\n",
      1 },
    { "aws-text",
      "b/39234567890123456789012345678901234567890123456789012345\tf/39234\n"
      "EVENTS\t1759329914001\tERROR: a\n  "
      "b\n\t1759329912123\nEVENTS\t1759329914001\tc\t1759329913123\n",
      2 },
    { "aws-table",
      "|+--+|\n||  1 |  1759329914001 |  s |  ERROR: a\n  b\n  |  1759329912123  ||\n|+--+|\n", 1 },
    { "aws-table",
      "|  FilterLogEvents  |\n||  eventId       |  1  ||\n||  logStreamName |  ecs/app/" TASK
      " ||\n||  message       |  ERROR: a\n  b\n   ||\n||  timestamp     |  1759329912123 ||\n"
      "||  logStreamName |  s ||\n||  message       |  c  ||\n||  timestamp     |  1759329913123 "
      "||\n",
      2 },
    { "insights-text",
      "CWLI\tComplete\nRESULTS\t@timestamp\t2025-10-01 14:45:12.123\nRESULTS\t@message\ta\n"
      "STATISTICS\t3.0\t1.0\t2.0\n",
      1 },
    { "insights-text",
      "RESULTS\t@timestamp\t2025-10-01 14:45:12.123\nRESULTS\t@message\ta\tb\n  c\n"
      "RESULTS\t@timestamp\t2025-10-01 14:45:11.123\nRESULTS\t@message\td\n",
      2 },
    { "journal-iso", "2025-10-01T14:45:12+0000 host app[12]: boom\n", 1 },
    { "fly", "2025-10-01T14:45:12Z app[148ed127c74e89] iad [error]boom\n", 1 },
    { "gitlab", "2026-09-11T11:17:02.145771Z 01E ha\n2026-09-11T11:17:02.145771Z 01E+lf\n", 1 },
    { "heroku", "2025-10-01T14:45:12.123456+00:00 app[web.1]: boom\n", 1 },
    { "railway", "2025-11-28T20:26:34.395319528Z [err]  boom\n", 1 },
    { "render",
      "2025-10-01T14:45:12.12345678Z Error: x\n2025-10-01T14:45:12.1234Z     at f (a.js:1:2)\n",
      1 },
    { "aws-logs-tail",
      "2025-10-01T14:45:12.123000+00:00 ecs/app/" TASK " \n{\n    \"level\": \"error\",\n    "
      "\"msg\": \"x\"\n}\n2025-10-01T14:45:13+00:00 ecs/app/" TASK " y\n",
      2 },
    { "codebuild", "[Container] 2025/10/01 14:45:10.120394 Running command x\n", 1 },
    { "awslogs", "/ecs/api ecs/app/" TASK " boom\n", 1 },
    { "sam-logs", "2025/10/01/[$LATEST]17b2 2025-10-01T14:45:12.123000 boom\n", 1 },
    { "docker-logs", "2025-10-01T14:45:12.123456789Z boom\n", 1 },
    { "syslog", "<11>1 2025-10-01T14:45:12.123456Z host app 123 ID47 [sd@1 k=\"v\"] msg\n", 1 },
    { "lambda",
      "START RequestId: " UUID " Version: $LATEST\n2025-10-01T14:45:12.123Z\t" UUID "\tERROR\ta\r  "
      "b\nREPORT RequestId: " UUID "\tDuration: 26.73 ms\n",
      3 },
    { "console-copy", "2025-10-01T14:45:12.123Z\nERROR: x\n2025-10-01T14:45:13.123Z\ny\n", 2 },
    { "console-copy",
      "Timestamp\n\t\nMessage\n\nNo older events at this moment. \nRetry\n"
      "2025-10-01T14:45:12.123-06:00\nERROR: x\ty\n\nERROR: x y\n2025-10-01T14:45:13.123-06:00\n"
      "{\n    \"level\": \"error\",\n    \"msg\": \"b\"\n}\n{\"level\":\"error\",\"msg\":\"b\"}\n"
      "No newer events at this moment. \nAuto retry paused.\n \nResume\n",
      2 },
    { "iso-tab", "1.7593299121234567e+09\terror\tx/y.go:1\tboom\n", 1 },
    { "iso-tab",
      "2025-10-01T16:45:52.149+02:00\tERROR x\nNo newer events at this moment. Auto retry paused. "
      "Resume\n",
      1 },
    { "iso-tab", "2025-10-01T16:45:52.149000+02:00\t(service api) has started\n", 1 },
    { "github-actions", "2025-10-01T14:45:12.1234567Z ##[error]x\n", 1 },
    { "ecs-agent", "level=error time=2025-10-01T14:45:12Z msg=\"x\"\n", 1 },
    { "journal-export",
      "__CURSOR=s=1;i=1\n__REALTIME_TIMESTAMP=1759329912123000\nPRIORITY=4\nMESSAGE=one\n\n", 1 },
    { "insights-csv", "@timestamp,@message\n2025-10-01 14:45:12.123,\"a\nb\"\n", 1 },
    { "aws-yaml", "events:\n- eventId: '1'\n  message: \"a\\n  b\"\n  timestamp: 1759329912123\n",
      1 },
    { "cloudwatch-csv", "timestamp,message\n1759329912123,\"a, \"\"b\"\"\nc\n\"\n", 1 },
    { "spring-boot",
      "2025-10-01T14:45:12.123Z ERROR 1 --- [app] [   main] o.s.X   : "
      "boom\n\njava.lang.StackOverflowError: x\n"
      "\tat a.b(c.java:1)\n",
      1 },
    { "s3-export", "2025-10-01T14:45:12.123Z ERROR a\nb\n2025-10-01T14:45:13.123Z c\n", 2 },
    { "aws-logs-tail-short", "2025-10-01T14:45:12 ERROR: x\n2025-10-01T14:45:13 y\n", 2 },
    { "syslog-bsd", "<11>Oct  1 14:45:12 host app[123]: msg\n", 1 },
    { "klog", "E1001 14:45:12.123456       1 a.go:147] boom\n", 1 },
    { "ruby-logger", "E, [2025-10-01T14:45:12.123456 #1] ERROR -- app: boom\n", 1 },
    { "php-fpm",
      "[01-Oct-2025 14:45:12] WARNING: [pool www] child 7 said into stderr: \"PHP message: PHP "
      "Fatal error:  x\"\n[01-Oct-2025 14:45:12] WARNING: [pool www] child 7 said into stderr: "
      "\"Stack trace:\"\n",
      1 },
    { "php-error-log", "[01-Oct-2025 14:45:12 UTC] PHP Fatal error:  x\nStack trace:\n#0 {main}\n",
      1 },
    { "journal", "Oct 01 14:45:12 host app[12]: boom\n", 1 },
    { "journal",
      "-- Logs begin at Mon 2025-09-29 10:00:00 UTC, end at Wed 2025-10-01 14:46:00 UTC. --\n"
      "Oct 01 14:45:12 host app[12]: Traceback (most recent call last):\n"
      "                                File \"a.py\", line 1\n"
      "                              KeyError: 'DB'\n-- Boot 3f1c --\nOct 01 14:45:13 host b[1]: "
      "x\n"
      "plain\n",
      3 },
    { "java-util-logging", "Oct 01, 2025 2:45:12 PM com.x.App start\nSEVERE: boom\n", 1 },
    { "dotnet-console", "fail: A.B[13]\n      boom\n         at A.B() in a.cs:line 3\n", 1 },
    { "nginx-error", "2025/10/01 14:45:12 [error] 7#7: *1 boom\n", 1 },
    { "apache-error", "[Wed Oct 01 14:45:12 2025] [error] boom\n", 1 },
    { "access-log", "10.0.1.5 - - [01/Oct/2025:14:45:12 +0000] \"GET / HTTP/1.1\" 502 157\n", 1 },
    { "postgresql",
      "2025-10-01 14:45:12.123 UTC [42] ERROR:  a\n2025-10-01 14:45:12.123 UTC [42] DETAIL:  b\n",
      1 },
    { "epoch-ms", "1759329912123\tERROR: boom\n  more\n", 1 },
    { "gunicorn", "[2025-10-01 14:45:12 +0000] [7] [CRITICAL] WORKER TIMEOUT (pid:9)\n", 1 },
    { "docker-service", "api.1.1xjbrnzvv2h2@node-1    | boom\n", 1 },
    { "celery", "[2025-10-01 14:45:12,123: ERROR/ForkPoolWorker-1] Task x\n", 1 },
    { "uvicorn", "INFO:     Started server process [1]\n", 1 },
    { "hadoop", "17/06/09 20:10:40 INFO storage.BlockManager: Found block\n", 1 },
    { "logcat", "03-17 16:13:38.811  1702  2395 E WindowManager: x\n", 1 },
    { "device", "20171223-22:15:29:606|Step_LSC|30002312|x\n", 1 },
    { "kubectl-logs", "[pod/api-7d9f8c6b5d-x2x9q/app] boom\n", 1 },
    { "cdk",
      "a |  3/12 | 4:47:40 PM | UPDATE_FAILED        | AWS::ECS::Service | "
      "x\n\t/app/lib/a.ts:31:5\n",
      1 },
    { "stern", "api-7d9f8c6b5d-x2x9q app boom\n", 1 },
    { "docker-compose", "api-1  | ERROR: a\nweb-1  | x\napi-1  |   b\n", 2 },
    { "procfile", "20:01:04 web.1  | ERROR: a\n20:01:04 job.12 | x\n20:01:05 web.1  |   b\n", 2 },
    { "kubernetes-events", "  Warning  Unhealthy  2m    kubelet  Readiness probe failed\n", 1 },
    { "buildkit", "#12 3.118 npm ERR! code\n", 1 },
    { "gitlab-section", "section_start:1560896352:x\rHeader\n", 1 },
    { "terraform", "\xE2\x95\xB7\n\xE2\x94\x82 Error: x\n\xE2\x94\x82 more\n\xE2\x95\xB5\n", 1 },
    { "buildkit-excerpt", "3.118 npm ERR! code\n", 1 },
    { "clock", "[16:50:28.914] Error: x\n[16:50:28.914]     at f (a.js:1:2)\n", 1 },
    { "json-lines", "{\"level\":\"error\",\"time\":1759329912123,\"msg\":\"boom\"}\n", 1 },
    { "json-lines",
      "{\"level\":\"error\",\"msg\":\"a}{\\\"b\"}{\"level\":\"info\",\"msg\":\"b\"} "
      "{\"msg\":\"c\"}",
      3 },
    { "text",
      "2025-10-01 14:45:12,123 ERROR a\tb\t2025-10-01 14:45:12,124 INFO c\n\t2025-10-01 "
      "14:45:12,125 "
      "ERROR d\te\n",
      3 },
    { "text", "ERROR: first\tINFO: second, cut\tat a tab", 2 },
    { "text", "first\nError: x\n    at f (a.js:1:2)\n", 2 },
};

struct outcome {
    struct framer_ledger ledger;
    uint64_t events, bytes;
    const char *format;
    struct buf text; /* of all events */
};

static void add_event(struct buf *out, const struct event *e)
{
    buf_printf(out, "%lld|%.*s|%s|%llu|%llu|%.*s\n", (long long)e->time_us, SLICE_ARG(e->stream),
               level_name(e->level), (unsigned long long)e->lines[0].line,
               (unsigned long long)e->offset, SLICE_ARG(e->message));
}

static void run(struct slice in, size_t block_bytes, const char *forced, struct outcome *out)
{
    const struct source_options options = { .block_bytes = block_bytes };
    const struct framer_options framing = { .input_format = forced };
    struct source *src = source_open_memory(in, "x", &options);
    struct framer *f = framer_open(src, &framing);
    struct event event;
    enum status st;
    buf_reset(&out->text);
    out->events = 0;
    while ((st = framer_next(f, &event)) != STATUS_END) {
        if (st != STATUS_OK)
            continue;
        out->events++;
        add_event(&out->text, &event);
    }
    out->ledger = framer_ledger(f);
    out->bytes = source_offset(src);
    out->format = framer_format(f);
    framer_close(f);
    source_close(src);
}

static void check_balance(const struct outcome *o, const char *name, struct slice in)
{
    const struct framer_ledger *l = &o->ledger;
    if (l->events + l->framing + l->rejected + l->over_limit != o->bytes)
        fail_msg("%s: %ju + %ju + %ju + %ju is not %ju:\n%.*s", name, (uintmax_t)l->events,
                 (uintmax_t)l->framing, (uintmax_t)l->rejected, (uintmax_t)l->over_limit,
                 (uintmax_t)o->bytes, SLICE_ARG(in));
}

static void check_same(const struct outcome *a, const struct outcome *b, const char *name,
                       size_t block, struct slice in)
{
    if (!slice_eq(buf_slice(&a->text), buf_slice(&b->text)))
        fail_msg("%s, block of %zu: of\n%.*s\ngot\n%.*s\nand\n%.*s", name, block, SLICE_ARG(in),
                 SLICE_ARG(buf_slice(&a->text)), SLICE_ARG(buf_slice(&b->text)));
    assert_memory_equal(&a->ledger, &b->ledger, sizeof a->ledger);
    assert_string_equal(a->format, b->format);
}

static void test_all_have_a_sample(void **state)
{
    (void)state;
    const char *name, *help;
    for (size_t i = 0; framer_format_row(i, &name, &help); i++) {
        bool found = false;
        for (size_t k = 0; k < COUNT(samples) && !found; k++)
            found = strcmp(samples[k].format, name) == 0;
        if (!found)
            fail_msg("%s has no sample", name);
    }
}

static void test_samples(void **state)
{
    (void)state;
    struct outcome whole, forced, part;
    buf_init(&whole.text);
    buf_init(&forced.text);
    buf_init(&part.text);
    for (size_t i = 0; i < COUNT(samples); i++) {
        const char *name = samples[i].format;
        const struct slice in = slice_cstr(samples[i].input);
        run(in, 0, NULL, &whole);
        if (strcmp(whole.format, name) != 0 && strcmp(name, "console-copy") != 0)
            fail_msg("%s is read as %s", name, whole.format);
        if (whole.events < samples[i].events)
            fail_msg("%s: %ju events", name, (uintmax_t)whole.events);
        check_balance(&whole, name, in);
        run(in, 0, name, &forced);
        check_same(&whole, &forced, name, 0, in);
        for (size_t block = 1; block <= in.len + 1; block++) {
            run(in, block, NULL, &part);
            check_same(&whole, &part, name, block, in);
        }
    }
    buf_release(&whole.text);
    buf_release(&forced.text);
    buf_release(&part.text);
}

static uint64_t next_random(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state >> 33;
}

static size_t below(uint64_t *state, size_t limit)
{
    return limit ? (size_t)(next_random(state) % limit) : 0;
}

/* The sample several times, a piece of another one between, cut at an end, bytes changed. */
static void add_mutant(struct buf *out, size_t sample, uint64_t *random)
{
    static const char marks[] = "{}[]\"\\,:\n\r\t +|x0";
    const struct slice in = slice_cstr(samples[sample].input);
    for (size_t i = below(random, 2); i < 3; i++) {
        const struct slice other = slice_cstr(samples[below(random, COUNT(samples))].input);
        buf_add(out, slice_from(in, below(random, 3) ? 0 : below(random, in.len)));
        if (below(random, 3) == 0)
            buf_add(out, slice_sub(other, below(random, other.len), below(random, other.len)));
    }
    for (size_t i = below(random, MUTANT_CUTS); i > 0 && out->len > 0; i--)
        out->ptr[below(random, out->len)] = marks[below(random, sizeof marks - 1)];
    out->len -= below(random, 4) ? 0 : below(random, out->len);
}

static void test_mutants(void **state)
{
    (void)state;
    uint64_t random = 20251001;
    struct buf in;
    struct outcome want, got;
    buf_init(&in);
    buf_init(&want.text);
    buf_init(&got.text);
    for (size_t i = 0; i < COUNT(samples); i++)
        for (size_t n = 0; n < MUTANTS; n++) {
            buf_reset(&in);
            add_mutant(&in, i, &random);
            run(buf_slice(&in), 0, NULL, &want);
            check_balance(&want, samples[i].format, buf_slice(&in));
            const size_t blocks[] = { 1, 2 + below(&random, 80) };
            for (size_t k = 0; k < COUNT(blocks); k++) {
                run(buf_slice(&in), blocks[k], NULL, &got);
                check_same(&want, &got, samples[i].format, blocks[k], buf_slice(&in));
            }
        }
    buf_release(&in);
    buf_release(&want.text);
    buf_release(&got.text);
}

/* What each runtime prints, line by line. */
static const char *const traces[] = {
    "Traceback (most recent call last):\n  File \"/app/m.py\", line 3, in <module>\n    x()\n"
    "ValueError: x\n\nDuring handling of the above exception, another exception occurred:\n\n"
    "Traceback (most recent call last):\n  File \"/app/m.py\", line 5, in <module>\nKeyError: 'DB'",
    "Exception in thread \"main\" java.lang.IllegalStateException: x\n\tat a.B.c(B.java:1)\n"
    "Caused by: java.io.IOException: y\n\t... 23 more",
    "/app/x.js:1\nthrow new Error('x')\n^\n\nError: x\n    at f (/app/x.js:1:2) {\n  code: "
    "'ECONNREFUSED'\n}",
    "panic: runtime error: invalid memory address or nil pointer dereference\n[signal SIGSEGV: "
    "segmentation violation]\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:10 +0x1\nexit "
    "status 2",
    "Unhandled exception. System.X: y\n ---> System.Z: w\n   at A.B() in /a.cs:line 3\n   --- End "
    "of inner exception stack trace ---\n   at A.C()",
    "a.rb:1:in `m': boom (RuntimeError)\n\tfrom b.rb:2:in `n'\n\tfrom c.rb:3:in `o'",
    "PHP Fatal error:  Uncaught Error: x in /a.php:1\nStack trace:\n#0 /b.php(2): f()\n#1 {main}\n "
    " thrown in /a.php on line 1",
    "{\n  \"level\": \"error\",\n  \"items\": [\n    1\n  ]\n}",
};

/* Takes the next line of each trace in turn, each in its own stream. */
static void interleave(struct buf *out, const char *head, const char *tail)
{
    struct slice rest[COUNT(traces)], line;
    for (size_t i = 0; i < COUNT(traces); i++)
        rest[i] = slice_cstr(traces[i]);
    for (bool more = true; more;) {
        more = false;
        for (size_t i = 0; i < COUNT(traces); i++) {
            if (!slice_next_line(&rest[i], &line))
                continue;
            more = true;
            const size_t start = out->len;
            buf_printf(out, "%s%zu%s", head, i, tail);
            buf_add(out, line);
            if (line.len == 0) /* the producers leave no blank at the end */
                out->len = start + slice_trim_right(slice_from(buf_slice(out), start)).len;
            buf_add_byte(out, '\n');
        }
    }
}

static void test_interleaved(void **state)
{
    (void)state;
    static const char *const prefixes[][2] = {
        { "api-", "  | " },
        { "2025-10-01T14:45:12.123000+00:00 ecs/app/3f1c0d2e4b5a69788796a5b4c3d2e1f", " " },
        { "[pod/api-7d9f8c6b5d-x2x9", "/app] " },
        { "<11>1 2025-10-01T14:45:12.123456Z host app", " 1 - - " },
    };
    struct buf in;
    buf_init(&in);
    for (size_t p = 0; p < COUNT(prefixes); p++) {
        buf_reset(&in);
        interleave(&in, prefixes[p][0], prefixes[p][1]);
        struct source *src = source_open_memory(buf_slice(&in), "x", NULL);
        struct framer *f = framer_open(src, NULL);
        struct event event;
        unsigned seen = 0, count = 0;
        for (enum status st; (st = framer_next(f, &event)) != STATUS_END; count++) {
            assert_int_equal(st, STATUS_OK);
            for (unsigned i = 0; i < COUNT(traces); i++)
                if (slice_find(event.message, slice_cstr(traces[i]), 0) != SLICE_NONE)
                    seen |= 1u << i;
        }
        if (count != COUNT(traces) || seen != (1u << COUNT(traces)) - 1)
            fail_msg("prefix %zu: %u events, seen %x", p, count, seen);
        framer_close(f);
        source_close(src);
    }
    buf_release(&in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_have_a_sample),
        cmocka_unit_test(test_samples),
        cmocka_unit_test(test_mutants),
        cmocka_unit_test(test_interleaved),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
