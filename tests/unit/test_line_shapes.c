#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "frame/line_parts.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))
#define TASK "3f1c0d2e4b5a69788796a5b4c3d2e1f0"

static const struct {
    const char *line, *shape; /* the most specific that fits; NULL: none */
    const char *time, *stream, *rest;
} rows[] = {
    { "2025-10-01T14:45:12.123000+00:00 ecs/app/" TASK " ERROR:    boom", "aws-logs-tail",
      "2025-10-01T14:45:12.123Z", "ecs/app/" TASK, "ERROR:    boom" },
    { "2025-10-01T14:45:12.124000+00:00 ecs/app/" TASK "   File \"x\"", "aws-logs-tail",
      "2025-10-01T14:45:12.124Z", "ecs/app/" TASK, "  File \"x\"" },
    { "2025-10-01T14:45:13+00:00 ecs/app/" TASK " ", "aws-logs-tail", "2025-10-01T14:45:13.000Z",
      "ecs/app/" TASK, "" },
    { "2025-10-01T14:45:13.000000+00:00 2025/10/01/[$LATEST]17b2 START", "aws-logs-tail",
      "2025-10-01T14:45:13.000Z", "2025/10/01/[$LATEST]17b2", "START" },
    { "2025-10-01T14:45:13+00:00 INFO starting", NULL, "", "", "" },
    { "2025-10-01T14:45:12 ERROR boom", "aws-logs-tail-short", "2025-10-01T14:45:12.000Z", "",
      "ERROR boom" },
    { "2025-10-01T14:45:12", "aws-logs-tail-short", "2025-10-01T14:45:12.000Z", "", "" },
    { "2025-10-01 14:45:12 ERROR boom", NULL, "", "", "" },
    { "2025-10-01T14:45:12.123Z boom", "s3-export", "2025-10-01T14:45:12.123Z", "", "boom" },
    { "2025/10/01/[$LATEST]17b2 2025-10-01T14:45:12.123000 boom", "sam-logs",
      "2025-10-01T14:45:12.123Z", "2025/10/01/[$LATEST]17b2", "boom" },
    { "/ecs/checkout-api ecs/app/" TASK " boom", "awslogs", "", "ecs/app/" TASK, "boom" },
    { "/ecs/checkout-api ecs/app/" TASK "   2025-10-01T14:45:12.123Z boom", "awslogs",
      "2025-10-01T14:45:12.123Z", "ecs/app/" TASK, "boom" },
    { "/app/a.js /app/b.js", NULL, "", "", "" },
    { "EVENTS\t39234567890123456789012345678901234567890123456789012345\t1759329914001\tecs/app/x"
      "\ta\tb\t1759329912123",
      "aws-text", "2025-10-01T14:45:12.123Z", "ecs/app/x", "a\tb" },
    { "EVENTS\t1759329914001\tboom\t1759329912123", "aws-text", "2025-10-01T14:45:12.123Z", "",
      "boom" },
    { "RESULTS\t@timestamp\t2025-10-01 14:45:12.123", "insights-text", "", "", "" },
    { "RESULTS\tcount\t7", NULL, "", "", "" },
    { "EVENTS\t1759329914001\tfirst line", "aws-text", "2025-10-01T14:45:14.001Z", "",
      "first line" },
    { "b/39234567890123456789012345678901234567890123456789012345/s\tf/392/s", "aws-text", "", "",
      "" },
    { "SEARCHEDLOGSTREAMS\tecs/app/x\tTrue", "aws-text", "", "", "" },
    { "||  1   |  1759329914001 |  ecs/app/x |  a | b   |  1759329912123  ||", "aws-table",
      "2025-10-01T14:45:12.123Z", "ecs/app/x", "a | b" },
    { "||  1759329914001|    in   |  1759329912123 ||", "aws-table", "2025-10-01T14:45:12.123Z", "",
      "  in" },
    { "||  1759329914001|  first line", "aws-table", "2025-10-01T14:45:14.001Z", "", "first line" },
    { "|| eventId | ingestionTime | logStreamName | message | timestamp ||", "aws-table", "", "",
      "" },
    { "|+-----+-----+|", "aws-table", "", "", "" },
    { "||  message       |  ERROR: a | b    ||", "aws-table", "", "", "ERROR: a | b" },
    { "||  message       |  first line", "aws-table", "", "", "first line" },
    { "||  logStreamName |  ecs/app/x  ||", "aws-table", "", "ecs/app/x", "" },
    { "||  timestamp     |  1759329912123  ||", NULL, "", "", "" },
    { "/ecs/checkout-api short   2025-10-01T14:45:12.123Z boom", "awslogs",
      "2025-10-01T14:45:12.123Z", "short", "boom" },
    { "1.7593299121234567e+09\terror\tboom", "iso-tab", "2025-10-01T14:45:12.123Z", "",
      "error\tboom" },
    { "1.7e+09\tinfo", "iso-tab", "2023-11-14T22:13:20.000Z", "", "info" },
    { "1.7e+08\tinfo", NULL, "", "", "" },
    { "-- Boot 3f1c0d2e4b5a69788796a5b4c3d2e1f0 --", "journal", "", "", "" },
    { "-- Logs begin at Mon 2025-09-29 10:00:00 UTC, end at Wed 2025-10-01 14:46:00 UTC. --",
      "journal", "2025-09-29T10:00:00.000Z", "", "" },
    { "-- SQL comment --", NULL, "", "", "" },
    { "|+-----+ x +-+|", NULL, "", "", "" },
    { "|| a | b ||", NULL, "", "", "" },
    { "1759329912123\tERROR: boom", "epoch-ms", "2025-10-01T14:45:12.123Z", "", "ERROR: boom" },
    { "api-1  | line", "docker-compose", "", "", "line" },
    { "web-1  | ", "docker-compose", "", "", "" },
    { "backend_1   |", "docker-compose", "", "", "" },
    { "decp-api-gateway  | > node index.js", "docker-compose", "", "", "> node index.js" },
    { "20:01:04 wsgi.1  | Traceback (most recent call last):", "procfile", "", "",
      "Traceback (most recent call last):" },
    { "20:01:04 web.12 |", "procfile", "", "", "" },
    { "10 |   url = env(\"X\")", NULL, "", "", "" },
    { "name | value", NULL, "", "", "" },
    { "dag-processor | 2025-10-01T14:45:12.123456Z [info] x", "docker-compose", "", "",
      "2025-10-01T14:45:12.123456Z [info] x" },
    { "created | 2025-10-01 14:45:12", NULL, "", "", "" },
    { "ERROR    | app.jobs:run:97 - no quota", NULL, "", "", "" },
    { "checkout  |  3/12 | 4:47:40 PM | UPDATE_FAILED | AWS::ECS::Service", "cdk", "", "", NULL },
    { "checkout  | 4:47:40 PM | UPDATE_FAILED | AWS::ECS::Service", "cdk", "", "", NULL },
    { "checkout | 16:47:40 | CREATE_COMPLETE  | AWS::ECS::Service | x", "cdk", "", "", NULL },
    { "checkout | 16:47:40 | CREATE_COMPLETE  | x", NULL, "", "", "" },
    { "2025-10-01T14:45:12.123456789Z boom", "docker-logs", "2025-10-01T14:45:12.123Z", "",
      "boom" },
    { "2025-10-01T14:45:12.123456789Z stderr F boom", "cri", "2025-10-01T14:45:12.123Z", "stderr",
      "boom" },
    { "2025-10-01T16:45:12.123456789+02:00 stdout P half", "cri", "2025-10-01T14:45:12.123Z",
      "stdout", "half" },
    { "2025-10-01T14:45:12.1234567Z ##[group]Run", "github-actions", "2025-10-01T14:45:12.123Z", "",
      "##[group]Run" },
    { "2025-10-01T14:45:12.123456+00:00 app[web.1]: boom", "heroku", "2025-10-01T14:45:12.123Z",
      "app[web.1]", "boom" },
    { "2025-10-01T14:45:12.123456+00:00 host1 sshd[12]: boom", "journal-iso",
      "2025-10-01T14:45:12.123Z", "sshd[12]", "boom" },
    { "2025-10-01T14:45:12.123456+00:00 a/b [7]: boom", "aws-logs-tail", "2025-10-01T14:45:12.123Z",
      "a/b", "[7]: boom" },
    { "[Container] 2025/10/01 14:45:10.120394 Running command x", "codebuild",
      "2025-10-01T14:45:10.120Z", "", "Running command x" },
    { "#12 3.118 npm ERR! code", "buildkit", "", "#12", "npm ERR! code" },
    { "#12 [internal] load", NULL, "", "", "" },
    { "\xE2\x94\x82 Error: x", "terraform", "", "", "Error: x" },
    { "\xE2\x95\xB7", "terraform", "", "", "" },
    { "<11>1 2025-10-01T14:45:12.123456Z host app 123 ID47 [sd@1 k=\"a]\\\"b\"] msg", "syslog",
      "2025-10-01T14:45:12.123Z", "app", "msg" },
    { "<11>1 - host app - - - \xEF\xBB\xBFmsg", "syslog", "", "app", "msg" },
    { "<11>Oct  1 14:45:12 host app[123]: msg", "syslog-bsd", "", "app[123]", "msg" },
    { "Oct 01 14:45:12 ip-10-0-1-23 agent[1234]: level=info", "journal", "", "agent[1234]",
      "level=info" },
    { "Oct 01 14:45:12 cloud-init[1234]: util.py[DEBUG]: boom", "journal", "", "cloud-init[1234]",
      "util.py[DEBUG]: boom" },
    { "level=info time=2025-10-01T14:45:12Z msg=\"x\"", "ecs-agent", "2025-10-01T14:45:12.000Z", "",
      "level=info time=2025-10-01T14:45:12Z msg=\"x\"" },
    { "{\"log\":\"x\\n\",\"stream\":\"stderr\",\"time\":\"2025-10-01T14:45:12.1Z\"}",
      "docker-json-file", "", "", NULL },
    { "timestamp,message", "cloudwatch-csv", "", "", "timestamp,message" },
    { "@timestamp,@message,@logStream", "insights-csv", "", "", "@timestamp,@message,@logStream" },
    { "@timestamp,bin(5m)", NULL, "", "", "" },
    { "build\tRun tests\t\xEF\xBB\xBF"
      "2025-10-01T14:45:12.1234567Z ##[group]Run",
      "gh-run-log", "2025-10-01T14:45:12.123Z", "build", "##[group]Run" },
    { "build\tRun tests\t2025-10-01T14:45:12.1234567Z ", "gh-run-log", "2025-10-01T14:45:12.123Z",
      "build", "" },
    { "2025-10-01T14:45:12.123456+00:00 ecs/app/" TASK
      " build\tTest\t2025-10-01T14:45:12.1234567Z ##[error]x",
      "aws-logs-tail", "2025-10-01T14:45:12.123Z", "ecs/app/" TASK,
      "build\tTest\t2025-10-01T14:45:12.1234567Z ##[error]x" },
    { "a\tb\tc", NULL, "", "", "" },
    { "2026-09-11T11:17:02.145771Z 01O Hello", "gitlab", "2026-09-11T11:17:02.145Z", "01O",
      "Hello" },
    { "2026-09-11T11:17:02.145771Z 00E+Hello", "gitlab", "2026-09-11T11:17:02.145Z", "00E",
      "Hello" },
    { "2026-09-11T11:17:02.145771Z 01O", "gitlab", "2026-09-11T11:17:02.145Z", "01O", "" },
    { "section_start:1560896352:x[collapsed=true]\rHeader", "gitlab-section", "", "", "Header" },
    { "section_end:1560896352:x\rsection_start:1560896352:y\r", "gitlab-section", "", "", "" },
    { "section_start:x", NULL, "", "", "" },
    { "2025-10-01T14:45:12Z app[148ed127c74e89] iad [info]boom", "fly", "2025-10-01T14:45:12.000Z",
      "app[148ed127c74e89]", "boom" },
    { "2025-10-01T14:45:12Z runner[148ed127c74e89] ams [error] boom", "fly",
      "2025-10-01T14:45:12.000Z", "runner[148ed127c74e89]", "boom" },
    { "2025-10-01T14:45:12.123456+00:00 heroku[router]: at=error code=H12", "heroku",
      "2025-10-01T14:45:12.123Z", "heroku[router]", "at=error code=H12" },
    { "2025-10-01T14:45:12.123456+00:00 heroku[run.18]: Process exited with status 1", "heroku",
      "2025-10-01T14:45:12.123Z", "heroku[run.18]",
      "heroku[run.18]: Process exited with status 1" },
    { "2025-10-01T14:45:12.123456+00:00 app[worker.1]: boom", "heroku", "2025-10-01T14:45:12.123Z",
      "app[worker.1]", "boom" },
    { "2025-11-28T20:26:34.395319528Z [inf]  Starting Container", "railway",
      "2025-11-28T20:26:34.395Z", "", "Starting Container" },
    { "2025-11-28T20:26:34.395319528Z [INF] other", "docker-logs", "2025-11-28T20:26:34.395Z", "",
      "[INF] other" },
    { "[pod/api-7d9f8c6b5d-x2x9q/app] boom", "kubectl-logs", "", "api-7d9f8c6b5d-x2x9q", "boom" },
    { "[pod/api] boom", NULL, "", "", "" },
    { "api-7d9f8c6b5d-x2x9q app boom", "stern", "", "api-7d9f8c6b5d-x2x9q", "boom" },
    { "some-compound-words follow here", NULL, "", "", "" },
    { "2m30s       Warning   BackOff   pod/api-7d9   Back-off restarting", "kubernetes-events", "",
      "pod/api-7d9", "2m30s       Warning   BackOff   pod/api-7d9   Back-off restarting" },
    { "  Warning  Unhealthy  2m (x3 over 5m)  kubelet  Readiness probe failed", "kubernetes-events",
      "", "", "Warning  Unhealthy  2m (x3 over 5m)  kubelet  Readiness probe failed" },
    { "Warning  Unhealthy", NULL, "", "", "" },
    { "  Warning one blank", NULL, "", "", "" },
    { "api.1.1xjbrnzvv2h2@node-1    | boom", "docker-service", "", "", "boom" },
    { "me@example.com | boom", NULL, "", "", "" },
    { "https 2025-10-01T14:45:12.123641Z app/shop/7b 203.0.113.7:41522 10.0.1.23:8080 0.000 0.001 "
      "-1 502 - 34 366 \"GET https://x:443/ HTTP/1.1\" \"curl\" - -",
      "alb-access-log", "2025-10-01T14:45:12.123Z", "app/shop/7b", NULL },
    { "https 2025-10-01T14:45:12.123641Z other", NULL, "", "", "" },
    { "2025-10-01T16:45:52.149000+02:00\t(service api) has started", "iso-tab",
      "2025-10-01T14:45:52.149Z", "", "(service api) has started" },
    { "2025-10-01T16:45:52.149+02:00", "console-copy", "2025-10-01T14:45:52.149Z", "", "" },
    { "2025-10-01 14:45:52", "console-copy", "2025-10-01T14:45:52.000Z", "", "" },
    { "events:", "aws-yaml", "", "", "" },
    { "- events:", "aws-yaml", "", "", "" },
    { "my events:", NULL, "", "", "" },
    { "__CURSOR=s=0639;i=1", "journal-export", "", "", "" },
    { "3.118 npm ERR! code", "buildkit-excerpt", "", "", "npm ERR! code" },
    { "12.34 npm ERR! code", "buildkit-excerpt", "", "", "npm ERR! code" },
    { "123.4 npm ERR! code", "buildkit-excerpt", "", "", "npm ERR! code" },
    { "3.11 seconds", NULL, "", "", "" },
    { "12.345 seconds", NULL, "", "", "" },
    { "E1001 14:45:12.123456       1 a.go:147] boom", "klog", "", "",
      "E1001 14:45:12.123456       1 a.go:147] boom" },
    { "I20251001 14:45:12.123456   7 a.cc:12] up", "klog", "", "", NULL },
    { "E1301 14:45:12.123456       1 a.go:147] boom", NULL, "", "", "" },
    { "E1001 14:45:12.123456 no file", NULL, "", "", "" },
    { "E, [2025-10-01T14:45:12.123456 #1] ERROR -- app: boom", "ruby-logger", "", "", NULL },
    { "F, [2025-10-01T14:45:12.123456 #1] FATAL -- : [f3c1] app/a.rb:5:in `index'", "ruby-logger",
      "", "", "app/a.rb:5:in `index'" },
    { "E, [x #1] ERROR -- app: boom", NULL, "", "", "" },
    { "[01-Oct-2025 14:45:12] NOTICE: ready", "php-fpm", "2025-10-01T14:45:12.000Z", "",
      "NOTICE: ready" },
    { "[01-Oct-2025 14:45:12] WARNING: [pool www] child 7 said into stderr: \"PHP message: a "
      "\"b\"\"",
      "php-fpm", "2025-10-01T14:45:12.000Z", "", "a \"b\"" },
    { "[01-Oct-2025 14:45:12] something else", NULL, "", "", "" },
    { "[01-Oct-2025 14:45:12 UTC] PHP Warning:  x", "php-error-log", "2025-10-01T14:45:12.000Z", "",
      "PHP Warning:  x" },
    { "[01-Oct-2025 14:45:12 Europe/Berlin] any", "php-error-log", "2025-10-01T12:45:12.000Z", "",
      "any" },
    { "[01-Oct-2025 14:45:12 Africa/Cairo] any", "php-error-log", "2025-10-01T14:45:12.000Z", "",
      "any" },
    { "Oct 01, 2025 2:45:12 PM com.x.App start", "java-util-logging", "2025-10-01T14:45:12.000Z",
      "", NULL },
    { "Oct 01, 2025 14:45:12 com.x.App start", NULL, "", "", "" },
    { "fail: Microsoft.AspNetCore.Server.Kestrel[13]", "dotnet-console", "", "", NULL },
    { "14:45:12.123 info: A.B[0] one line", "dotnet-console", "", "", NULL },
    { "2025-10-01 14:45:12 crit: A.B[0]", "dotnet-console", "", "", NULL },
    { "info: listening on [::]", NULL, "", "", "" },
    { "fail: no category", NULL, "", "", "" },
    { "2025-10-01T14:45:12.123Z ERROR 1 --- [app] [   main] o.s.X   : boom", "spring-boot", "", "",
      NULL },
    { "2025-10-01 14:45:12.123  WARN 1 --- [   main] o.s.X   : boom", "spring-boot", "", "", NULL },
    { "2025-10-01 14:45:12 text --- [x]", NULL, "", "", "" },
    { "[2025-10-01 14:45:12 +0000] [7] [CRITICAL] WORKER TIMEOUT (pid:9)", "gunicorn", "", "",
      NULL },
    { "[2025-10-01 14:45:12 +0000] [main] x", NULL, "", "", "" },
    { "[2025-10-01 14:45:12,123: ERROR/ForkPoolWorker-1] Task", "celery", "", "", NULL },
    { "[2025-10-01 14:45:12,123: other] Task", NULL, "", "", "" },
    { "INFO:     Started server process [1]", "uvicorn", "", "", NULL },
    { "INFO: Started", NULL, "", "", "" },
    { "INFO:      twelve", NULL, "", "", "" },
    { "2025/10/01 14:45:12 [error] 7#7: *1 boom", "nginx-error", "", "", NULL },
    { "2025/10/01 14:45:12 [error] boom", NULL, "", "", "" },
    { "10.0.1.5 - - [01/Oct/2025:14:45:12 +0000] \"GET / HTTP/1.1\" 502 157", "access-log",
      "2025-10-01T14:45:12.000Z", "", NULL },
    { "a b c [01/Oct/2025] x", NULL, "", "", "" },
    { "[Wed Oct 01 14:45:12.123456 2025] [core:error] [pid 7] x", "apache-error",
      "2025-10-01T14:45:12.123Z", "", NULL },
    { "[Wed Oct 01 14:45:12] [x]", NULL, "", "", "" },
    { "2025-10-01 14:45:12.123 UTC [42] FATAL:  the database system is starting up", "postgresql",
      "2025-10-01T14:45:12.123Z", "", NULL },
    { "2025-10-01 14:45:12 UTC::@:[402]:LOG:  checkpoint starting: time", "postgresql",
      "2025-10-01T14:45:12.000Z", "", NULL },
    { "2025-10-01 14:45:12 CEST [42] LOG:  checkpoint starting: time", "postgresql",
      "2025-10-01T12:45:12.000Z", "", NULL },
    { "2025-10-01 14:45:12.123 -03 [42] LOG:  checkpoint starting: time", "postgresql",
      "2025-10-01T17:45:12.123Z", "", NULL },
    { "2025-10-01 14:45:12 XYZ [42] LOG:  checkpoint starting: time", "postgresql",
      "2025-10-01T14:45:12.000Z", "", NULL },
    { "17/06/09 20:10:40 INFO storage.BlockManager: Found block", "hadoop",
      "2017-06-09T20:10:40.000Z", "", NULL },
    { "17/13/09 20:10:40 INFO storage.BlockManager: Found block", NULL, "", "", "" },
    { "17/06/09 20:10:40 some words: x", NULL, "", "", "" },
    { "081109 203615 148 INFO dfs.DataNode$PacketResponder: x", "hadoop",
      "2008-11-09T20:36:15.000Z", "", NULL },
    { "081109 203615 148 words", NULL, "", "", "" },
    { "03-17 16:13:38.811  1702  2395 D WindowManager: x", "logcat", "", "", NULL },
    { "03-17 16:13:38.811 E/AndroidRuntime( 1702): x", "logcat", "", "", NULL },
    { "03-17 16:13:38.811 words", NULL, "", "", "" },
    { "20171223-22:15:29:606|Step_LSC|30002312|x", "device", "2017-12-23T22:15:29.606Z", "", NULL },
    { "20171323-22:15:29:606|Step_LSC|30002312|x", NULL, "", "", "" },
    { "2025-10-01 14:45:12 UTC [42] words:  x", NULL, "", "", "" },
    { "START RequestId: 5d3f9a10-7c2e-4b81-a6f4-2e19c07d8b35 Version: $LATEST", "lambda", "", "",
      NULL },
    { "2025-10-01T14:45:12.123Z\t5d3f9a10-7c2e-4b81-a6f4-2e19c07d8b35\tERROR\tboom", "lambda",
      "2025-10-01T14:45:12.123Z", "", NULL },
    { "[ERROR]\t2025-10-01T14:45:12.123Z\t5d3f9a10-7c2e-4b81-a6f4-2e19c07d8b35\tboom", "lambda",
      "2025-10-01T14:45:12.123Z", "", NULL },
    { "2025-10-01T14:45:12.123Z\tone\ttwo\tthree", "iso-tab", "2025-10-01T14:45:12.123Z", "",
      "one\ttwo\tthree" },
    { "2025-10-01T14:45:12.12345678Z boom", "render", "2025-10-01T14:45:12.123Z", "", "boom" },
    { "2025-10-01T14:45:12.123456789Z ==> Deploying...", "render", "2025-10-01T14:45:12.123Z", "",
      "==> Deploying..." },
    { "2025-10-01T14:45:12.123456Z  INFO rust", NULL, "", "", "" },
    { "Oct 1 02:45:12 PM  ==> Deploying...", "render", "", "", "==> Deploying..." },
    { "Oct 1 02:45:12 PM one blank", NULL, "", "", "" },
    { "11:47:15 PM [gqjw9] boom", "render", "", "gqjw9", "boom" },
    { "11:47:15 PM ==> Exited with status 1", "render", "", "", "==> Exited with status 1" },
    { "11:47:15 PM boom", NULL, "", "", "" },
    { "[16:50:28.914] Vercel CLI 46.0.3", "clock", "", "", "Vercel CLI 46.0.3" },
    { "16:50:28.914 Error: x", "clock", "", "", "Error: x" },
    { "2025-10-01 14:45:12.123 | Error: x", "clock", "2025-10-01T14:45:12.123Z", "", "Error: x" },
    { "2025-10-01 14:45:12.123 | \tat a.b.C.m(F.java:1)", "clock", "2025-10-01T14:45:12.123Z", "",
      "\tat a.b.C.m(F.java:1)" },
    { "2025-10-01 14:45:12.123 | INFO     | app.jobs:run:97 - x", NULL, "", "", "" },
    { "2025-10-01 14:45:12.123 | MainThread | INFO | x", NULL, "", "", "" },
    { "16:50:28.914     at f (a.js:1:2)", "clock", "", "", "    at f (a.js:1:2)" },
    { "16:50:28.914 [main] ERROR com.x.App - boom", NULL, "", "", "" },
    { "16:50:28.914 ERROR com.x.App - boom", NULL, "", "", "" },
    { "plain text", NULL, "", "", "" },
    { "", NULL, "", "", "" },
};

static const struct line_shape *first_fit(struct slice line, struct line_prefix *out)
{
    for (size_t i = 0; line_shape_table[i]; i++) {
        line_prefix_init(out);
        if (line_shape_table[i]->parse(line, 0, out))
            return line_shape_table[i];
    }
    return NULL;
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct line_prefix p;
        const struct line_shape *shape = first_fit(slice_cstr(rows[i].line), &p);
        if (!shape != !rows[i].shape || (shape && strcmp(shape->name, rows[i].shape) != 0))
            fail_msg("%s: got %s", rows[i].line, shape ? shape->name : "none");
        if (!shape)
            continue;
        assert_true(!shape->first || strchr(shape->first, rows[i].line[0]));
        char time[TIMESTAMP_TEXT_BYTES];
        timestamp_format(p.time_us, time);
        assert_string_equal(time, rows[i].time);
        assert_true(slice_eq(p.stream, slice_cstr(rows[i].stream)));
        if (rows[i].rest && !slice_eq(p.rest, slice_cstr(rows[i].rest)))
            fail_msg("%s: rest \"%.*s\"", rows[i].line, SLICE_ARG(p.rest));
    }
}

/* Every prefix of every row, in a block of its exact size, goes to every shape. */
static void test_prefixes(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        for (size_t n = 0; n <= strlen(rows[i].line); n++) {
            char *copy = test_malloc(n ? n : 1);
            memcpy(copy, rows[i].line, n);
            for (size_t k = 0; line_shape_table[k]; k++) {
                struct line_prefix p;
                line_prefix_init(&p);
                if (line_shape_table[k]->parse(slice_make(copy, n), 0, &p))
                    assert_true(p.rest.len <= n);
            }
            test_free(copy);
        }
}

static void test_table(void **state)
{
    (void)state;
    for (size_t i = 0; line_shape_table[i]; i++) {
        const struct line_shape *s = line_shape_table[i];
        assert_true(strlen(s->name) > 0 && strlen(s->help) > 0);
        assert_true(i < 64); /* a bit each, in struct peel */
        if (i > 0)
            assert_true(line_shape_table[i - 1]->specificity > s->specificity);
    }
}

static void test_names(void **state)
{
    (void)state;
    struct line_prefix p;
    first_fit(SLICE("app_api_1  | x"), &p);
    assert_true(slice_eq(p.service, SLICE("app_api")));
    assert_true(slice_eq(p.container, SLICE("app_api_1")));
    first_fit(SLICE("<11>Oct  1 14:45:12 host app: msg"), &p);
    assert_int_equal(p.level, LEVEL_ERROR);
    struct slice container = slice_empty(), task = slice_empty();
    line_split_stream(SLICE("ecs/app/" TASK), &container, &task);
    assert_true(slice_eq(container, SLICE("app")));
    assert_true(slice_eq(task, SLICE(TASK)));
    assert_true(line_is_task_id(SLICE("5d3f9a10-7c2e-4b81-a6f4-2e19c07d8b35")));
    assert_false(line_is_task_id(SLICE("5d3f9a10-7c2e-4b81-a6f4-2e19c07d8b3")));
    assert_false(line_is_task_id(SLICE("5d3f9a10x7c2e-4b81-a6f4-2e19c07d8b35")));
}

static enum level level_of(struct slice line)
{
    struct line_prefix p;
    return first_fit(line, &p) ? p.level : LEVEL_NONE;
}

static void test_levels(void **state)
{
    (void)state;
    assert_int_equal(level_of(SLICE("2025-10-01T14:45:12Z app[1] iad [error]x")), LEVEL_ERROR);
    /* Railway's word only tells stderr from stdout. */
    assert_int_equal(level_of(SLICE("2025-11-28T20:26:34.395319528Z [err]  npm notice")),
                     LEVEL_NONE);
    assert_int_equal(level_of(SLICE("  Warning  Unhealthy  2m  kubelet  x")), LEVEL_WARN);
    assert_int_equal(level_of(SLICE("  Normal   Pulled     2m  kubelet  x")), LEVEL_INFO);
    assert_int_equal(level_of(SLICE("a | 4:47:40 PM | UPDATE_FAILED | AWS::ECS::Service | x")),
                     LEVEL_ERROR);
    assert_int_equal(
        level_of(SLICE("a | 4:47:40 PM | DELETE_FAILED (skipped) | AWS::ECS::Service | x")),
        LEVEL_INFO);
    assert_int_equal(level_of(SLICE("a | 4:47:40 PM | UPDATE_ROLLBACK_IN_PROG | AWS::A::B | x")),
                     LEVEL_WARN);
    assert_int_equal(level_of(SLICE("[01-Oct-2025 14:45:12] ALERT: x")), LEVEL_FATAL);
    /* The child's own text tells. */
    assert_int_equal(
        level_of(
            SLICE("[01-Oct-2025 14:45:12] WARNING: [pool www] child 7 said into stderr: \"x\"")),
        LEVEL_NONE);
    assert_int_equal(level_of(SLICE("trce: A.B[0] x")), LEVEL_TRACE);
    assert_int_equal(level_of(SLICE("2025/10/01 14:45:12 [emerg] 7#7: x")), LEVEL_FATAL);
    struct line_prefix p;
    first_fit(SLICE("a | 4:47:40 PM | UPDATE_FAILED | AWS::ECS::Service | x"), &p);
    assert_int_equal(p.origin, ORIGIN_STACK);
    first_fit(SLICE("2025-10-01 14:45:12 UTC [42] DETAIL:  x"), &p);
    assert_true(p.follows);
    first_fit(SLICE("http 2025-10-01T14:45:12.1Z app/a/b c t 0 0 -1 503 - 3 3 \"GET\""), &p);
    assert_int_equal(p.level, LEVEL_ERROR);
    assert_int_equal(p.origin, ORIGIN_ELB_ACCESS);
    first_fit(SLICE("http 2025-10-01T14:45:12.1Z app/a/b c t 0 0 -1 200 200 3 3 \"GET\""), &p);
    assert_int_equal(p.level, LEVEL_INFO);
    first_fit(SLICE("2025-10-01T16:45:52+02:00\t(service api) has started"), &p);
    assert_int_equal(p.origin, ORIGIN_ECS);
    first_fit(SLICE("api.1.1xjbrnzvv2h2@node | x"), &p);
    assert_true(slice_eq(p.service, SLICE("api")));
    assert_true(slice_eq(p.container, SLICE("api.1.1xjbrnzvv2h2")));
    assert_true(line_is_aws_table(SLICE("|            DescribeTasks            |")));
    assert_false(line_is_aws_table(SLICE("|            FilterLogEvents            |")));
    assert_false(line_is_aws_table(SLICE("|| eventId | ingestionTime | message | timestamp ||")));
    assert_false(
        line_is_aws_table(SLICE("||  0 |  1795746762125 |  s |  message |  1795746460123  ||")));
    assert_false(line_is_aws_table(SLICE("| other |")));
    assert_false(line_is_aws_table(SLICE("|")));
}

/* `docker logs -t` puts the time in again after each 16 KiB. */
static void test_unsplit(void **state)
{
    (void)state;
    static const char time[] = "2025-10-01T14:45:12.123456789Z ";
    struct buf in, out;
    uint64_t count = 0;
    buf_init(&in);
    buf_init(&out);
    for (int i = 0; i < 3; i++) {
        if (i > 0)
            buf_add_cstr(&in, time);
        buf_add_fill(&in, (char)('a' + i), i < 2 ? 16384 : 10);
    }
    struct slice got = line_unsplit(buf_slice(&in), &out, &count);
    assert_int_equal(count, 2);
    assert_int_equal(got.len, 2 * 16384 + 10);
    assert_true(got.ptr[16384] == 'b' && got.ptr[2 * 16384] == 'c');
    assert_ptr_equal(line_unsplit(SLICE("short"), &out, &count).len, 5);
    for (size_t n = 16380; n < 16384 + 40; n++)
        line_unsplit(slice_sub(buf_slice(&in), 0, n), &out, &count);
    buf_release(&in);
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),   cmocka_unit_test(test_prefixes),
        cmocka_unit_test(test_table),  cmocka_unit_test(test_names),
        cmocka_unit_test(test_levels), cmocka_unit_test(test_unsplit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
